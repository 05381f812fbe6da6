//! Hosts of our own: network namespaces on a bridge, so that each process of a fleet has an address, a loopback and ports
//! of its own, as on machines of its own.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::Command,
    time::Duration,
};

use anyhow::{Context, bail};
use tokio::{
    net::{TcpListener, UnixStream},
    task::JoinHandle,
};

use crate::fleet::wait_for;

/// A bridge with hosts on it; removed with this value.
pub struct Network {
    /// Tells this network's names and addresses from those of another run on the same machine.
    number: u8,
    hosts: u8,
    relays: Vec<JoinHandle<()>>,
}

impl Network {
    /// Lays the bridge. Needs root and `ip` (iproute2).
    pub fn lay() -> anyhow::Result<Self> {
        // two runs at once must not take the same names: the process id tells them apart
        let number = u8::try_from(std::process::id() % 200)?;
        let network = Self { number, hosts: 0, relays: Vec::new() };
        let bridge = network.bridge();
        ip(&["link", "add", &bridge, "type", "bridge"])?;
        ip(&["addr", "add", &format!("{}/24", network.gateway()), "dev", &bridge])?;
        ip(&["link", "set", &bridge, "up"])?;
        Ok(network)
    }

    fn bridge(&self) -> String {
        format!("ftbr{}", self.number)
    }

    /// The address under which every host reaches this process.
    pub fn gateway(&self) -> Ipv4Addr {
        Ipv4Addr::new(10, 83, self.number, 1)
    }

    /// One more host.
    pub async fn add_host(&mut self) -> anyhow::Result<Host> {
        self.hosts += 1;
        let name = format!("ft{}-{}", self.number, self.hosts);
        let address = Ipv4Addr::new(10, 83, self.number, 10 + self.hosts);
        let (near, far) = (format!("ftv{}-{}", self.number, self.hosts), "eth0");
        ip(&["netns", "add", &name])?;
        ip(&["link", "add", &near, "type", "veth", "peer", "name", far, "netns", &name])?;
        ip(&["link", "set", &near, "master", &self.bridge(), "up"])?;
        // an address of the sixth version comes a second later: browsers give up what they load when the network changes
        ip(&["-n", &name, "link", "set", far, "addrgenmode", "none"])?;
        ip(&["-n", &name, "addr", "add", &format!("{address}/24"), "dev", far])?;
        ip(&["-n", &name, "link", "set", far, "up"])?;
        ip(&["-n", &name, "link", "set", "lo", "up"])?;
        let up = || ip(&["-n", &name, "-o", "link", "show", "dev", far]).is_ok_and(|told| told.contains("state UP"));
        wait_for("the host's cable", Duration::from_secs(10), up).await?;
        Ok(Host { name, address })
    }

    /// Lets the hosts reach a unix socket of this machine; the address on the bridge.
    pub async fn relay(&mut self, socket: &Path) -> anyhow::Result<SocketAddr> {
        let listener = TcpListener::bind((self.gateway(), 0)).await?;
        let address = listener.local_addr()?;
        let socket = socket.to_owned();
        self.relays.push(tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let socket = socket.clone();
                tokio::spawn(async move {
                    let _ = near.set_nodelay(true);
                    if let Ok(mut far) = UnixStream::connect(&socket).await {
                        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                    }
                });
            }
        }));
        Ok(address)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for relay in &self.relays {
            relay.abort();
        }
        for host in 1..=self.hosts {
            // its end of the cable goes with it
            let _ = ip(&["netns", "del", &format!("ft{}-{host}", self.number)]);
        }
        let _ = ip(&["link", "del", &self.bridge()]);
    }
}

/// One host of the network.
#[derive(Clone, Debug)]
pub struct Host {
    name: String,
    pub address: Ipv4Addr,
}

impl Host {
    /// A command that runs on this host; `ip` becomes the program, so that its pid is the child's.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]).arg(program);
        command
    }
}

/// Runs `ip` and returns what it printed.
fn ip(words: &[&str]) -> anyhow::Result<String> {
    let done = Command::new("ip").args(words).output().context("`ip` is missing: install iproute2")?;
    if !done.status.success() {
        bail!("ip {}: {}", words.join(" "), String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}
