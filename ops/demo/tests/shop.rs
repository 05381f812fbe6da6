//! The shop over HTTP, as a browser would use it.

mod visitor;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use flowtilla_demo::{Demo, DemoOptions};
use reqwest::StatusCode;
use serde_json::Value;
use visitor::Visitor;

async fn open(data_dir: Option<&std::path::Path>) -> Demo {
    let listen = "127.0.0.1:0".parse().expect("an address");
    let options = DemoOptions { listen, data_dir: data_dir.map(Into::into), latency: Duration::ZERO };
    Demo::start(options).await.expect("the shop opens")
}

#[tokio::test]
async fn ada_signs_in_and_others_are_told_what_is_wrong() {
    let demo = open(None).await;
    let mut visitor = Visitor::of(&demo);
    assert_eq!(visitor.get("/account").await.location(), "/login?next=/account");

    let wrong = visitor.post("/login", &[("user", "ada"), ("password", "coffee")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("That password is not right."), "{}", wrong.text);
    let nobody = visitor.post("/login", &[("user", "<i>"), ("password", "teapot")]).await;
    assert!(nobody.text.contains("We do not know that user name."), "{}", nobody.text);
    assert!(nobody.text.contains("&lt;i&gt;") && !nobody.text.contains("<i>"), "what was typed is not escaped");

    let right = visitor.post("/login?next=/cart", &[("user", "ada"), ("password", "teapot")]).await;
    assert_eq!(right.location(), "/cart");
    assert!(visitor.get("/account").await.text.contains("Welcome, ada"));
    assert_eq!(visitor.post("/logout", &[]).await.location(), "/");
    assert_eq!(visitor.get("/account").await.location(), "/login?next=/account");
    demo.stop().await;
}

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    let demo = open(None).await;
    for next in ["//example.org", "https://example.org", "/\\example.org"] {
        let mut visitor = Visitor::of(&demo);
        let answer = visitor.post(&format!("/login?next={next}"), &[("user", "ada"), ("password", "teapot")]).await;
        assert_eq!(answer.location(), "/account", "next={next}");
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_cart_is_priced_and_becomes_an_order() {
    let demo = open(None).await;
    let mut visitor = Visitor::of(&demo);
    visitor.post("/cart/items", &[("slug", "brown-betty"), ("quantity", "2")]).await;
    visitor.post("/cart/items", &[("slug", "tiny-whale")]).await;
    assert!(visitor.get("/cart").await.text.contains("€90.00"));
    visitor.post("/cart/items/tiny-whale", &[("quantity", "0")]).await;
    assert!(visitor.get("/checkout?token=abc").await.text.contains("value=\"abc\""));

    let placed = visitor.post("/orders", &[("token", "abc"), ("name", "Ada")]).await;
    let order = visitor.get(placed.location()).await;
    for part in ["KL-1001", "Brown Betty", "€68.00", "Ada", "abc"] {
        assert!(order.text.contains(part), "{part} is not on {}", order.text);
    }
    assert!(visitor.get("/cart").await.text.contains("Your cart is empty."));
    let sold_out = visitor.post("/cart/items", &[("slug", "garden-party")]).await;
    assert_eq!(sold_out.status, StatusCode::NOT_FOUND);
    demo.stop().await;
}

#[tokio::test]
async fn every_order_counts_once_and_is_there_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = open(Some(folder.path())).await;
    let mut visitor = Visitor::of(&demo);
    visitor.post("/orders", &[("token", "one")]).await;
    visitor.post("/orders?token=two", &[]).await;
    visitor.post("/orders?token=ignored", &[("token", "two")]).await;
    visitor.post("/orders", &[]).await; // under a random token
    let counts = demo.orders().expect("counts");
    assert_eq!((counts.len(), counts["one"], counts["two"]), (3, 1, 2));
    demo.stop().await;

    let demo = open(Some(folder.path())).await;
    assert_eq!(demo.orders().expect("counts"), counts);
    let mut visitor = Visitor::of(&demo);
    assert_eq!(visitor.post("/orders", &[("token", "one")]).await.location(), "/orders/KL-1005");
    let told: BTreeMap<String, u64> = serde_json::from_str(&visitor.get("/witness").await.text).expect("JSON");
    assert_eq!(told, demo.orders().expect("counts"));
    assert_eq!(told["one"], 2);
    demo.stop().await;
}

#[tokio::test]
async fn orders_that_arrive_at_once_are_all_counted() {
    let demo = open(None).await;
    let orders = (0..40).map(|n| {
        let mut visitor = Visitor::of(&demo);
        async move { visitor.post("/orders", &[("token", if n % 2 == 0 { "even" } else { "odd" })]).await }
    });
    let locations: BTreeSet<String> =
        futures_util::future::join_all(orders).await.iter().map(|answer| answer.location().to_owned()).collect();
    assert_eq!(locations.len(), 40, "two orders got the same number");
    assert_eq!(demo.orders().expect("counts"), BTreeMap::from([("even".into(), 20), ("odd".into(), 20)]));
    demo.stop().await;
}

#[tokio::test]
async fn a_line_that_was_never_finished_is_cut_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = open(Some(folder.path())).await;
    Visitor::of(&demo).post("/orders", &[("token", "whole")]).await;
    demo.stop().await;
    let path = folder.path().join("orders.jsonl");
    let mut bytes = std::fs::read(&path).expect("the order file");
    bytes.extend_from_slice(b"{\"id\":\"KL-1002\",\"tok");
    std::fs::write(&path, bytes).expect("written");

    let demo = open(Some(folder.path())).await;
    Visitor::of(&demo).post("/orders", &[("token", "next")]).await;
    demo.stop().await;
    let demo = open(Some(folder.path())).await;
    assert_eq!(demo.orders().expect("counts"), BTreeMap::from([("next".into(), 1), ("whole".into(), 1)]));
    demo.stop().await;
}

#[tokio::test]
async fn two_shops_never_share_an_order_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = open(Some(folder.path())).await;
    let listen = "127.0.0.1:0".parse().expect("an address");
    let second = DemoOptions { listen, data_dir: Some(folder.path().into()), latency: Duration::ZERO };
    let error = Demo::start(second).await.expect_err("a second shop opened on the same file");
    assert!(error.to_string().contains("in use by another demo shop"), "{error:#}");
    demo.stop().await;
}

#[tokio::test]
async fn teapots_are_searched_sorted_and_paged() {
    let demo = open(None).await;
    let mut visitor = Visitor::of(&demo);
    let mut found = async |query: &str| -> Value {
        serde_json::from_str(&visitor.get(&format!("/api/teapots?{query}")).await.text).expect("JSON")
    };
    let names = |found: &Value| -> Vec<String> {
        let teapots = found["teapots"].as_array().expect("a list");
        teapots.iter().map(|teapot| teapot["name"].as_str().expect("a name").to_owned()).collect()
    };
    let clay = found("q=YIXING&sort=price").await;
    assert_eq!(
        (clay["total"].as_u64(), names(&clay)),
        (Some(3), vec!["Red Lantern".into(), "Plum Rain".into(), "Ink Stone".into()])
    );
    let mut all = Vec::new();
    for page in 1..=4 {
        let page = found(&format!("sort=name&page={page}")).await;
        assert_eq!(page["pages"], 4);
        all.extend(names(&page));
    }
    assert_eq!(all.len(), 30);
    assert!(all.is_sorted(), "{all:?}");
    assert_eq!(found("page=99").await["page"], 4);
    assert_eq!(names(&found("q=coffee").await), Vec::<String>::new());
    assert_eq!(names(&found("sort=-price").await)[0], "Rose Kettle");
    demo.stop().await;
}

#[tokio::test]
async fn hanging_pages_do_not_hold_the_shop_open() {
    let demo = open(None).await;
    let mut waiting = Vec::new();
    for path in ["/hang", "/hang/half", "/slow?ms=60000"] {
        let mut visitor = Visitor::of(&demo);
        waiting.push(tokio::spawn(async move { visitor.try_get(path).await }));
    }
    // One that has certainly arrived: its first half is here.
    let mut visitor = Visitor::of(&demo);
    assert!(visitor.first_bytes("/hang/half").await.contains("Half a page"));
    assert!(waiting.iter().all(|page| !page.is_finished()), "a hanging page answered");
    let begun = Instant::now();
    demo.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(2), "stopping took {:?}", begun.elapsed());
    for page in waiting {
        let ended = tokio::time::timeout(Duration::from_secs(2), page).await.expect("a page still hangs");
        drop(ended.expect("no panic")); // an answer or a closed connection, as it came
    }
}

#[tokio::test]
async fn a_temporary_folder_is_gone_after_the_stop() {
    let own = || -> BTreeSet<_> {
        let entries = std::fs::read_dir(std::env::temp_dir()).expect("the folder for temporary files").flatten();
        entries.map(|entry| entry.path()).filter(|path| path.join("orders.jsonl").exists()).collect()
    };
    let demo = open(None).await;
    Visitor::of(&demo).post("/orders", &[("token", "here-for-a-moment")]).await;
    let ours = own().into_iter().find(|path| {
        std::fs::read_to_string(path.join("orders.jsonl")).is_ok_and(|orders| orders.contains("here-for-a-moment"))
    });
    let ours = ours.expect("an order file in a temporary folder");
    demo.stop().await;
    assert!(!ours.exists(), "{} is left behind", ours.display());
}

#[tokio::test]
async fn an_upload_is_read_to_its_last_byte() {
    let demo = open(None).await;
    let body = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"tin.txt\"\r\ncontent-type: text/plain\r\n\r\nKeep dry.\n\r\n--x--\r\n";
    let answer = Visitor::of(&demo).send("/uploads", "multipart/form-data; boundary=x", body).await;
    let files: Value = serde_json::from_str(&answer.text).expect("JSON");
    assert_eq!(files[0]["name"], "tin.txt");
    assert_eq!(files[0]["bytes"], 10);
    assert_eq!(files[0]["sha256"], "218a76f84cfdb1bd79565294468830afabc45b7986905d19088fecad8ed4be13");
    let csv = Visitor::of(&demo).get("/files/price-list.csv").await;
    assert!(csv.text.lines().any(|line| line == "brown-betty,Brown Betty,Stoneware,34.00,1100"), "{}", csv.text);
    demo.stop().await;
}

#[tokio::test]
async fn every_link_leads_somewhere_and_nowhere_else() {
    let demo = open(None).await;
    let mut visitor = Visitor::of(&demo);
    visitor.post("/login", &[("user", "ada"), ("password", "teapot")]).await;
    let misbehave = ["/broken", "/nothing-here", "/hang", "/hang/half", "/loop"];
    let (mut seen, mut next) = (BTreeSet::new(), vec![String::from("/")]);
    while let Some(path) = next.pop() {
        if misbehave.contains(&path.as_str()) || !seen.insert(path.clone()) {
            continue;
        }
        let page = visitor.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let other = demo.url().replace("127.0.0.1", "localhost");
        let text = page.text.replace(&other, "").replace("http://www.w3.org/2000/svg", "");
        assert!(!text.contains("http://") && !text.contains("https://"), "{path} names another host");
        for part in text.split(" href=\"").skip(1).chain(text.split(" src=\"").skip(1)) {
            let link = part.split('"').next().unwrap_or_default();
            let link = link.split('#').next().unwrap_or_default();
            if link.starts_with('/') && link != "/static/no-such-picture.png" {
                next.push(link.to_owned());
            }
        }
    }
    assert!(seen.len() > 35, "only {} pages are linked: {seen:?}", seen.len());
    for (path, status) in [("/broken", 500), ("/nothing-here", 404), ("/lab/nothing", 404), ("/loop", 303)] {
        assert_eq!(visitor.get(path).await.status.as_u16(), status, "{path}");
    }
    demo.stop().await;
}

#[tokio::test]
async fn latency_is_added_to_pages_and_not_to_style_sheets() {
    let latency = Duration::from_millis(120);
    let listen = "127.0.0.1:0".parse().expect("an address");
    let demo = Demo::start(DemoOptions { listen, data_dir: None, latency }).await.expect("the shop opens");
    let mut visitor = Visitor::of(&demo);
    let begun = Instant::now();
    visitor.get("/guide").await;
    assert!(begun.elapsed() >= latency, "the page took {:?}", begun.elapsed());
    let begun = Instant::now();
    visitor.get("/static/style.css").await;
    assert!(begun.elapsed() < latency, "the style sheet took {:?}", begun.elapsed());
    demo.stop().await;
}
