//! ZIP archives: what is text is made smaller, pictures are stored as they are.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

/// An archive that is being written, in memory.
#[derive(Default)]
pub struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

impl Zip {
    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.bytes.len() + self.directory.len()
    }

    /// Adds a file as it is.
    pub fn store(&mut self, name: &str, content: &[u8]) {
        self.add(name, content, content, 0);
    }

    /// Adds a file, compressed.
    pub fn deflate(&mut self, name: &str, content: &[u8]) {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        match encoder.write_all(content).and_then(|()| encoder.finish()) {
            Ok(small) => self.add(name, content, &small, 8),
            // cannot happen: it writes into memory
            Err(_) => self.store(name, content),
        }
    }

    fn add(&mut self, name: &str, content: &[u8], packed: &[u8], method: u16) {
        let mut crc = Crc::new();
        crc.update(content);
        let size = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
        let mut common = Vec::new();
        common.extend_from_slice(&[20, 0, 0, 8]); // version 2.0; names are UTF-8
        common.extend(method.to_le_bytes());
        common.extend([0, 0, 0x21, 0x28]); // 1 January 2000: the same contents give the same archive
        common.extend(crc.sum().to_le_bytes());
        common.extend(size(packed));
        common.extend(size(content));
        common.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        common.extend([0, 0]);
        let offset = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&common);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(packed);
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&common);
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.entries += 1;
    }

    /// The archive.
    pub fn finish(mut self) -> Vec<u8> {
        let (offset, size) = (self.bytes.len(), self.directory.len());
        self.bytes.append(&mut self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.entries.to_le_bytes());
        self.bytes.extend(self.entries.to_le_bytes());
        self.bytes.extend(u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
        self.bytes.extend(u32::try_from(offset).unwrap_or(u32::MAX).to_le_bytes());
        self.bytes.extend([0, 0]);
        self.bytes
    }
}
