//! The servers that we start as children: what they keep, and what they leave behind.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use flowtilla_shared::{
    config,
    local::{Durability, Error, Janitor, LocalPostgres, LocalRedis},
    store::Store,
    testing::Stack,
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

const CHILD: &str = "FLOWTILLA_TEST_CHILD";

fn dir_of_mode(mode: u32) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(mode)).unwrap();
    dir
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.unwrap_or_else(|_| panic!("{what} did not happen"));
}

/// Also while nobody has waited for it, an ended process is not alive.
fn alive(pid: i32) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    state.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.trim_start().starts_with('Z'))
}

#[tokio::test]
async fn a_killed_process_leaves_no_server_and_no_file() {
    if std::env::var_os(CHILD).is_some() {
        let stack = Stack::start().await;
        println!("{}", stack.dir.parent().unwrap().display());
        std::future::pending::<()>().await;
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_killed_process_leaves_no_server_and_no_file", "--nocapture"])
        .env(CHILD, "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines();
    let dir: PathBuf = said.map(Result::unwrap).find(|line| line.starts_with('/')).unwrap().into();
    let pid_file = std::fs::read_to_string(dir.join("postgres/postmaster.pid")).unwrap();
    let postgres: i32 = pid_file.lines().next().unwrap().parse().unwrap();
    let sockets = PathBuf::from(pid_file.lines().nth(4).unwrap());
    assert!(alive(postgres) && sockets.is_dir());
    kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), Signal::SIGKILL).unwrap();
    child.wait().unwrap();
    until("the end of Postgres", || !alive(postgres)).await;
    until("the removal of the files", || !dir.exists() && !sockets.exists()).await;
}

#[tokio::test]
async fn data_survives_a_stop_and_a_kill() {
    let dir = dir_of_mode(0o755);
    let at = dir.path().join("postgres");
    let count = async |server: &LocalPostgres| -> i64 {
        let config = config::Database { url: server.url(), ..Default::default() };
        let store = Store::connect(&config).await.unwrap();
        store.migrate().await.unwrap();
        store.projects().ensure(&format!("p{}", server.pid())).await.unwrap();
        let n = sqlx::query_scalar("SELECT count(*) FROM projects").fetch_one(store.pool()).await.unwrap();
        store.close().await;
        n
    };
    let server = LocalPostgres::start(&at, Durability::Throwaway).await.unwrap();
    assert_eq!(count(&server).await, 2);
    let again = tokio::time::timeout(Duration::from_secs(60), LocalPostgres::start(&at, Durability::Throwaway));
    let refused = again.await.unwrap().unwrap_err().to_string();
    assert!(refused.contains("postmaster.pid"), "two servers in one directory: {refused}");
    assert_eq!(count(&server).await, 2, "the refused one harmed the first");
    server.stop().await;
    let server = LocalPostgres::start(&at, Durability::Full).await.unwrap();
    assert_eq!(count(&server).await, 3);
    kill(Pid::from_raw(server.pid()), Signal::SIGKILL).unwrap();
    until("the end of Postgres", || server.has_ended()).await;
    drop(server);
    let server = LocalPostgres::start(&at, Durability::Throwaway).await.unwrap();
    assert_eq!(count(&server).await, 4);
    let sockets = server.sockets().to_owned();
    server.stop().await;
    assert!(!sockets.exists());
}

#[tokio::test]
async fn redis_keeps_its_content_only_when_asked() {
    let dir = dir_of_mode(0o755);
    let restart = async |name: &str, persist: bool| -> Option<String> {
        let at = dir.path().join(name);
        let command = async |server: &LocalRedis, command: &mut redis::Cmd| -> Option<String> {
            let client = redis::Client::open(server.url()).unwrap();
            let mut connection = client.get_multiplexed_async_connection().await.unwrap();
            command.query_async(&mut connection).await.unwrap()
        };
        let server = LocalRedis::start(&at, persist).await.unwrap();
        command(&server, redis::cmd("SET").arg("a").arg("1")).await;
        server.stop().await;
        let server = LocalRedis::start(&at, persist).await.unwrap();
        command(&server, redis::cmd("GET").arg("a")).await
    };
    assert_eq!(restart("kept", true).await.as_deref(), Some("1"));
    assert_eq!(restart("lost", false).await, None);
}

#[tokio::test]
async fn a_wrong_data_directory_is_told_in_words() {
    let dir = dir_of_mode(0o755);
    let start = async |at: &Path| LocalPostgres::start(at, Durability::Throwaway).await.unwrap_err();
    let old = dir.path().join("old");
    std::fs::create_dir(&old).unwrap();
    std::fs::write(old.join("PG_VERSION"), "9\n").unwrap();
    let error = start(&old).await;
    assert!(matches!(&error, Error::OtherVersion { .. }), "{error}");
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = start(&file.join("data")).await;
    assert!(matches!(&error, Error::Path { .. }), "{error}");
    if nix::unistd::geteuid().is_root() {
        let closed = dir_of_mode(0o700);
        let error = start(&closed.path().join("data")).await;
        assert!(matches!(&error, Error::OutOfReach { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_janitor_removes_what_it_watched() {
    let dir = tempfile::tempdir().unwrap().keep();
    std::fs::write(dir.join("file with $pecial 'name'"), "").unwrap();
    let janitor = Janitor::watch(&[&dir], &[]).unwrap();
    assert!(dir.exists());
    janitor.finish();
    assert!(!dir.exists());
}
