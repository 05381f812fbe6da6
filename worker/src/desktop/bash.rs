//! A shell that lives as long as the desktop: what one command changes, the next one finds.
//!
//! Commands go in over a pipe, encoded, so that nothing in them can end them early; output comes over a second pipe, the exit
//! status over a third, so that output can hold anything.

use std::{
    io,
    os::fd::OwnedFd,
    time::{Duration, Instant},
};

use nix::errno::Errno;
use tokio::{
    io::AsyncWriteExt,
    net::unix::pipe::{Receiver, Sender},
};

use super::{Error, call::Inside};

/// Bytes that are kept of the beginning of the output, and as many of its end.
pub const KEPT: usize = 16 * 1024;
/// Longest command in bytes.
const MAX_COMMAND: usize = 200_000;
/// Longest line of status.
const MAX_STATUS: usize = 64 * 1024;
/// How long a shell may take to come back after what it runs was killed.
const COMES_BACK: Duration = Duration::from_secs(3);

/// The shell of one session.
#[derive(Debug)]
pub struct Bash {
    inside: Inside,
    shell: Option<Running>,
    /// A command was begun and has not told its status: it may still run.
    busy: bool,
    /// Where the next shell starts.
    dir: String,
}

#[derive(Debug)]
struct Running {
    pid: i32,
    input: Sender,
    output: Receiver,
    status: Receiver,
    /// Status lines that are not whole yet.
    told: Vec<u8>,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Standard output and standard error as they came, the middle left out when there was too much.
    pub output: String,
    pub ended: Ended,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this exit status.
    Exited(i32),
    /// It took too long and was killed; the shell is as it was.
    TimedOut,
    /// It took too long and could not be ended without its shell; a new one stands in the same directory.
    Restarted,
    /// The shell has ended (`exit`); the next command gets a new one.
    ShellEnded,
}

impl Ran {
    /// Whether the command ended by itself with status 0.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.ended == Ended::Exited(0)
    }

    /// Output and end as one text for a model.
    #[must_use]
    pub fn text(&self) -> String {
        let end = match &self.ended {
            Ended::Exited(0) if self.output.is_empty() => "(no output)".to_owned(),
            Ended::Exited(0) => return self.output.clone(),
            Ended::Exited(status) => format!("(exit status {status})"),
            Ended::TimedOut => "(It took too long, so the command was killed; the shell, its directory and variables are as before.)".to_owned(),
            Ended::Restarted => "(It took too long and was killed with its shell; a new shell stands in the same directory, variables are lost.)".to_owned(),
            Ended::ShellEnded => "(The shell has ended; the next command gets a new one.)".to_owned(),
        };
        if self.output.is_empty() { end } else { format!("{}\n{end}", self.output.trim_end_matches('\n')) }
    }
}

impl Bash {
    /// A shell in the home; it starts with its first command.
    #[must_use]
    pub fn new(inside: Inside) -> Self {
        Self { dir: inside.home(), inside, shell: None, busy: false }
    }

    /// Ends the shell and all it runs; the next command gets a new one in the home.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub async fn restart(&mut self) -> Result<(), Error> {
        self.dir = self.inside.home();
        self.busy = false;
        if let Some(shell) = self.shell.take() {
            self.inside.kill_below(shell.pid, true).await?;
        }
        Ok(())
    }

    /// Ends a command that was given up; the shell stays if it can. Background jobs of earlier commands end too.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub async fn interrupt(&mut self) -> Result<(), Error> {
        if self.busy {
            self.stop(&mut Kept::default()).await?;
        }
        Ok(())
    }

    /// Runs a command for at most `longest`.
    ///
    /// Dropping this leaves the command running until [`Bash::interrupt`] or the next command.
    ///
    /// # Errors
    /// [`Error::Refused`] for a command of more than 200,000 bytes; [`Error::Gone`].
    pub async fn run(&mut self, command: &str, longest: Duration) -> Result<Ran, Error> {
        if command.len() > MAX_COMMAND {
            return Err(Error::refused(format!(
                "A command has at most {MAX_COMMAND} bytes; write a file and run that."
            )));
        }
        self.interrupt().await?;
        let until = Instant::now() + longest;
        if self.shell.is_none() {
            self.shell = Some(self.start().await?);
        }
        let mut kept = Kept::default();
        let line = format!("eval {} </dev/null 9>&-; printf '%d %q\\n' \"$?\" \"$PWD\" >&9\n", quoted(command));
        self.busy = true;
        let told = match &mut self.shell {
            Some(shell) => shell.command(&line, &mut kept, until).await,
            None => Told::Ended,
        };
        let ended = match told {
            Told::Status(status, dir) => {
                (self.dir, self.busy) = (dir, false);
                Ended::Exited(status)
            }
            Told::Ended => {
                (self.shell, self.busy) = (None, false);
                Ended::ShellEnded
            }
            Told::Late => self.stop(&mut kept).await?,
        };
        Ok(Ran { output: kept.text(), ended })
    }

    async fn start(&self) -> Result<Running, Error> {
        let shell = self.inside.shell(&self.dir).await?;
        let receiver = |fd: OwnedFd| Receiver::from_owned_fd(fd).map_err(Error::gone);
        Ok(Running {
            pid: shell.pid,
            input: Sender::from_owned_fd(shell.input).map_err(Error::gone)?,
            output: receiver(shell.output)?,
            status: receiver(shell.status)?,
            told: Vec::new(),
        })
    }

    /// Kills the command and, if that does not help, its shell.
    async fn stop(&mut self, kept: &mut Kept) -> Result<Ended, Error> {
        self.busy = false;
        let Some(mut shell) = self.shell.take() else { return Ok(Ended::ShellEnded) };
        self.inside.kill_below(shell.pid, false).await?;
        if let Told::Status(_, dir) = shell.told(kept, Instant::now() + COMES_BACK).await {
            self.dir = dir;
            self.shell = Some(shell);
            return Ok(Ended::TimedOut);
        }
        self.inside.kill_below(shell.pid, true).await?;
        Ok(Ended::Restarted)
    }
}

/// A command as one word that the shell takes apart without starting anything: it must work when no process can be made.
fn quoted(command: &str) -> String {
    let mut word = String::with_capacity(command.len() * 2 + 3);
    word.push_str("$'");
    for byte in command.bytes().filter(|byte| *byte != 0) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'-' | b'_' | b'.' | b'/' | b'=' => word.push(byte.into()),
            other => word.push_str(&format!("\\x{other:02x}")),
        }
    }
    word.push('\'');
    word
}

enum Told {
    Status(i32, String),
    Ended,
    Late,
}

impl Running {
    /// Sends a command and reads until its status comes.
    async fn command(&mut self, line: &str, kept: &mut Kept, until: Instant) -> Told {
        // what a background job wrote since the last command is nobody's answer
        self.drain(&mut Kept::default(), &mut vec![0; 64 * 1024], 1024);
        match tokio::time::timeout_at(until.into(), self.input.write_all(line.as_bytes())).await {
            Ok(Ok(())) => self.told(kept, until).await,
            Ok(Err(_)) => Told::Ended,
            Err(_) => Told::Late,
        }
    }

    /// Reads output until the status comes.
    async fn told(&mut self, kept: &mut Kept, until: Instant) -> Told {
        let mut buffer = vec![0; 64 * 1024];
        let mut output_open = true;
        loop {
            let ready = tokio::select! {
                biased;
                ready = self.status.readable() => ready.map(|()| true),
                ready = self.output.readable(), if output_open => ready.map(|()| false),
                () = tokio::time::sleep_until(until.into()) => return Told::Late,
            };
            match ready {
                Err(_) => return Told::Ended,
                Ok(false) => {
                    output_open = match self.output.try_read(&mut buffer) {
                        Ok(0) => false,
                        Ok(read) => {
                            kept.add(&buffer[..read]);
                            true
                        }
                        Err(e) => e.kind() == io::ErrorKind::WouldBlock,
                    }
                }
                Ok(true) => match self.status.try_read(&mut buffer) {
                    Ok(0) => {
                        self.drain(kept, &mut buffer, 64);
                        return Told::Ended;
                    }
                    Ok(read) => {
                        self.told.extend_from_slice(&buffer[..read]);
                        if let Some((status, dir)) = self.line() {
                            // what it wrote before its status is in the pipe by now
                            self.drain(kept, &mut buffer, 64);
                            return Told::Status(status, dir);
                        }
                        if self.told.len() > MAX_STATUS {
                            return Told::Ended;
                        }
                    }
                    Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                    Err(_) => return Told::Ended,
                },
            }
        }
    }

    /// Reads what is in the output pipe, in at most `most` pieces; `false` when nobody can write into it any more.
    fn drain(&mut self, kept: &mut Kept, buffer: &mut [u8], most: usize) -> bool {
        for _ in 0..most {
            // not through the runtime, which may not have heard of the newest bytes yet
            match nix::unistd::read(&self.output, buffer) {
                Ok(0) => return false,
                Ok(read) => kept.add(&buffer[..read]),
                Err(Errno::EINTR) => {}
                Err(e) => return e == Errno::EAGAIN,
            }
        }
        true
    }

    /// A whole line of status: exit status and directory.
    fn line(&mut self) -> Option<(i32, String)> {
        let end = self.told.iter().position(|byte| *byte == b'\n')?;
        let line: Vec<u8> = self.told.drain(..=end).collect();
        let line = String::from_utf8_lossy(&line);
        let (status, dir) = line.trim_end().split_once(' ')?;
        Some((status.parse().ok()?, dir.to_owned()))
    }
}

/// The beginning and the end of an output.
#[derive(Debug, Default)]
struct Kept {
    head: Vec<u8>,
    tail: std::collections::VecDeque<u8>,
    left_out: u64,
}

impl Kept {
    fn add(&mut self, mut bytes: &[u8]) {
        let room = KEPT - self.head.len();
        if room > 0 {
            let (now, rest) = bytes.split_at(room.min(bytes.len()));
            self.head.extend_from_slice(now);
            bytes = rest;
        }
        if bytes.len() > KEPT {
            self.left_out += (self.tail.len() + bytes.len() - KEPT) as u64;
            self.tail.clear();
            bytes = &bytes[bytes.len() - KEPT..];
        }
        self.tail.extend(bytes);
        while self.tail.len() > KEPT {
            self.tail.pop_front();
            self.left_out += 1;
        }
    }

    fn text(&self) -> String {
        let tail: Vec<u8> = self.tail.iter().copied().collect();
        if self.left_out == 0 {
            return String::from_utf8_lossy(&[self.head.as_slice(), &tail].concat()).into_owned();
        }
        let (head, tail) = (String::from_utf8_lossy(&self.head), String::from_utf8_lossy(&tail));
        format!("{head}\n[… {} bytes are left out here …]\n{tail}", self.left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_and_the_end_of_a_long_output_are_kept() {
        let mut kept = Kept::default();
        kept.add(b"first ");
        for _ in 0..1000 {
            kept.add(&[b'x'; 1000]);
        }
        kept.add(b" last");
        let text = kept.text();
        assert!(text.starts_with("first xxx") && text.ends_with("xxx last"), "{} bytes", text.len());
        let all = 6 + 1_000_000 + 5 - 2 * KEPT;
        assert!(text.contains(&format!("{all} bytes are left out")), "{}", &text[KEPT..KEPT + 60]);
    }

    #[test]
    fn a_command_is_quoted_so_that_nothing_in_it_means_anything() {
        assert_eq!(quoted("echo 'é'\n#\0"), "$'echo \\x27\\xc3\\xa9\\x27\\x0a\\x23'");
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm() {
        let mut kept = Kept::default();
        kept.add(&[0xff, b'a', 0xc3]);
        kept.add(&[0xa4]);
        assert_eq!(kept.text(), "\u{fffd}aä");
    }
}
