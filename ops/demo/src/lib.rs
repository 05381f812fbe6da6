//! Kettle & Leaf: a small teapot shop that is hard to test in the ways real sites are.
//!
//! The sample flows run on it, the benchmarks measure on it, and the fault tests ask it how often an order really arrived
//! (see [`Demo::orders`]). It makes no request to any other host.

mod account;
mod cart;
mod catalogue;
mod checkout;
mod files;
mod lab;
pub mod model;
mod money;
mod pages;
mod routes;
mod sessions;
mod shop;
mod teapots;
mod trouble;
mod witness;

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use poem::{Server, listener::TcpAcceptor};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::shop::Shop;

/// Longest wait for open connections when the shop stops. A hanging page is told to end first.
const GRACE: Duration = Duration::from_millis(800);

/// How to start the shop.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// Where to listen; port 0 picks a free port.
    pub listen: SocketAddr,
    /// Folder of the order file, made if it is missing. `None`: a temporary folder, removed when the shop stops.
    pub data_dir: Option<PathBuf>,
    /// Extra time that every page takes, beside what a page takes on purpose.
    pub latency: Duration,
}

/// A running shop. Dropping it stops it without waiting; [`Demo::stop`] waits.
#[derive(Debug)]
pub struct Demo {
    address: SocketAddr,
    shop: Arc<Shop>,
    server: JoinHandle<std::io::Result<()>>,
    stopping: CancellationToken,
    _stop_on_drop: DropGuard,
    _temporary: Option<tempfile::TempDir>,
}

impl Demo {
    /// Starts the shop and returns when it accepts connections.
    ///
    /// # Errors
    /// When the address is taken, or the data folder cannot be made, read or locked (another shop uses it).
    pub async fn start(options: DemoOptions) -> anyhow::Result<Self> {
        let listener = tokio::net::TcpListener::bind(options.listen)
            .await
            .with_context(|| format!("The demo shop cannot listen on {}", options.listen))?;
        let address = listener.local_addr()?;
        let (data_dir, temporary) = match options.data_dir {
            Some(folder) => (folder, None),
            None => {
                let folder = tempfile::Builder::new().prefix("flowtilla-demo-").tempdir()?;
                (folder.path().to_owned(), Some(folder))
            }
        };
        let stopping = CancellationToken::new();
        let shop = Arc::new(Shop::open(&data_dir, options.latency, stopping.clone())?);
        let app = routes::app(Arc::clone(&shop));
        let acceptor = TcpAcceptor::from_tokio(listener)?;
        let server = tokio::spawn(Server::new_with_acceptor(acceptor).name("demo").run_with_graceful_shutdown(
            app,
            stopping.clone().cancelled_owned(),
            Some(GRACE),
        ));
        tracing::info!(%address, "The demo shop is open at http://{address}");
        let guard = stopping.clone().drop_guard();
        Ok(Self { address, shop, server, stopping, _stop_on_drop: guard, _temporary: temporary })
    }

    /// The address to give to a browser, without a final slash.
    pub fn url(&self) -> String {
        let ip = match self.address.ip() {
            ip if !ip.is_unspecified() => ip,
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        };
        format!("http://{}", SocketAddr::new(ip, self.address.port()))
    }

    /// How many orders arrived under each token since the order file was begun.
    ///
    /// # Errors
    /// None today; the count is kept in memory and was on disk before it was raised.
    pub fn orders(&self) -> anyhow::Result<BTreeMap<String, u64>> {
        Ok(self.shop.witness.counts())
    }

    /// Stops the shop: ends hanging pages, closes connections, frees the order file. Takes less than 2 s.
    pub async fn stop(mut self) {
        self.stopping.cancel();
        if tokio::time::timeout(GRACE * 2, &mut self.server).await.is_err() {
            self.server.abort();
        }
        self.shop.witness.close();
    }
}
