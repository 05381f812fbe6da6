//! The way from an API server to the screen of a desktop that a worker has: the worker keeps a door, and whoever knocks proves
//! that it knows the desktop's secret.
//!
//! The door sends a nonce; the knock names the desktop and sends an HMAC of the nonce under the desktop's secret, which stands in
//! its row. So the secret never travels, and a proof is good for one connection. What follows is RFB, byte by byte.

use std::{
    fmt, io,
    os::{linux::net::SocketAddrExt, unix::net::SocketAddr as UnixAddress},
    str::FromStr,
    time::Duration,
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixListener, UnixStream},
    time::timeout,
};
use uuid::Uuid;

/// Longest wait for each side of a knock.
const WITHIN: Duration = Duration::from_secs(5);
/// What the proof is about, so that it is good for nothing else.
const PURPOSE: &[u8] = b"flowtilla: the screen of a desktop\n";
/// The answers to a knock.
const COME_IN: u8 = 1;
const NOBODY: u8 = 2;
const FULL: u8 = 3;

/// Where a door is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoorAddress {
    /// An abstract unix socket: it has no file, and goes with its process.
    Unix(String),
    /// Host and port.
    Tcp(String),
}

impl fmt::Display for DoorAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(name) => write!(f, "unix:@{name}"),
            Self::Tcp(address) => write!(f, "tcp:{address}"),
        }
    }
}

/// This is no address of a door.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address of a door: `unix:@name` or `tcp:host:port`")]
pub struct NoDoor(String);

impl FromStr for DoorAddress {
    type Err = NoDoor;

    fn from_str(text: &str) -> Result<Self, NoDoor> {
        match (text.strip_prefix("unix:@"), text.strip_prefix("tcp:")) {
            (Some(name), _) if (1..=100).contains(&name.len()) => Ok(Self::Unix(name.to_owned())),
            (None, Some(address)) if address.contains(':') => Ok(Self::Tcp(address.to_owned())),
            (Some(_) | None, _) => Err(NoDoor(text.chars().take(100).collect())),
        }
    }
}

/// What whoever knocks must know: 32 random bytes, new with every desktop.
#[derive(Clone, PartialEq, Eq)]
pub struct DoorSecret([u8; 32]);

impl fmt::Debug for DoorSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DoorSecret")
    }
}

impl DoorSecret {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// As its row has it: 64 hex digits; `None` when these are not.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        hex::decode(text).ok()?.try_into().ok().map(Self)
    }

    /// For its row, and for nothing else.
    #[must_use]
    pub fn to_text(&self) -> String {
        hex::encode(self.0)
    }

    fn mac(&self, nonce: &[u8; 32], desktop: Uuid) -> Hmac<Sha256> {
        // HMAC fills keys up to a block with zeros
        let mut key = [0; 64];
        key[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&key.into());
        mac.update(PURPOSE);
        mac.update(nonce);
        mac.update(desktop.as_bytes());
        mac
    }
}

/// A connection in both directions.
pub trait Passage: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Passage for T {}

/// Why a door did not open.
#[derive(Debug, thiserror::Error)]
pub enum Shut {
    /// Nobody answers there.
    #[error("the worker does not answer: {0}")]
    Away(#[from] io::Error),
    /// The desktop is not behind this door, or the secret is not its own.
    #[error("the worker has no such desktop any more")]
    Nobody,
    /// As many connections as may be look at it already.
    #[error("too many look at this desktop already")]
    Full,
}

/// Knocks: a connection to the VNC server of `desktop`.
///
/// # Errors
/// [`Shut`], within about ten seconds.
pub async fn knock(address: &DoorAddress, desktop: Uuid, secret: &DoorSecret) -> Result<Box<dyn Passage>, Shut> {
    let mut stream: Box<dyn Passage> = match address {
        DoorAddress::Tcp(address) => {
            let stream = within(TcpStream::connect(address)).await?;
            // only a matter of speed
            let _ = stream.set_nodelay(true);
            keep_alive(&stream);
            Box::new(stream)
        }
        DoorAddress::Unix(name) => Box::new(within(connect_unix(name)).await?),
    };
    let prove = async {
        let mut nonce = [0; 32];
        stream.read_exact(&mut nonce).await?;
        let mut said = desktop.as_bytes().to_vec();
        said.extend(secret.mac(&nonce, desktop).finalize().into_bytes());
        stream.write_all(&said).await?;
        stream.flush().await?;
        stream.read_u8().await
    };
    match within(prove).await {
        Ok(COME_IN) => Ok(stream),
        Ok(FULL) => Err(Shut::Full),
        Ok(_) => Err(Shut::Nobody),
        Err(e) => Err(e.into()),
    }
}

async fn connect_unix(name: &str) -> io::Result<UnixStream> {
    let stream = std::os::unix::net::UnixStream::connect_addr(&UnixAddress::from_abstract_name(name)?)?;
    stream.set_nonblocking(true)?;
    let stream = UnixStream::from_std(stream)?;
    only_ours(&stream)?;
    Ok(stream)
}

/// Abstract names are open to everybody on the machine: only our own user and root are talked to.
fn only_ours(stream: &UnixStream) -> io::Result<()> {
    let theirs = stream.peer_cred()?.uid();
    if theirs == nix::unistd::geteuid().as_raw() || theirs == 0 {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "the other side is another user"))
}

/// Finds out within a minute that the other machine is gone.
fn keep_alive(stream: &TcpStream) {
    use nix::sys::socket::{setsockopt, sockopt};
    // without it a lost machine is found out later
    let _ = setsockopt(stream, sockopt::KeepAlive, &true);
    let _ = setsockopt(stream, sockopt::TcpKeepIdle, &20);
    let _ = setsockopt(stream, sockopt::TcpKeepInterval, &10);
    let _ = setsockopt(stream, sockopt::TcpKeepCount, &4);
}

async fn within<T>(what: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(WITHIN, what).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// The worker's side: a listener.
#[derive(Debug)]
pub enum DoorListener {
    Unix(UnixListener),
    Tcp(TcpListener),
}

impl DoorListener {
    /// Listens on a new abstract socket; its address.
    ///
    /// # Errors
    /// When it cannot.
    pub fn unix() -> io::Result<(Self, DoorAddress)> {
        let name = format!("flowtilla-door-{}", Uuid::new_v4().simple());
        let listener = std::os::unix::net::UnixListener::bind_addr(&UnixAddress::from_abstract_name(&name)?)?;
        listener.set_nonblocking(true)?;
        Ok((Self::Unix(UnixListener::from_std(listener)?), DoorAddress::Unix(name)))
    }

    /// The next connection.
    ///
    /// # Errors
    /// When there is none, for the lack of descriptors for instance, or it is another user's.
    pub async fn accept(&self) -> io::Result<Box<dyn Passage>> {
        match self {
            Self::Unix(listener) => {
                let (stream, _) = listener.accept().await?;
                only_ours(&stream)?;
                Ok(Box::new(stream))
            }
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                let _ = stream.set_nodelay(true);
                keep_alive(&stream);
                Ok(Box::new(stream))
            }
        }
    }
}

/// What the keeper of a door says to a right knock.
#[derive(Debug)]
pub enum Welcome<T> {
    ComeIn(T),
    Full,
}

/// Answers a knock. `secret_of` knows the desktops behind this door; `welcome` is asked once the proof was right.
///
/// # Errors
/// When the knock was wrong, late, or came too early for what it asks for; the connection is to be dropped then.
pub async fn answer<T>(
    stream: &mut (impl Passage + ?Sized),
    secret_of: impl Fn(Uuid) -> Option<DoorSecret> + Send,
    welcome: impl FnOnce(Uuid) -> Welcome<T> + Send,
) -> io::Result<T> {
    let nonce: [u8; 32] = rand::random();
    let mut said = [0; 48];
    within(async {
        stream.write_all(&nonce).await?;
        stream.flush().await?;
        stream.read_exact(&mut said).await
    })
    .await?;
    let (id, proof) = said.split_at(16);
    let desktop = Uuid::from_slice(id).unwrap_or_default();
    // for an unknown desktop as much is computed as for a known one
    let known = secret_of(desktop);
    let secret = known.clone().unwrap_or_else(DoorSecret::random);
    let right = secret.mac(&nonce, desktop).verify_slice(proof).is_ok() && known.is_some();
    let (word, outcome) = match right.then(|| welcome(desktop)) {
        Some(Welcome::ComeIn(given)) => (COME_IN, Ok(given)),
        Some(Welcome::Full) => (FULL, Err(io::Error::other("too many look at this desktop"))),
        None => (NOBODY, Err(io::Error::new(io::ErrorKind::PermissionDenied, "the knock was wrong"))),
    };
    within(async {
        stream.write_u8(word).await?;
        stream.flush().await
    })
    .await?;
    outcome
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    /// A door with one desktop behind it, which says `tea` to whoever comes in.
    async fn door(desktop: Uuid, secret: DoorSecret) -> DoorAddress {
        let (listener, address) = DoorListener::unix().unwrap();
        tokio::spawn(async move {
            loop {
                let mut stream = listener.accept().await.unwrap();
                let known = |id| (id == desktop).then(|| secret.clone());
                if answer(&mut *stream, known, Welcome::ComeIn).await.is_ok() {
                    let _ = stream.write_all(b"tea").await;
                }
            }
        });
        address
    }

    #[tokio::test]
    async fn whoever_knows_the_secret_comes_in_and_nobody_else() {
        let (desktop, secret) = (Uuid::new_v4(), DoorSecret::random());
        let address = door(desktop, secret.clone()).await;
        let secret = DoorSecret::from_text(&secret.to_text()).unwrap();
        let address: DoorAddress = address.to_string().parse().unwrap();
        let mut passage = knock(&address, desktop, &secret).await.unwrap();
        let mut said = [0; 3];
        passage.read_exact(&mut said).await.unwrap();
        assert_eq!(&said, b"tea");
        assert!(matches!(knock(&address, desktop, &DoorSecret::random()).await, Err(Shut::Nobody)));
        assert!(matches!(knock(&address, Uuid::new_v4(), &secret).await, Err(Shut::Nobody)));
        let gone = DoorAddress::Unix("flowtilla-door-that-nobody-keeps".into());
        assert!(matches!(knock(&gone, desktop, &secret).await, Err(Shut::Away(_))));
    }

    #[tokio::test]
    async fn a_proof_that_was_overheard_is_good_for_nothing() {
        let (desktop, secret) = (Uuid::new_v4(), DoorSecret::random());
        let DoorAddress::Unix(name) = door(desktop, secret.clone()).await else { panic!("no unix socket") };
        let (mut first, mut again) = (connect_unix(&name).await.unwrap(), connect_unix(&name).await.unwrap());
        let mut nonce = [0; 32];
        first.read_exact(&mut nonce).await.unwrap();
        let mut said = desktop.as_bytes().to_vec();
        said.extend(secret.mac(&nonce, desktop).finalize().into_bytes());
        first.write_all(&said).await.unwrap();
        assert_eq!(first.read_u8().await.unwrap(), COME_IN);
        again.read_exact(&mut nonce).await.unwrap();
        again.write_all(&said).await.unwrap();
        assert_eq!(again.read_u8().await.unwrap(), NOBODY);
    }

    #[test]
    fn addresses_are_read_as_they_are_written() {
        for text in ["unix:@flowtilla-door-1", "tcp:worker-1:8010", "tcp:[::1]:9"] {
            assert_eq!(text.parse::<DoorAddress>().unwrap().to_string(), text);
        }
        for text in ["", "unix:/tmp/x", "tcp:nowhere", "http://x:1", "unix:@"] {
            assert!(text.parse::<DoorAddress>().is_err(), "{text}");
        }
    }
}
