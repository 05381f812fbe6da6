//! The only way out of a desktop: a proxy that looks at names and addresses, on a socket in the desktop's directory.
//!
//! A name is resolved once, the addresses are checked, and what was checked is what is connected to: a name that points at
//! the machine or its network leads nowhere, unless the operator lists it.

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UnixListener, UnixStream, lookup_host},
    sync::Semaphore,
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::driver::host_allowed;

/// Connections of one desktop at once.
const MAX_CONNECTIONS: usize = 256;
/// Largest head of a request in bytes.
const MAX_HEAD: usize = 32 * 1024;
/// Longest wait for the head of a request, and for a connection.
const WITHIN: Duration = Duration::from_secs(15);
/// Longest life of one connection.
const LONGEST: Duration = Duration::from_secs(3600);

/// Where a desktop may connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Host patterns (`example.org`, `*.example.org`, `host:port`, `*`) of public addresses.
    pub hosts: Vec<String>,
    /// Host patterns whose private or loopback addresses may be reached too, where `hosts` allows the name.
    pub private: Vec<String>,
    /// Ports of loopback addresses that are never reached: our own.
    pub closed_ports: Vec<u16>,
}

impl Default for Reach {
    fn default() -> Self {
        Self { hosts: vec!["*".into()], private: Vec::new(), closed_ports: Vec::new() }
    }
}

impl Reach {
    fn allows(&self, host: &str, port: u16) -> bool {
        self.hosts.iter().any(|pattern| host_allowed(pattern, host, Some(port)))
    }

    fn allows_address(&self, host: &str, address: SocketAddr) -> bool {
        if is_public(address.ip()) {
            return true;
        }
        if is_metadata(address.ip()) || (self.closed_ports.contains(&address.port())) {
            return false;
        }
        self.private.iter().any(|pattern| host_allowed(pattern, host, Some(address.port())))
    }
}

/// Serves until `ended`.
///
/// # Errors
/// When the socket cannot be made.
pub fn serve(path: &Path, reach: Reach, ended: CancellationToken) -> io::Result<()> {
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o666))?;
    let (reach, slots) = (Arc::new(reach), Arc::new(Semaphore::new(MAX_CONNECTIONS)));
    tokio::spawn(async move {
        while let Some(Ok((stream, _))) = ended.run_until_cancelled(listener.accept()).await {
            let Ok(slot) = Arc::clone(&slots).try_acquire_owned() else { continue };
            let (reach, ended) = (Arc::clone(&reach), ended.clone());
            tokio::spawn(async move {
                let served = timeout(LONGEST, pass_on(stream, &reach));
                let _ = ended.run_until_cancelled(served).await;
                drop(slot);
            });
        }
    });
    Ok(())
}

/// What a request is for.
struct Wanted {
    host: String,
    port: u16,
    /// For plain HTTP: what the server gets instead of what the proxy got.
    head: Option<Vec<u8>>,
}

async fn pass_on(mut inside: UnixStream, reach: &Reach) -> io::Result<()> {
    let Ok(Ok((head, rest))) = timeout(WITHIN, read_head(&mut inside)).await else {
        return refuse(&mut inside, 400, "The request is not understood.").await;
    };
    let Some(wanted) = understand(&head) else {
        return refuse(&mut inside, 400, "Only CONNECT and requests for http:// addresses are passed on.").await;
    };
    let Wanted { host, port, head } = wanted;
    if !reach.allows(&host, port) {
        return refuse(&mut inside, 403, &format!("This desktop may not visit {host}.")).await;
    }
    let mut outside = match connect(&host, port, reach).await {
        Ok(stream) => stream,
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => {
            return refuse(&mut inside, 403, &format!("{host} is on a network that this desktop may not visit.")).await;
        }
        Err(e) => return refuse(&mut inside, 502, &format!("{host} cannot be reached: {e}.")).await,
    };
    match head {
        Some(head) => outside.write_all(&head).await?,
        None => inside.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?,
    }
    outside.write_all(&rest).await?;
    tokio::io::copy_bidirectional(&mut inside, &mut outside).await.map(drop)
}

/// Connects to the first of the name's addresses that may be reached.
async fn connect(host: &str, port: u16, reach: &Reach) -> io::Result<TcpStream> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let found: Vec<SocketAddr> = timeout(WITHIN, lookup_host((bare, port))).await??.collect();
    let allowed: Vec<_> = found.into_iter().filter(|address| reach.allows_address(host, *address)).collect();
    let mut failure = io::Error::from(io::ErrorKind::PermissionDenied);
    for address in allowed {
        match timeout(WITHIN, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(e)) if e.kind() == io::ErrorKind::PermissionDenied => failure = io::Error::other(e),
            Ok(Err(e)) => failure = e,
            Err(_) => failure = io::ErrorKind::TimedOut.into(),
        }
    }
    Err(failure)
}

async fn refuse(inside: &mut UnixStream, status: u16, why: &str) -> io::Result<()> {
    let reason = if status == 403 { "Forbidden" } else { "Bad Gateway" };
    let answer = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{why}",
        why.len()
    );
    inside.write_all(answer.as_bytes()).await
}

/// The head of a request with its empty line, and what came after it.
async fn read_head(stream: &mut UnixStream) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut head = Vec::new();
    loop {
        if stream.read_buf(&mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(end) = memchr::memmem::find(&head, b"\r\n\r\n") {
            let rest = head.split_off(end + 4);
            return Ok((head, rest));
        }
        if head.len() > MAX_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}

fn understand(head: &[u8]) -> Option<Wanted> {
    let text = std::str::from_utf8(head).ok()?;
    let (line, fields) = text.split_once("\r\n")?;
    let mut words = line.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if method == "CONNECT" {
        // the same reader as for addresses, so that `host` means the same to it and to us
        let url = Url::parse(&format!("https://{target}/")).ok()?;
        if !url.username().is_empty() || url.path() != "/" {
            return None;
        }
        return Some(Wanted { host: url.host_str()?.to_owned(), port: url.port().unwrap_or(443), head: None });
    }
    let url = Url::parse(target).ok().filter(|url| url.scheme() == "http" && url.username().is_empty())?;
    let host = url.host_str()?.to_owned();
    let port = url.port().unwrap_or(80);
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let authority = url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
    let mut out = format!("{method} {}{query} {version}\r\nHost: {authority}\r\nConnection: close\r\n", url.path());
    for field in fields.split("\r\n").filter(|field| !field.is_empty()) {
        let name = field.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if !matches!(name.as_str(), "host" | "connection" | "keep-alive") && !name.starts_with("proxy-") {
            out.push_str(field);
            out.push_str("\r\n");
        }
    }
    out.push_str("\r\n");
    Some(Wanted { host, port, head: Some(out.into_bytes()) })
}

fn is_metadata(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => {
            ip.is_unicast_link_local()
                || ip == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)
                || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_link_local())
        }
    }
}

/// Whether an address is one of the internet at large.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => {
            let [first, second, ..] = ip.segments();
            if let Some(inner) = ip.to_ipv4_mapped() {
                return is_public_v4(inner);
            }
            // global unicast, without documentation, 6to4 and Teredo, which lead to addresses of the old kind
            (first & 0xe000) == 0x2000 && first != 0x2002 && !(first == 0x2001 && (second < 0x0200 || second == 0x0db8))
        }
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || (a == 100 && (b & 0xc0) == 64)
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b & 0xfe) == 18)
        || a >= 240)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn addresses_of_the_machine_and_its_network_are_not_public() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00:ec2::254",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "ff02::1",
            "2001:db8::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip} counts as public");
        }
        for ip in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"] {
            assert!(is_public(ip.parse().unwrap()), "{ip} counts as private");
        }
    }

    #[test]
    fn the_metadata_service_is_refused_even_when_listed() {
        let reach = Reach { private: vec!["*".into()], closed_ports: vec![8000], ..Reach::default() };
        assert!(reach.allows_address("127.0.0.1", "127.0.0.1:4000".parse().unwrap()));
        assert!(!reach.allows_address("127.0.0.1", "127.0.0.1:8000".parse().unwrap()), "our own API is reached");
        assert!(!reach.allows_address("x", "169.254.169.254:80".parse().unwrap()));
        assert!(!reach.allows_address("x", "[::ffff:169.254.169.254]:80".parse().unwrap()));
    }

    #[test]
    fn a_request_is_rewritten_for_its_server_and_odd_ones_are_not_understood() {
        let head = b"GET http://shop.test:4000/a?b=c HTTP/1.1\r\nHost: evil.test\r\nProxy-Authorization: x\r\nAccept: */*\r\n\r\n";
        let wanted = understand(head).unwrap();
        assert_eq!((wanted.host.as_str(), wanted.port), ("shop.test", 4000));
        let sent = String::from_utf8(wanted.head.unwrap()).unwrap();
        assert_eq!(sent, "GET /a?b=c HTTP/1.1\r\nHost: shop.test:4000\r\nConnection: close\r\nAccept: */*\r\n\r\n");
        let connect = understand(b"CONNECT 0x7f.1:443 HTTP/1.1\r\n\r\n").unwrap();
        assert_eq!(connect.host, "127.0.0.1", "an address in disguise keeps its disguise");
        for odd in [
            "GET /x HTTP/1.1",
            "CONNECT user@evil.test:443 HTTP/1.1",
            "GET ftp://a/ HTTP/1.1",
            "CONNECT a:443/x HTTP/1.1",
        ] {
            assert!(understand(format!("{odd}\r\n\r\n").as_bytes()).is_none(), "{odd}");
        }
    }
}
