//! Desktops on this machine: a real X server in a real sandbox.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod desktop_kit;

use std::time::Duration;

use desktop_kit::{Machine, Page, soon, viewer::Viewer};
use flowtilla_shared::door::{DoorSecret, Shut, knock};
use flowtilla_worker::desktop::{
    Action, Answer, Bash, Behind, Bounding, Call, Content, Door, Editor, Ended, INTERRUPTED, NOT_EXECUTED, Point,
    Screens, Shown, Toolbox, Witness, Zone,
};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio_util::sync::CancellationToken;

const TEXTS: &str = "Grüße! 你好，世界 — مرحبا بالعالم; 🫖🚀 naïve €5";

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_every_script_are_typed_and_saved_and_nothing_is_left_at_the_end() {
    let Some(machine) = Machine::open().await else { return };
    let desktop = machine.start().await;
    let hand = desktop.hand().clone();
    let shown = Shown::plain(hand.size());
    let bare = hand.shot(&shown).await.unwrap();
    assert_eq!((bare.width, bare.height), (1280, 800));
    desktop.inside().write("notes.txt", Vec::new()).await.unwrap();
    desktop.inside().start("mousepad", &["notes.txt"]).await.unwrap();
    soon("the editor is in front", || async {
        hand.front().await.unwrap().is_some_and(|title| title.contains("notes.txt"))
    })
    .await;
    hand.settle().await.unwrap();
    // more symbols than a keyboard has spare keys, twice over
    let many: String = (0x4e00..0x4e28).filter_map(char::from_u32).collect();
    let text = format!("{TEXTS}\n{many}");
    hand.act(&Action::Type { text: text.clone() }, &shown).await.unwrap();
    hand.act(&Action::Key { chord: "ctrl+s".into(), repeat: 1 }, &shown).await.unwrap();
    soon("the file is saved", || async {
        desktop.inside().read("notes.txt", 10_000).await.unwrap() != Content::File(Vec::new())
    })
    .await;
    let Content::File(saved) = desktop.inside().read("notes.txt", 10_000).await.unwrap() else { panic!("a directory") };
    assert_eq!(String::from_utf8(saved).unwrap().trim_end(), text);
    assert_ne!(hand.shot(&shown).await.unwrap(), bare, "the screen shows no window");
    machine.end(desktop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_input_reaches_a_page_in_a_browser_and_only_listed_hosts_answer() {
    let page = Page::serve().await;
    let Some(machine) = Machine::open().await else { return };
    let desktop = machine.start_reaching(&[&page.host()]).await;
    let hand = desktop.hand().clone();
    let shown = Shown::plain(hand.size());
    desktop.inside().start("chromium", &["--no-first-run", &page.url()]).await.unwrap();
    page.said("loaded").await;
    hand.settle().await.unwrap();
    let place = json!([640, 500]);
    for (name, mut input, says) in [
        ("left_click", json!({}), "click 0 1 plain"),
        ("left_click", json!({ "text": "shift" }), "click 0 1 shift"),
        ("double_click", json!({}), "click 0 2 plain"),
        ("triple_click", json!({}), "click 0 3 plain"),
        ("middle_click", json!({}), "auxclick 1"),
        ("right_click", json!({}), "contextmenu"),
        ("scroll", json!({ "scroll_direction": "down", "scroll_amount": 2 }), "wheel down"),
        ("scroll", json!({ "scroll_direction": "right", "scroll_amount": 2 }), "wheel right"),
        ("left_click_drag", json!({ "start_coordinate": [300, 400] }), "dragged 340 100"),
        ("key", json!({ "text": "ctrl+shift+Home" }), "key Home ctrl shift"),
        ("key", json!({ "text": "Page_Down" }), "key PageDown"),
        ("key", json!({ "text": "a", "repeat": 3 }), "key a a a"),
        ("hold_key", json!({ "text": "F8", "duration": 0.2 }), "up F8"),
    ] {
        if !matches!(name, "key" | "hold_key") {
            input["coordinate"] = place.clone();
        }
        let action = Action::read(name, &input).unwrap();
        hand.act(&action, &shown).await.unwrap();
        page.said(says).await;
    }
    let zoomed = hand.act(&Action::Zoom { region: Zone { x0: 600, y0: 480, x1: 680, y1: 530 } }, &shown).await.unwrap();
    let zoomed = zoomed.picture.unwrap();
    assert_eq!((zoomed.width, zoomed.height), (1280, 800));
    let at = hand.act(&Action::CursorPosition, &shown).await.unwrap();
    assert_eq!(at.text, "X=640,Y=500");
    let outside = Action::read("left_click", &json!({ "coordinate": [1280, 10] })).unwrap();
    let refused = hand.act(&outside, &shown).await.unwrap_err().to_string();
    assert!(refused.contains("1280×800"), "{refused}");

    let mut bash = Bash::new(desktop.inside().clone());
    let ask = |url: String| format!("curl -s -o /dev/null -w '%{{http_code}}' --max-time 20 '{url}'");
    let get = bash.run(&ask(page.url()), Duration::from_secs(30)).await.unwrap();
    assert_eq!(get.output, "200", "the listed host is not reached");
    let port = page.other_port().await;
    for url in [format!("http://127.0.0.1:{port}/"), "http://169.254.169.254/".into(), "http://0x7f000001:6379/".into()]
    {
        let get = bash.run(&ask(url.clone()), Duration::from_secs(30)).await.unwrap();
        assert_eq!(get.output, "403", "{url} was reached");
    }
    let direct = format!("curl -s --noproxy '*' --max-time 5 {}", page.url());
    assert!(!bash.run(&direct, Duration::from_secs(30)).await.unwrap().ok(), "there is a way round the proxy");
    machine.end(desktop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_keeps_its_state_and_survives_whatever_it_is_told() {
    let Some(machine) = Machine::open().await else { return };
    let desktop = machine.start().await;
    let mut bash = Bash::new(desktop.inside().clone());
    let long = Duration::from_secs(60);
    let said = |ran: flowtilla_worker::desktop::Ran| ran.output.trim().to_owned();
    bash.run("cd /tmp; export TEA=green; f() { echo \"f $1\"; }", long).await.unwrap();
    assert_eq!(said(bash.run("echo $PWD $TEA; f x", long).await.unwrap()), "/tmp green\nf x");
    assert_eq!(bash.run("(exit 3)", long).await.unwrap().ended, Ended::Exited(3));
    assert_ne!(bash.run("echo 'unterminated", long).await.unwrap().ended, Ended::Exited(0));
    assert_eq!(said(bash.run("cat; echo read; printf '0 /etc\\n'", long).await.unwrap()), "read\n0 /etc");
    let both = bash.run("echo out; echo err >&2; head -c 3 /dev/zero | tr '\\0' '\\377'", long).await.unwrap();
    assert_eq!(both.output, "out\nerr\n\u{fffd}\u{fffd}\u{fffd}");
    let much = bash.run("yes line | head -c 30000000; echo the end", long).await.unwrap();
    assert!(
        much.ok() && much.output.len() < 40_000 && much.output.ends_with("the end\n"),
        "{} bytes",
        much.output.len()
    );
    assert_eq!(bash.run("sleep 600", Duration::from_millis(700)).await.unwrap().ended, Ended::TimedOut);
    assert_eq!(said(bash.run("echo $TEA; f y", long).await.unwrap()), "green\nf y", "the time-out cost the session");
    assert_eq!(bash.run("while :; do :; done", Duration::from_millis(700)).await.unwrap().ended, Ended::Restarted);
    assert_eq!(said(bash.run("echo $PWD", long).await.unwrap()), "/tmp");
    bash.run("sleep 500 >/dev/null & disown", long).await.unwrap();
    assert_eq!(bash.run("exit 4", long).await.unwrap().ended, Ended::ShellEnded);
    assert_eq!(said(bash.run("echo again", long).await.unwrap()), "again");
    machine.end(desktop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_views_changes_and_undoes_and_says_what_is_wrong() {
    let Some(machine) = Machine::open().await else { return };
    let desktop = machine.start().await;
    let mut editor = Editor::new(desktop.inside().clone());
    let path = "/home/agent/Documents/a.txt";
    editor.call(&json!({ "command": "create", "path": path, "file_text": "one\ntwo\ntwo\n" })).await.unwrap();
    let seen = editor.call(&json!({ "command": "view", "path": path, "view_range": [2, 3] })).await.unwrap();
    assert_eq!(seen, "     2\ttwo\n     3\ttwo\n");
    for (input, says) in [
        (json!({ "command": "str_replace", "path": path, "old_str": "two", "new_str": "x" }), "2 times, in lines 2, 3"),
        (json!({ "command": "str_replace", "path": path, "old_str": "three" }), "did not appear"),
        (json!({ "command": "insert", "path": path, "insert_line": 9, "insert_text": "x" }), "0 to 3"),
        (json!({ "command": "view", "path": "/nowhere" }), "No such file"),
        (json!({ "command": "create", "path": "/usr/x", "file_text": "" }), "Read-only"),
        (json!({ "command": "fly", "path": path }), "`fly`"),
    ] {
        let refused = editor.call(&input).await.unwrap_err().to_string();
        assert!(refused.contains(says), "{input}: {refused}");
    }
    editor.call(&json!({ "command": "insert", "path": path, "insert_line": 1, "new_str": "1½" })).await.unwrap();
    editor
        .call(&json!({ "command": "str_replace", "path": path, "old_str": "two\ntwo", "new_str": "2" }))
        .await
        .unwrap();
    let read = || async { desktop.inside().read(path, 1000).await.unwrap() };
    assert_eq!(read().await, Content::File("one\n1½\n2\n".into()));
    editor.call(&json!({ "command": "undo_edit", "path": path })).await.unwrap();
    assert_eq!(read().await, Content::File("one\n1½\ntwo\ntwo\n".into()));
    let listed = editor.call(&json!({ "command": "view", "path": "/home/agent" })).await.unwrap();
    assert!(listed.contains("/home/agent/Documents/a.txt") && !listed.contains(".config"), "{listed}");
    machine.end(desktop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_cannot_get_out_and_is_stopped_at_its_limits() {
    let Some(machine) = Machine::open().await else { return };
    let probed = machine.desktops.probed().clone();
    let desktop = machine.start().await;
    let mut bash = Bash::new(desktop.inside().clone());
    let long = Duration::from_secs(60);
    // what must not work
    for attempt in [
        "mount -t tmpfs none /mnt",
        "touch /usr/bin/x || touch /etc/passwd",
        "cat /root/.bashrc || ls /work || ls /home/agent/../../root",
        "cat /etc/shadow",
        "tr '\\0' '\\n' </proc/1/environ | grep -E 'SECRET|KEY|DATABASE'",
        "find / -xdev -name '*.sock' -not -path '/run/session/*' -not -path '/proc/*' 2>/dev/null | grep .",
        "find / -perm -4000 -newer /etc/passwd 2>/dev/null | grep .",
        "kill -9 1 && sleep 1 && echo killed && false",
        "python3 -c 'import fcntl; fcntl.ioctl(open(\"/dev/tty\"), 0x5412, b\"x\")'",
        "grep -q 'CapEff:.*[1-9a-f]' /proc/self/status",
        "grep -q 'NoNewPrivs:.*0' /proc/self/status",
        "ls /proc/*/exe | wc -l | grep -vE '^.{1,2}$'",
        "dd if=/dev/zero of=~/large bs=1M count=20000 2>/dev/null",
        "dd if=/dev/zero of=/dev/shm/large bs=1M count=20000 2>/dev/null",
    ] {
        let ran = bash.run(attempt, long).await.unwrap();
        assert!(!ran.ok(), "`{attempt}` worked: {}", ran.text());
    }
    bash.run("rm -f ~/large /dev/shm/large", long).await.unwrap();
    if probed.own_uid {
        // the directory of its sockets is the worker's
        for attempt in [
            "echo x >/run/session/planted || echo x >/tmp/.X11-unix/planted",
            "ln -sf /etc/shadow /run/session/rfb.sock || rm -f /run/session/rfb.sock",
        ] {
            let ran = bash.run(attempt, long).await.unwrap();
            assert!(!ran.ok(), "`{attempt}` worked: {}", ran.text());
        }
        let uids = machine.uids(&desktop);
        assert!(!uids.is_empty() && uids.iter().all(|uid| *uid >= 0x5000_0000), "{uids:?}");
    }
    if probed.bounds == Bounding::Rlimit {
        eprintln!("SKIPPED: the fork bomb, because nothing here bounds a desktop's processes");
        return machine.end(desktop).await;
    }
    let bomb = bash.run("f() { f | f & }; f 2>/dev/null; sleep 2; echo alive", Duration::from_secs(8)).await.unwrap();
    let after = bash.run("echo still here", long).await.unwrap();
    assert_eq!(after.output.lines().last(), Some("still here"), "after the bomb ({bomb:?})");
    bash.restart().await.unwrap();
    let after = bash.run("ls / | grep -c usr", long).await.unwrap();
    assert_eq!(after.output.trim(), "1", "a new shell after the bomb ({bomb:?})");
    machine.end(desktop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_killed_nothing_is_left() {
    let Some(machine) = Machine::open().await else { return };
    for victim in ["Xtigervnc", "bwrap", "supervise"] {
        let desktop = machine.start().await;
        desktop.inside().start("xterm", &[]).await.unwrap();
        machine.kill(&desktop, victim);
        tokio::time::timeout(Duration::from_secs(30), desktop.ended().cancelled()).await.unwrap();
        machine.end(desktop).await;
    }
    // the programs people use may die without costing the desktop
    let desktop = machine.start().await;
    for _ in 0..2 {
        let old = machine.kill(&desktop, "openbox");
        desktop.hand().look().await.unwrap();
        soon("there is a window manager again", || async { machine.runs_anew(&desktop, "openbox", old) }).await;
    }
    machine.end(desktop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_shell_or_browser_costs_no_desktop_and_leaves_nothing() {
    let page = Page::serve().await;
    let Some(machine) = Machine::open().await else { return };
    let desktop = machine.start_reaching(&[&page.host()]).await;
    let long = Duration::from_secs(60);
    let mut bash = Bash::new(desktop.inside().clone());
    bash.run("cd /tmp", long).await.unwrap();
    machine.kill(&desktop, "bash");
    // whatever is said of the command that met a dead shell, the one after it has a shell
    let _ = bash.run("true", long).await;
    let after = bash.run("echo alive", long).await.unwrap();
    assert_eq!(after.output.trim(), "alive");
    for _ in 0..2 {
        desktop.inside().start("chromium", &["--no-first-run", &page.url()]).await.unwrap();
        page.said("loaded").await;
        let browser = machine.kill(&desktop, "chromium");
        soon("the browser and all of its processes are gone", || async {
            !machine.runs(&desktop, "chromium") && !machine.lives(browser)
        })
        .await;
        bash.run("rm -f ~/.config/chromium/Singleton*", long).await.unwrap();
    }
    machine.end(desktop).await;
}

/// Set for the process that [`a_worker_that_is_killed_takes_its_desktops_with_it`] kills.
const DOOMED: &str = "FLOWTILLA_TEST_DOOMED_WORKER";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the body of the process that another test kills"]
async fn a_worker_to_be_killed() {
    let Some(scratch) = std::env::var_os(DOOMED) else { return };
    let machine = Machine::open_in(scratch.into()).await.unwrap();
    let one = machine.start().await;
    let other = machine.start().await;
    one.inside().start("xterm", &[]).await.unwrap();
    let mut bash = Bash::new(other.inside().clone());
    bash.run("sleep 1000 & disown", Duration::from_secs(60)).await.unwrap();
    println!("ready {}", one.pid().unwrap());
    std::future::pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_takes_its_desktops_with_it() {
    use tokio::io::AsyncBufReadExt;
    let Some(machine) = Machine::open().await else { return };
    let mut worker = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["a_worker_to_be_killed", "--exact", "--ignored", "--nocapture"])
        .env(DOOMED, machine.scratch())
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = tokio::io::BufReader::new(worker.stdout.take().unwrap()).lines();
    let supervisor = loop {
        let line = tokio::time::timeout(Duration::from_secs(120), lines.next_line()).await.unwrap().unwrap();
        let line = line.expect("the worker ended before its desktops were there");
        // the harness writes its own words in front
        if let Some((_, pid)) = line.split_once("ready ") {
            break pid.trim().parse::<i32>().unwrap();
        }
    };
    assert!(machine.lives(supervisor));
    worker.start_kill().unwrap();
    worker.wait().await.unwrap();
    machine.nothing_is_left().await;
    assert!(!machine.lives(supervisor));
}

#[tokio::test(flavor = "multi_thread")]
async fn through_the_door_watchers_see_the_screen_and_whoever_drives_moves_the_mouse() {
    let Some(machine) = Machine::open().await else { return };
    let desktop = machine.start().await;
    // the VNC server is reached through its socket alone
    let ports = machine.listening(&desktop, "Xtigervnc");
    assert_eq!(ports, [3128], "something beside the proxy listens on TCP in the sandbox");
    let (id, secret) = (uuid::Uuid::new_v4(), DoorSecret::random());
    let behind = Behind { secret: secret.clone(), socket: desktop.rfb_socket(), ended: desktop.ended().clone() };
    let screens: Screens = std::sync::Arc::new(move |asked| (asked == id).then(|| behind.clone()));
    let door = Door::open(None, "", screens.clone()).await.unwrap();
    assert!(matches!(knock(door.address(), id, &DoorSecret::random()).await, Err(Shut::Nobody)));
    assert!(matches!(knock(door.address(), uuid::Uuid::new_v4(), &secret).await, Err(Shut::Nobody)));

    let mut viewer = Viewer::new(knock(door.address(), id, &secret).await.unwrap()).await;
    assert_eq!(viewer.look().await.len(), 16 * 16 * 4);
    let start = desktop.hand().pointer().await.unwrap();
    let to = |x: u8, y: u8| [5, 0, 0, x, 0, y];
    viewer.say(&to(11, 12), false).await;
    viewer.look().await;
    assert_eq!(desktop.hand().pointer().await.unwrap(), start, "a watcher moved the mouse");
    viewer.say(&to(13, 14), true).await;
    viewer.look().await;
    assert_eq!(desktop.hand().pointer().await.unwrap(), Point { x: 13, y: 14 });

    // as many as may look, and not one more
    let mut all = Vec::new();
    for _ in 1..16 {
        all.push(knock(door.address(), id, &secret).await.unwrap());
    }
    assert!(matches!(knock(door.address(), id, &secret).await, Err(Shut::Full)));
    all.clear();
    soon("a place is free again", || async { knock(door.address(), id, &secret).await.is_ok() }).await;

    // over TCP it is the same; with the door all its connections go
    let door = Door::open(Some(std::net::SocketAddr::from(([127, 0, 0, 1], 0))), "", screens).await.unwrap();
    assert!(door.address().to_string().starts_with("tcp:127.0.0.1:"));
    let mut other = Viewer::new(knock(door.address(), id, &secret).await.unwrap()).await;
    assert_eq!(other.look().await.len(), 16 * 16 * 4);
    drop(door);
    let rest = tokio::time::timeout(Duration::from_secs(30), other.passage.read_to_end(&mut Vec::new())).await;
    assert!(rest.is_ok(), "a connection outlived its door");
    machine.end(desktop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_desktops_opened_and_dropped_leave_nothing() {
    let Some(machine) = Machine::open().await else { return };
    for _ in 0..10 {
        let (one, other) = tokio::join!(machine.start(), machine.start());
        drop(one);
        drop(other);
    }
    machine.nothing_is_left().await;
}

/// Remembers what was begun and what ended, and refuses what it was told to refuse.
#[derive(Default)]
struct Journal {
    lines: std::sync::Mutex<Vec<String>>,
    refuses: Option<&'static str>,
}

#[async_trait::async_trait]
impl Witness for Journal {
    async fn begins(&self, call: &Call) -> Result<(), String> {
        if self.refuses == Some(&*call.id) {
            return Err("Not executed: nobody approved it.".to_owned());
        }
        self.lines.lock().unwrap().push(format!("begin {}", call.id));
        Ok(())
    }

    async fn ended(&self, call: &Call, answer: &Answer) {
        self.lines.lock().unwrap().push(format!("end {} {}", call.id, answer.ok));
    }
}

fn call(id: &str, name: &str, toolset: Option<&str>, input: serde_json::Value) -> Call {
    Call { id: id.into(), name: name.into(), input, toolset: toolset.map(Into::into), computer: name == "openai" }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_is_carried_out_in_order_up_to_its_first_failure_on_the_screen() {
    let Some(machine) = Machine::open().await else { return };
    let desktop = machine.start().await;
    let mut tools = Toolbox::new(&desktop, Shown::plain(desktop.hand().size()));
    let stop = CancellationToken::new();
    let journal = Journal::default();
    let computer = Some("computer");
    let calls = [
        call("a", "mouse_move", computer, json!({ "coordinate": [100, 100] })),
        call("b", "left_click", computer, json!({ "coordinate": [5000, 100] })),
        call("c", "screenshot", computer, json!({})),
        call("d", "bash", None, json!({ "command": "echo tea >pot; cat pot; exit 0" })),
        call("e", "str_replace_based_edit_tool", None, json!({ "command": "view", "path": "pot" })),
        call("f", "teleport", None, json!({})),
    ];
    let answers = tools.carry_out(&calls, &journal, &stop).await.unwrap();
    assert_eq!(answers.iter().map(|a| a.call_id.as_str()).collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "f"]);
    assert!(answers[0].ok && answers[0].picture.is_none(), "a picture in the middle of a batch");
    assert!(!answers[1].ok && answers[1].text.contains("1280×800"), "{}", answers[1].text);
    assert!(answers[2].skipped && answers[2].text == NOT_EXECUTED, "{}", answers[2].text);
    assert!(answers[3].text.contains("tea"), "{}", answers[3].text);
    assert_eq!(answers[4].text, "     1\ttea\n     2\t\n");
    assert!(!answers[5].ok && answers[5].text.contains("`teleport`"));
    let told = journal.lines.lock().unwrap().join(", ");
    assert_eq!(
        told,
        "begin a, end a true, begin b, end b false, begin d, end d false, begin e, end e true, begin f, end f false"
    );

    // the last action on the screen is answered with a picture; older tools name the action in their input
    let calls = [call("g", "computer", None, json!({ "action": "mouse_move", "coordinate": [200, 200] }))];
    let answers = tools.carry_out(&calls, &journal, &stop).await.unwrap();
    assert!(answers[0].picture.as_ref().is_some_and(|png| png.starts_with(b"\x89PNG")), "no picture");
    let batch =
        json!({ "actions": [{ "type": "move", "x": 9, "y": 9 }, { "type": "wait" }, { "type": "screenshot" }] });
    let answers = tools.carry_out(&[call("h", "openai", None, batch)], &journal, &stop).await.unwrap();
    assert!(answers[0].ok && answers[0].picture.is_some());
    assert_eq!(desktop.hand().pointer().await.unwrap(), Point { x: 9, y: 9 });

    // what was not approved is not begun, nor is what follows it
    let strict = Journal { refuses: Some("i"), ..Journal::default() };
    let calls =
        [call("i", "key", computer, json!({ "text": "a" })), call("j", "bash", None, json!({ "command": "rm pot" }))];
    let answers = tools.carry_out(&calls, &strict, &stop).await.unwrap();
    assert!(answers.iter().all(|answer| answer.skipped) && strict.lines.lock().unwrap().is_empty());

    // an interruption ends what is on the way
    let later = stop.clone();
    let calls = [
        call("k", "hold_key", computer, json!({ "text": "shift", "duration": 300 })),
        call("l", "screenshot", computer, json!({})),
    ];
    let watcher = Journal::default();
    let (answers, ()) = tokio::join!(tools.carry_out(&calls, &watcher, &stop), async {
        soon("the first call has begun", || async { !watcher.lines.lock().unwrap().is_empty() }).await;
        later.cancel();
    });
    let answers = answers.unwrap();
    assert!(!answers[0].ok && answers[1].text == INTERRUPTED, "{answers:?}");
    machine.end(desktop).await;
}
