//! Frames on disk while an attempt runs: in memory there is only where each of them is.

use std::{fs::File, io, os::unix::fs::FileExt, path::Path, sync::Arc, time::Instant};

use bytes::Bytes;
use zune_jpeg::JpegDecoder;

use crate::driver::Frame;

/// Frames in a file without a name: the kernel removes it with its last user, whoever dies.
pub struct Spool {
    file: Option<File>,
    frames: Vec<Kept>,
    used: u64,
    most: u64,
    last: Option<Arc<Frame>>,
}

/// Where one frame is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    pub at: Instant,
    /// Of the viewport, in CSS pixels.
    pub width: u32,
    pub height: u32,
    offset: u64,
    length: usize,
}

impl Spool {
    /// An empty one in `dir` that takes `most` bytes.
    ///
    /// # Errors
    /// When no file can be made there.
    pub fn new(dir: &Path, most: u64) -> io::Result<Self> {
        Ok(Self { file: Some(tempfile::tempfile_in(dir)?), frames: Vec::new(), used: 0, most, last: None })
    }

    /// Keeps a frame, unless it shows the same as the last one. False: nothing more is taken.
    pub fn push(&mut self, frame: Arc<Frame>) -> bool {
        if self.last.as_ref().is_some_and(|last| last.jpeg == frame.jpeg) {
            return true;
        }
        let Some(file) = &self.file else { return false };
        let length = frame.jpeg.len();
        if self.used + length as u64 > self.most {
            return false;
        }
        // into the page cache: microseconds
        if let Err(error) = file.write_all_at(&frame.jpeg, self.used) {
            tracing::warn!(error = %error, "A film ends early: its frames cannot be written");
            return false;
        }
        let (width, height) = (frame.width, frame.height);
        self.frames.push(Kept { at: frame.at, width, height, offset: self.used, length });
        self.used += length as u64;
        self.last = Some(frame);
        true
    }

    /// Keeps a picture of the tab as it is now as a frame; it is as large as the one before it.
    pub fn add_still(&mut self, jpeg: Bytes) {
        let Some((width, height)) = self.frames.last().map(|last| (last.width, last.height)).or_else(|| size(&jpeg))
        else {
            return;
        };
        self.push(Arc::new(Frame { at: Instant::now(), jpeg, width, height }));
    }

    /// Every frame, in order of coming.
    pub fn frames(&self) -> &[Kept] {
        &self.frames
    }

    /// The frame that was to be seen at `moment`.
    pub fn at(&self, moment: Instant) -> Option<usize> {
        self.frames.iter().rposition(|frame| frame.at <= moment)
    }

    /// The bytes of one frame.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read(&self, frame: usize) -> io::Result<Vec<u8>> {
        let (Some(file), Some(kept)) = (&self.file, self.frames.get(frame)) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let mut bytes = vec![0; kept.length];
        file.read_exact_at(&mut bytes, kept.offset)?;
        Ok(bytes)
    }
}

/// Width and height of a JPEG in pixels, from its head.
fn size(jpeg: &[u8]) -> Option<(u32, u32)> {
    let mut decoder = JpegDecoder::new(io::Cursor::new(jpeg));
    decoder.decode_headers().ok()?;
    let (width, height) = decoder.dimensions()?;
    Some((width.try_into().ok()?, height.try_into().ok()?))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn frames_come_back_by_their_time_and_leave_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(dir.path(), 7).unwrap();
        let start = Instant::now();
        let ms = |n| start + Duration::from_millis(n);
        let frame = |at, jpeg: &'static str| Arc::new(Frame { at, jpeg: jpeg.into(), width: 1, height: 1 });
        assert!(
            spool.push(frame(ms(10), "one")) && spool.push(frame(ms(20), "one")) && spool.push(frame(ms(30), "two"))
        );
        assert!(!spool.push(frame(ms(40), "three")), "more than its bytes");
        assert_eq!((spool.at(ms(5)), spool.at(ms(25)), spool.at(ms(99))), (None, Some(0), Some(1)));
        assert_eq!(spool.read(1).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
