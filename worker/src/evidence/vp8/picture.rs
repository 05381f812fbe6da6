//! Pictures in the form that VP8 works on: brightness, and two colour planes of half the size.

/// Three planes whose sizes are whole macroblocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Of the visible part, in pixels.
    pub width: usize,
    pub height: usize,
    pub luma: Plane,
    pub chroma: [Plane; 2],
}

/// One plane, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plane {
    pub stride: usize,
    pub samples: Vec<u8>,
}

impl Plane {
    fn new(stride: usize, rows: usize, value: u8) -> Self {
        Self { stride, samples: vec![value; stride * rows] }
    }

    /// The square of `size` at block (`x`, `y`) of that size, row by row.
    pub fn block<const N: usize>(&self, x: usize, y: usize, size: usize) -> [u8; N] {
        let mut out = [0; N];
        for (row, to) in out.chunks_exact_mut(size).enumerate() {
            let at = (y * size + row) * self.stride + x * size;
            to.copy_from_slice(&self.samples[at..at + size]);
        }
        out
    }

    /// Whether that square is the same in both.
    pub fn same(&self, other: &Self, x: usize, y: usize, size: usize) -> bool {
        (0..size).all(|row| {
            let at = (y * size + row) * self.stride + x * size;
            self.samples[at..at + size] == other.samples[at..at + size]
        })
    }
}

impl Picture {
    /// A black picture.
    pub fn black(width: usize, height: usize) -> Self {
        let (across, down) = (width.div_ceil(16), height.div_ceil(16));
        let chroma = || Plane::new(across * 8, down * 8, 128);
        Self { width, height, luma: Plane::new(across * 16, down * 16, 16), chroma: [chroma(), chroma()] }
    }

    /// Macroblocks across and down.
    pub fn blocks(&self) -> (usize, usize) {
        (self.width.div_ceil(16), self.height.div_ceil(16))
    }

    /// Draws interleaved Y, Cb, Cr samples of full range (as JPEG has them) into the corner; what is outside is cut off.
    pub fn draw(&mut self, ycc: &[u8], width: usize, height: usize) {
        let (columns, rows) = (width.min(self.width), height.min(self.height));
        for y in 0..rows {
            let from = &ycc[y * width * 3..][..columns * 3];
            let to = &mut self.luma.samples[y * self.luma.stride..][..columns];
            for (sample, pixel) in to.iter_mut().zip(from.chunks_exact(3)) {
                // full range to 16..235, as decoders expect it
                *sample = (16 + (u32::from(pixel[0]) * 219 + 127) / 255) as u8;
            }
        }
        for y in 0..rows.div_ceil(2) {
            let rows_of = [2 * y, (2 * y + 1).min(rows - 1)];
            for x in 0..columns.div_ceil(2) {
                let columns_of = [2 * x, (2 * x + 1).min(columns - 1)];
                for (plane, channel) in self.chroma.iter_mut().zip([1, 2]) {
                    let mut sum = 0;
                    for row in rows_of {
                        for column in columns_of {
                            sum += i32::from(ycc[(row * width + column) * 3 + channel]);
                        }
                    }
                    plane.samples[y * plane.stride + x] = (128 + ((sum - 512) * 224 / 255) / 4) as u8;
                }
            }
        }
    }
}
