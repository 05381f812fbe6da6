//! The order file: the witness of the fault tests.
//!
//! One JSON line per `POST /orders`, on disk before the browser hears of it. It counts every request that arrived,
//! doubled ones too, because that is what it is asked about.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::money::Cents;

/// One order as it stands in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    /// Order number, e.g. `KL-1001`.
    pub id: String,
    pub at: DateTime<Utc>,
    #[serde(flatten)]
    pub details: OrderDetails,
}

/// What the checkout knows of an order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderDetails {
    /// Names the attempt that the order came from; the witness counts by it.
    pub token: String,
    pub name: String,
    pub shipping: String,
    pub lines: Vec<OrderLine>,
    pub total: Cents,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderLine {
    pub name: String,
    pub quantity: u32,
    pub total: Cents,
}

/// The order file, open and locked for this process.
#[derive(Debug)]
pub struct Witness {
    book: Mutex<Book>,
}

#[derive(Debug)]
struct Book {
    /// `None` after [`Witness::close`].
    file: Option<File>,
    /// Bytes of whole lines; a torn write is cut back to this.
    length: u64,
    orders: Vec<Order>,
    counts: BTreeMap<String, u64>,
}

impl Witness {
    /// Opens or makes `orders.jsonl` in `folder` and reads what is there. A last line without its end (the machine died
    /// while it was written, so nobody was told of that order) is cut off.
    ///
    /// # Errors
    /// When the folder or file cannot be used, another shop holds it, or a line is not an order.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("orders.jsonl");
        let at = || format!("The order file {}", path.display());
        std::fs::create_dir_all(folder).with_context(at)?;
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).with_context(at)?;
        if file.try_lock().is_err() {
            bail!(
                "The order file {} is in use by another demo shop; give this one its own data folder",
                path.display()
            );
        }
        File::open(folder)?.sync_all()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).with_context(at)?;
        let length = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        let mut book = Book { file: None, length: length as u64, orders: Vec::new(), counts: BTreeMap::new() };
        for (index, line) in bytes[..length].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).enumerate() {
            let order = serde_json::from_slice(line)
                .with_context(|| format!("{}: line {} is not an order", path.display(), index + 1))?;
            book.remember(order);
        }
        file.set_len(book.length).with_context(at)?;
        file.seek(SeekFrom::Start(book.length)).with_context(at)?;
        book.file = Some(file);
        Ok(Self { book: Mutex::new(book) })
    }

    /// Writes one order and returns when it is on disk. Blocks for one `fdatasync`.
    ///
    /// # Errors
    /// When the shop has stopped or the disk refuses; the order is then not counted.
    pub fn record(&self, details: OrderDetails) -> anyhow::Result<Order> {
        let mut book = self.book();
        let id = format!("KL-{}", 1001 + book.orders.len());
        let order = Order { id, at: Utc::now(), details };
        let mut line = serde_json::to_vec(&order)?;
        line.push(b'\n');
        book.append(&line)?;
        book.remember(order.clone());
        Ok(order)
    }

    /// Token → number of orders.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.book().counts.clone()
    }

    pub fn find(&self, id: &str) -> Option<Order> {
        self.book().orders.iter().find(|order| order.id == id).cloned()
    }

    /// Lets go of the file, so that another shop can open it. Later orders are refused.
    pub fn close(&self) {
        self.book().file = None;
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn append(&mut self, line: &[u8]) -> anyhow::Result<()> {
        let file = self.file.as_mut().context("The demo shop has stopped and takes no more orders")?;
        let written = file.write_all(line).and_then(|()| file.sync_data());
        if let Err(error) = written {
            file.set_len(self.length)?;
            file.seek(SeekFrom::Start(self.length))?;
            return Err(error).context("The order could not be written");
        }
        self.length += line.len() as u64;
        Ok(())
    }

    fn remember(&mut self, order: Order) {
        *self.counts.entry(order.details.token.clone()).or_default() += 1;
        self.orders.push(order);
    }
}
