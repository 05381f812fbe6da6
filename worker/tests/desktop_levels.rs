//! Desktops on machines that refuse namespaces: shut in by Landlock, or by nothing at all.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod desktop_kit;

use std::{net::TcpListener, path::PathBuf, time::Duration};

use desktop_kit::{Machine, Page, soon};
use flowtilla_worker::desktop::{Answer, Bash, Call, Content, Level, Shown, Toolbox, Wanted, Witness, probe};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// Longest command.
const COMMAND: Duration = Duration::from_secs(60);

struct Anything;

#[async_trait::async_trait]
impl Witness for Anything {
    async fn begins(&self, _: &Call) -> Result<(), String> {
        Ok(())
    }

    async fn ended(&self, _: &Call, _: &Answer) {}
}

/// Sockets and locks of X servers with the numbers of such desktops.
fn left_by_screens() -> Vec<PathBuf> {
    let entries = ["/tmp", "/tmp/.X11-unix"].into_iter().flat_map(|dir| std::fs::read_dir(dir).into_iter().flatten());
    let number = |name: &str| -> Option<u32> {
        let name = name.strip_prefix(".X").and_then(|rest| rest.strip_suffix("-lock")).or(name.strip_prefix('X'))?;
        name.parse().ok()
    };
    let ours = entries.flatten().filter(|entry| {
        entry.file_name().to_str().and_then(number).is_some_and(|number| (10_000..60_000).contains(&number))
    });
    ours.map(|entry| entry.path()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desktop_behind_landlock_can_be_worked_on_and_keeps_to_its_place() {
    let Some(machine) = Machine::open_at(Level::Landlock).await else { return };
    assert!(!machine.desktops.probed().browser, "on a shared loopback anybody could drive the browser");
    let page = Page::serve().await;
    let desktop = machine.start_reaching(&["127.0.0.1"]).await;
    let before = left_by_screens();
    assert!(before.len() >= 2, "{before:?}");
    let mut bash = Bash::new(desktop.inside().clone());

    // it can be worked on: programs with windows, files, a shell that keeps its state, a browser through the proxy
    let ran = bash.run("cd Documents && echo tea > pot && pwd && cat pot", COMMAND).await.unwrap();
    assert!(ran.ok() && ran.text().contains("/home/Documents") && ran.text().contains("tea"), "{}", ran.text());
    assert_eq!(desktop.inside().read("/home/agent/Documents/pot", 100).await.unwrap(), Content::File(b"tea\n".into()));
    desktop.inside().start("xterm", &["-T", "A terminal"]).await.unwrap();
    soon("the terminal is there", async || {
        desktop.hand().front().await.unwrap().is_some_and(|title| title.contains("A terminal"))
    })
    .await;
    desktop.hand().type_text("echo größer > typed\n").await.unwrap();
    soon("what was typed arrived", async || {
        matches!(desktop.inside().read("typed", 100).await, Ok(Content::File(text)) if text == "größer\n".as_bytes())
    })
    .await;
    desktop.inside().start("chromium", &[&page.url()]).await.unwrap();
    page.said("loaded").await;
    desktop.clipboard().put("copied".into()).await.unwrap();
    assert_eq!(desktop.clipboard().text().await.unwrap(), "copied");

    // and it keeps to its place
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let elsewhere = tempfile::tempdir().unwrap();
    let beside = elsewhere.path().join("beside");
    std::fs::write(&beside, "secret").unwrap();
    for (what, command) in [
        ("the accounts", "cat /etc/passwd".to_owned()),
        ("the passwords", "cat /etc/shadow".into()),
        ("the home of root", "ls /root".into()),
        ("other homes", "ls /home".into()),
        ("temporary files", "ls /tmp".into()),
        ("what lies beside", format!("cat {}", beside.display())),
        ("the system", "touch /usr/bin/x".into()),
        ("the loopback", format!("echo > /dev/tcp/127.0.0.1/{port}")),
        ("the worker's environment", format!("cat /proc/{}/environ", std::process::id())),
        ("the worker", format!("kill -0 {}", std::process::id())),
    ] {
        let ran = bash.run(&command, COMMAND).await.unwrap();
        assert!(!ran.ok(), "{what} can be reached with `{command}`: {}", ran.text());
    }
    machine.end(desktop).await;
    assert!(left_by_screens().iter().all(|path| !before.contains(path)), "{:?}", left_by_screens());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desktop_that_nothing_shuts_in_has_no_shell_and_is_never_chosen_by_itself() {
    let root = nix::unistd::Uid::effective().is_root();
    let best = probe(root, Wanted::Best).await;
    assert!(!best.risk_taken && (best.level != Level::None || !best.usable()), "{best:?}");
    let Some(machine) = Machine::open_at(Level::None).await else { return };
    let probed = machine.desktops.probed();
    assert!(probed.usable() && probed.level == Level::None, "{probed:?}");
    let desktop = machine.start().await;
    let mut tools = Toolbox::new(&desktop, Shown::plain(desktop.hand().size()));
    let call = |name: &str, toolset: Option<&str>, input| Call {
        id: name.into(),
        name: name.into(),
        input,
        toolset: toolset.map(Into::into),
        computer: false,
    };
    let calls = [
        call("bash", None, json!({ "command": "id" })),
        call("str_replace_based_edit_tool", None, json!({ "command": "view", "path": "/etc/passwd" })),
        call("screenshot", Some("computer"), json!({})),
    ];
    let answers = tools.carry_out(&calls, &Anything, &CancellationToken::new()).await.unwrap();
    for refused in &answers[..2] {
        assert!(!refused.ok && refused.text.contains("no shell and no editor"), "{refused:?}");
    }
    assert!(answers[2].ok && answers[2].picture.is_some());
    machine.end(desktop).await;
}
