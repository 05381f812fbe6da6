//! Prediction from the neighbours above and to the left (RFC 6386, section 12).

use super::{bits::Bits, picture::Plane};

/// How a square is predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The mean of the row above and the column to the left.
    Mean,
    /// The row above, repeated.
    Above,
    /// The column to the left, repeated.
    Left,
    /// Left plus above less the corner.
    Gradient,
}

impl Mode {
    pub fn write_luma_key(self, bits: &mut Bits) {
        bits.put(true, 145); // not block by block
        let (first, second) = self.halves();
        bits.put(first, 156);
        bits.put(second, if first { 128 } else { 163 });
    }

    pub fn write_luma(self, bits: &mut Bits) {
        bits.put(self != Self::Mean, 112);
        match self {
            Self::Mean => {}
            Self::Above | Self::Left => {
                bits.put(false, 86);
                bits.put(self == Self::Left, 140);
            }
            Self::Gradient => {
                bits.put(true, 86);
                bits.put(false, 37);
            }
        }
    }

    pub fn write_chroma(self, bits: &mut Bits, probs: [u8; 3]) {
        for (mode, prob) in [Self::Mean, Self::Above, Self::Left].into_iter().zip(probs) {
            bits.put(self != mode, prob);
            if self == mode {
                return;
            }
        }
    }

    fn halves(self) -> (bool, bool) {
        match self {
            Self::Mean => (false, false),
            Self::Above => (false, true),
            Self::Left => (true, false),
            Self::Gradient => (true, true),
        }
    }
}

/// Sum of absolute differences.
pub fn sad(a: &[u8], b: &[u8]) -> u32 {
    a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b))).sum()
}

/// The mode that comes nearest to all of `pixels` (one square of each plane), what it predicts, and how far off that is.
pub fn best<const N: usize, const P: usize>(
    pixels: &[[u8; N]; P],
    planes: [&Plane; P],
    x: usize,
    y: usize,
    size: usize,
) -> (Mode, [[u8; N]; P], u32) {
    let mut found: Option<(Mode, [[u8; N]; P], u32)> = None;
    for mode in [Mode::Mean, Mode::Above, Mode::Left, Mode::Gradient] {
        // at the edges there is nothing to go by
        let possible = match mode {
            Mode::Mean => true,
            Mode::Above => y > 0,
            Mode::Left => x > 0,
            Mode::Gradient => x > 0 && y > 0,
        };
        if !possible {
            continue;
        }
        let predicted = planes.map(|plane| predict(mode, plane, x, y, size));
        let off = pixels.iter().zip(&predicted).map(|(a, b)| sad(a, b)).sum();
        if found.as_ref().is_none_or(|(_, _, least)| off < *least) {
            found = Some((mode, predicted, off));
        }
    }
    found.unwrap_or((Mode::Mean, [[128; N]; P], u32::MAX))
}

fn predict<const N: usize>(mode: Mode, plane: &Plane, x: usize, y: usize, size: usize) -> [u8; N] {
    let at = |row: isize, column: isize| {
        let place = (y * size).wrapping_add_signed(row) * plane.stride + (x * size).wrapping_add_signed(column);
        i32::from(plane.samples[place])
    };
    let above = |column: usize| at(-1, column as isize);
    let left = |row: usize| at(row as isize, -1);
    let mean = || {
        let sums =
            [(y > 0).then(|| (0..size).map(above).sum::<i32>()), (x > 0).then(|| (0..size).map(left).sum::<i32>())];
        let lines = sums.iter().flatten().count() as i32;
        let count = lines * size as i32;
        if count == 0 { 128 } else { (sums.iter().flatten().sum::<i32>() + count / 2) / count }
    };
    let mut out = [0; N];
    match mode {
        Mode::Mean => out.fill(mean() as u8),
        Mode::Above | Mode::Left | Mode::Gradient => {
            for (row, line) in out.chunks_exact_mut(size).enumerate() {
                for (column, pixel) in line.iter_mut().enumerate() {
                    let value = match mode {
                        Mode::Above => above(column),
                        Mode::Left => left(row),
                        Mode::Mean | Mode::Gradient => left(row) + above(column) - at(-1, -1),
                    };
                    *pixel = value.clamp(0, 255) as u8;
                }
            }
        }
    }
    out
}
