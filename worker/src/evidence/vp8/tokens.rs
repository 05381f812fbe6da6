//! Coefficients as tokens (RFC 6386, section 13).

use super::{
    bits::Bits,
    tables::{BANDS, TOKEN_PROBS},
};

/// The levels of one macroblock, in zigzag order: 16 blocks of brightness, 4 and 4 of colour, the one of first coefficients.
pub type Levels = [[i16; 16]; 25];

/// Large levels: the least of each class, and the probabilities of its further bits.
const CLASSES: [(u32, &[u8]); 6] = [
    (5, &[159]),
    (7, &[165, 145]),
    (11, &[173, 148, 140]),
    (19, &[176, 155, 140, 135]),
    (35, &[180, 157, 141, 134, 130]),
    (67, &[254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129]),
];

/// Which neighbouring blocks have coefficients: 4 columns or rows of brightness, 2 and 2 of colour, the first ones.
pub struct Contexts {
    above: Vec<[u8; 9]>,
    left: [u8; 9],
}

impl Contexts {
    pub fn new(across: usize) -> Self {
        Self { above: vec![[0; 9]; across], left: [0; 9] }
    }

    pub fn new_row(&mut self) {
        self.left = [0; 9];
    }

    /// Writes a macroblock in column `x`; none: nothing is written, and it counts as empty.
    pub fn write(&mut self, bits: &mut Bits, x: usize, levels: Option<&Levels>) {
        let (above, left) = (&mut self.above[x], &mut self.left);
        let Some(levels) = levels else {
            (*above, *left) = ([0; 9], [0; 9]);
            return;
        };
        let mut one = |block: &[i16; 16], kind: usize, first: usize, column: usize, row: usize| {
            let context = usize::from(above[column] + left[row]);
            let some = u8::from(write_block(bits, kind, first, context, block));
            (above[column], left[row]) = (some, some);
        };
        one(&levels[24], 1, 0, 8, 8);
        for (n, block) in levels.iter().enumerate().take(16) {
            one(block, 0, 1, n % 4, n / 4);
        }
        for plane in 0..2 {
            for n in 0..4 {
                let at = 4 + plane * 2;
                one(&levels[16 + plane * 4 + n], 2, 0, at + n % 2, at + n / 2);
            }
        }
    }
}

/// Writes one block from coefficient `first` on; whether there was anything in it.
fn write_block(bits: &mut Bits, kind: usize, first: usize, context: usize, levels: &[i16; 16]) -> bool {
    let end = levels.iter().rposition(|level| *level != 0).map_or(first, |last| last + 1).max(first);
    let mut context = context;
    let mut after_zero = false;
    for (n, level) in levels.iter().enumerate().skip(first) {
        let probs = &TOKEN_PROBS[kind][BANDS[n]][context];
        if !after_zero {
            bits.put(n < end, probs[0]);
            if n == end {
                break;
            }
        }
        let size = u32::from(level.unsigned_abs());
        bits.put(size > 0, probs[1]);
        after_zero = size == 0;
        context = size.min(2) as usize;
        if size > 0 {
            write_size(bits, size, probs);
            bits.flag(*level < 0);
        }
    }
    end > first
}

fn write_size(bits: &mut Bits, size: u32, probs: &[u8; 11]) {
    bits.put(size > 1, probs[2]);
    if size == 1 {
        return;
    }
    bits.put(size > 4, probs[3]);
    if size <= 4 {
        bits.put(size > 2, probs[4]);
        if size > 2 {
            bits.put(size == 4, probs[5]);
        }
        return;
    }
    let class = CLASSES.iter().rposition(|(least, _)| size >= *least).unwrap_or(0);
    bits.put(class >= 2, probs[6]);
    match class {
        0 | 1 => bits.put(class == 1, probs[7]),
        _ => {
            bits.put(class >= 4, probs[8]);
            bits.put(class % 2 == 1, probs[if class >= 4 { 10 } else { 9 }]);
        }
    }
    let (least, further) = CLASSES[class];
    for (n, prob) in further.iter().enumerate() {
        let bit = further.len() - 1 - n;
        bits.put((size - least) >> bit & 1 == 1, *prob);
    }
}
