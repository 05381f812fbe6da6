//! Opens the shop by itself: `cargo run -p flowtilla-demo --example shop -- 127.0.0.1:4000 [data folder]`.

use std::time::Duration;

use flowtilla_demo::{Demo, DemoOptions};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let listen = arguments.next().unwrap_or_else(|| "127.0.0.1:4000".into()).parse()?;
    let data_dir = arguments.next().map(Into::into);
    let demo = Demo::start(DemoOptions { listen, data_dir, latency: Duration::ZERO }).await?;
    println!("{}", demo.url());
    tokio::signal::ctrl_c().await?;
    println!("{}", serde_json::to_string(&demo.orders()?)?);
    demo.stop().await;
    Ok(())
}
