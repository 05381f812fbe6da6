//! A child process that cannot outlive us.

use std::{
    io,
    os::unix::process::CommandExt,
    process::{Command, ExitStatus},
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::{
        signal::{Signal, kill},
        wait::{Id, WaitPidFlag, waitid},
    },
    unistd::Pid,
};

use super::owner::Owner;

/// A running child, watched by a thread of its own.
///
/// The kernel sends the parent-death signal when the *thread* that spawned the child ends, so that thread stays.
#[derive(Debug)]
pub struct Child {
    pid: Pid,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    /// `None` while the child runs, or is not yet reaped: its pid is still its own.
    ended: Mutex<Option<Option<ExitStatus>>>,
    changed: Condvar,
}

impl Child {
    /// Starts the command as `owner`, in its own process group; it gets `death_signal` when this process dies.
    pub fn spawn(mut command: Command, owner: &Owner, death_signal: Signal) -> io::Result<Self> {
        command.process_group(0);
        if owner.switch {
            command.uid(owner.uid).gid(owner.gid);
        }
        let parent = nix::unistd::getpid();
        #[expect(unsafe_code, reason = "only async-signal-safe calls between fork and exec")]
        // SAFETY: prctl and getppid are async-signal-safe and touch no memory of ours.
        unsafe {
            command.pre_exec(move || {
                nix::sys::prctl::set_pdeathsig(death_signal)?;
                if nix::unistd::getppid() != parent {
                    return Err(io::Error::other("the parent died"));
                }
                Ok(())
            });
        }
        let state = Arc::new(State::default());
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        let watched = Arc::clone(&state);
        thread::Builder::new().name("child".into()).spawn(move || match command.spawn() {
            Ok(mut child) => {
                let pid = Pid::from_raw(i32::try_from(child.id()).unwrap_or(0));
                let _ = tell.send(Ok(pid));
                // wait without reaping, so that the pid cannot be reused while somebody is about to signal it
                while waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT) == Err(nix::Error::EINTR) {}
                let mut ended = watched.ended.lock().unwrap_or_else(PoisonError::into_inner);
                *ended = Some(child.wait().ok());
                watched.changed.notify_all();
            }
            Err(cause) => drop(tell.send(Err(cause))),
        })?;
        let pid = told.recv().map_err(|_| io::Error::other("the spawning thread ended"))??;
        Ok(Self { pid, state })
    }

    pub fn id(&self) -> i32 {
        self.pid.as_raw()
    }

    /// `Some` when the child has ended, with its status where known.
    pub fn ended(&self) -> Option<Option<ExitStatus>> {
        *self.state.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a signal, unless the child has ended.
    pub fn signal(&self, signal: Signal) {
        let ended = self.state.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.is_none() {
            let _ = kill(self.pid, signal);
        }
    }

    /// Blocks until the child has ended; `false` when it has not within `patience`.
    pub fn wait(&self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        let mut ended = self.state.ended.lock().unwrap_or_else(PoisonError::into_inner);
        while ended.is_none() {
            let Some(left) = deadline.checked_duration_since(Instant::now()) else { return false };
            ended = self.state.changed.wait_timeout(ended, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Asks ever more firmly; blocks at most the sum of the patience, plus two seconds.
    pub fn stop(&self, steps: &[(Signal, Duration)]) {
        for (signal, patience) in steps {
            self.signal(*signal);
            if self.wait(*patience) {
                return;
            }
        }
        self.signal(Signal::SIGKILL);
        self.wait(Duration::from_secs(2));
    }
}
