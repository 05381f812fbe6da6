//! Connections that `sandbox-init` passes on: from programs inside to the worker's proxy, and from the worker to programs inside.

use std::{
    io::{self, BufRead, BufReader},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    os::unix::{net::UnixStream, process::CommandExt},
    path::PathBuf,
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use nix::unistd::Pid;
use serde_json::json;

use super::{
    init::{furnished, say},
    place::Place,
};

/// Connections to the proxy at once.
const MAX_CONNECTIONS: usize = 256;
/// Connections of the worker to programs inside at once.
const MAX_PASSAGES: usize = 32;
/// Where the WebDriver program of Chromium is.
pub const DRIVERS: [&str; 3] =
    ["chromedriver", "/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"];
/// What stands before its port in what it says, and how long that may take.
const PORT_AFTER: &str = "successfully on port ";
const PORT_WITHIN: Duration = Duration::from_secs(10);

/// Connections of the worker to programs inside.
#[derive(Debug, Default)]
pub struct Passages {
    open: Arc<AtomicUsize>,
}

impl Passages {
    /// Makes `stream` one to a port of the sandbox's loopback. It is carried by a thread of its own until both sides have ended.
    pub fn open(&self, stream: &UnixStream, port: u16) -> io::Result<()> {
        let counted = Counted::new(&self.open, MAX_PASSAGES)
            .ok_or_else(|| io::Error::other(format!("{MAX_PASSAGES} connections are open already")))?;
        let inside = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        inside.set_nodelay(true)?;
        let outside = stream.try_clone()?;
        outside.set_read_timeout(None)?;
        outside.set_write_timeout(None)?;
        // said by the thread, so that nothing is said when there can be none
        std::thread::Builder::new().spawn(move || {
            let _counted = counted;
            if say(&outside, &json!({})).is_ok() {
                join(&inside, &outside);
            }
        })?;
        Ok(())
    }
}

/// One connection of those that may be open, until it is dropped.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(open: &Arc<AtomicUsize>, most: usize) -> Option<Self> {
        let counted = Self(Arc::clone(open));
        (open.fetch_add(1, Ordering::SeqCst) < most).then_some(counted)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The WebDriver endpoint of the browser.
#[derive(Debug, Default)]
pub struct WebDriver {
    running: Mutex<Option<(i32, u16)>>,
}

impl WebDriver {
    /// Its port; it is started when it does not run.
    pub fn port(&self, place: &Place) -> io::Result<u16> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, port)) = *running {
            return Ok(port);
        }
        let (pid, port) = start_driver(place)?;
        *running = Some((pid, port));
        Ok(port)
    }

    /// A process has ended: perhaps it.
    pub fn ended(&self, pid: Pid) {
        // while it starts the lock is held, and whoever starts it sees its end
        if let Ok(mut running) = self.running.try_lock() {
            running.take_if(|(known, _)| *known == pid.as_raw());
        }
    }
}

fn start_driver(place: &Place) -> io::Result<(i32, u16)> {
    let mut last = io::Error::other("chromedriver is not installed (Debian: chromium-driver)");
    for program in DRIVERS {
        let mut command = furnished(place, program);
        command.args(["--port=0", "--log-level=SEVERE"]).process_group(0);
        match command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn() {
            Ok(mut child) => {
                let output = child.stdout.take().ok_or_else(|| io::Error::other("chromedriver has no output"))?;
                let (tell, told) = mpsc::channel();
                // later words of it must not block it, nor end it by a broken pipe
                std::thread::Builder::new().spawn(move || {
                    for line in BufReader::new(output).lines().map_while(Result::ok) {
                        let port = line.split(PORT_AFTER).nth(1);
                        if let Some(Ok(port)) = port.map(|port| port.trim().trim_end_matches('.').parse::<u16>()) {
                            let _ = tell.send(port);
                        }
                    }
                })?;
                let port = told.recv_timeout(PORT_WITHIN);
                let port = port.map_err(|_| io::Error::other("chromedriver did not say its port within 10 s"))?;
                return Ok((i32::try_from(child.id()).unwrap_or(0), port));
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => last = io::Error::other(format!("chromedriver cannot be started: {e}")),
        }
    }
    Err(last)
}

/// The port of the proxy: this one, or any that is free.
pub fn proxy_port(wanted: u16) -> io::Result<(TcpListener, u16)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted))?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

/// Passes connections to the proxy's port on to the worker.
pub fn listen_for_proxy(listener: TcpListener, egress: PathBuf) {
    let egress = Arc::new(egress);
    let open = Arc::new(AtomicUsize::new(0));
    std::thread::spawn(move || {
        for inside in listener.incoming().flatten() {
            let Some(counted) = Counted::new(&open, MAX_CONNECTIONS) else { continue };
            let egress = Arc::clone(&egress);
            // without a thread the connection and its count are dropped
            let _ = std::thread::Builder::new().spawn(move || {
                let _counted = counted;
                if let Ok(outside) = UnixStream::connect(&*egress) {
                    join(&inside, &outside);
                }
            });
        }
    });
}

/// Copies both ways until both have ended.
fn join(inside: &TcpStream, outside: &UnixStream) {
    std::thread::scope(|scope| {
        let sending = std::thread::Builder::new().spawn_scoped(scope, || {
            let (mut from, mut to) = (inside, outside);
            let _ = io::copy(&mut from, &mut to);
            let _ = outside.shutdown(Shutdown::Write);
        });
        if sending.is_err() {
            return;
        }
        let (mut from, mut to) = (outside, inside);
        let _ = io::copy(&mut from, &mut to);
        let _ = inside.shutdown(Shutdown::Write);
    });
}
