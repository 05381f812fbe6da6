//! The arithmetic coder of VP8 (RFC 6386, section 7.3).

/// Writes decisions, each with the probability that it is `false`.
pub struct Bits {
    bytes: Vec<u8>,
    range: u32,
    bottom: u32,
    /// Shifts until the next byte is complete.
    left: i32,
}

impl Bits {
    pub fn new() -> Self {
        Self { bytes: Vec::new(), range: 255, bottom: 0, left: 24 }
    }

    /// Writes one decision; `prob` is the likelihood of `false` in 1/256.
    #[inline]
    pub fn put(&mut self, value: bool, prob: u8) {
        let split = 1 + (((self.range - 1) * u32::from(prob)) >> 8);
        if value {
            self.bottom += split;
            self.range -= split;
        } else {
            self.range = split;
        }
        while self.range < 128 {
            self.range <<= 1;
            if self.bottom & (1 << 31) != 0 {
                self.carry();
            }
            self.bottom <<= 1;
            self.left -= 1;
            if self.left == 0 {
                self.bytes.push((self.bottom >> 24) as u8);
                self.bottom &= (1 << 24) - 1;
                self.left = 8;
            }
        }
    }

    /// Writes the lowest `count` bits of a number, the highest first.
    pub fn number(&mut self, value: u32, count: u32) {
        for bit in (0..count).rev() {
            self.put(value >> bit & 1 == 1, 128);
        }
    }

    /// Writes a decision that is as likely as not.
    pub fn flag(&mut self, value: bool) {
        self.put(value, 128);
    }

    fn carry(&mut self) {
        for byte in self.bytes.iter_mut().rev() {
            if *byte == 255 {
                *byte = 0;
            } else {
                *byte += 1;
                return;
            }
        }
    }

    /// What was written.
    pub fn finish(mut self) -> Vec<u8> {
        self.number(0, 32);
        self.bytes
    }
}
