//! A small VP8 encoder for what a screen shows: mostly still, changing in places, with sharp edges.
//!
//! VP8 (RFC 6386) plays in every browser, and a writer may leave out what it likes. This one uses macroblocks that stay as they
//! are (one bit or so each), macroblocks on top of what was there, and macroblocks predicted from their neighbours; no motion, no
//! loop filter. A still picture costs a few bytes a frame, and memory is three pictures.

mod bits;
mod picture;
mod predict;
mod tables;
mod tokens;
mod transform;

pub use picture::Picture;

use bits::Bits;
use predict::{Mode, sad};
use tokens::{Contexts, Levels};
use transform::{backward, backward_second, forward, forward_second};

/// What a macroblock is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// What was there in the frame before.
    Before,
    /// Its neighbours in this frame: the modes of brightness and colour.
    Neighbours(Mode, Mode),
}

struct Macroblock {
    source: Source,
    /// None: nothing is added to the prediction.
    levels: Option<Box<Levels>>,
}

/// Sizes of quantiser steps: first and further coefficients.
#[derive(Clone, Copy)]
struct Steps {
    first: i32,
    rest: i32,
}

/// Encodes one stream.
pub struct Encoder {
    quantiser: usize,
    luma: Steps,
    second: Steps,
    chroma: Steps,
    /// The picture encoded last, and what a decoder made of it.
    last: Option<(Picture, Picture)>,
}

impl Encoder {
    /// `quantiser`: 0 (best) to 127 (smallest).
    pub fn new(quantiser: usize) -> Self {
        let quantiser = quantiser.min(127);
        let (dc, ac) = (tables::DC_STEP[quantiser], tables::AC_STEP[quantiser]);
        Self {
            quantiser,
            luma: Steps { first: dc, rest: ac },
            second: Steps { first: dc * 2, rest: (ac * 155 / 100).max(8) },
            chroma: Steps { first: dc.min(132), rest: ac },
            last: None,
        }
    }

    /// The next frame of the stream; the first one, and any of another size, is a key frame whatever is asked for.
    pub fn encode(&mut self, picture: Picture, key: bool) -> Frame {
        let before =
            self.last.take().filter(|(last, _)| !key && (last.width, last.height) == (picture.width, picture.height));
        let key = before.is_none();
        let (across, down) = picture.blocks();
        let mut made =
            before.as_ref().map_or_else(|| Picture::black(picture.width, picture.height), |(_, made)| made.clone());
        let mut macroblocks = Vec::with_capacity(across * down);
        for y in 0..down {
            for x in 0..across {
                macroblocks.push(self.macroblock(&picture, before.as_ref(), &mut made, x, y));
            }
        }
        let bytes = self.write(&picture, key, &macroblocks);
        self.last = Some((picture, made));
        Frame { key, bytes }
    }

    /// Decides about one macroblock and draws what a decoder will make of it.
    fn macroblock(
        &self,
        picture: &Picture,
        before: Option<&(Picture, Picture)>,
        made: &mut Picture,
        x: usize,
        y: usize,
    ) -> Macroblock {
        if let Some((last, _)) = before {
            let chroma = picture.chroma.iter().zip(&last.chroma);
            if picture.luma.same(&last.luma, x, y, 16) && chroma.into_iter().all(|(a, b)| a.same(b, x, y, 8)) {
                return Macroblock { source: Source::Before, levels: None };
            }
        }
        let luma: [u8; 256] = picture.luma.block(x, y, 16);
        let chroma: [[u8; 64]; 2] = [picture.chroma[0].block(x, y, 8), picture.chroma[1].block(x, y, 8)];
        let (mode, predicted, off) = predict::best(&[luma], [&made.luma], x, y, 16);
        let still = before.map(|(_, made)| made.luma.block::<256>(x, y, 16)).filter(|still| sad(still, &luma) <= off);
        let (source, luma_from, chroma_from) = match (still, before) {
            (Some(still), Some((_, made))) => {
                (Source::Before, still, [made.chroma[0].block(x, y, 8), made.chroma[1].block(x, y, 8)])
            }
            _ => {
                let (colour, from, _) = predict::best(&chroma, [&made.chroma[0], &made.chroma[1]], x, y, 8);
                (Source::Neighbours(mode, colour), predicted[0], from)
            }
        };
        let mut levels = Box::new([[0; 16]; 25]);
        self.luma(&luma, &luma_from, &mut levels, &mut made.luma, x, y);
        for (plane, (pixels, from)) in chroma.iter().zip(&chroma_from).enumerate() {
            self.chroma(pixels, from, &mut levels[16 + plane * 4..20 + plane * 4], &mut made.chroma[plane], x, y);
        }
        let levels = levels.iter().any(|block| block.iter().any(|level| *level != 0)).then_some(levels);
        Macroblock { source, levels }
    }

    fn luma(
        &self,
        pixels: &[u8; 256],
        from: &[u8; 256],
        levels: &mut Levels,
        made: &mut picture::Plane,
        x: usize,
        y: usize,
    ) {
        let mut blocks = [[0; 16]; 16];
        let mut firsts = [0; 16];
        for (n, block) in blocks.iter_mut().enumerate() {
            *block = forward(&difference(pixels, from, 16, n % 4, n / 4));
            firsts[n] = block[0];
        }
        levels[24] = quantise(&forward_second(&firsts), self.second, 0);
        let firsts = backward_second(&restore(&levels[24], self.second));
        for (n, block) in blocks.iter().enumerate() {
            levels[n] = quantise(block, self.luma, 1);
            let mut restored = restore(&levels[n], self.luma);
            restored[0] = firsts[n];
            add(made, from, 16, &backward(&restored), (x * 4 + n % 4, y * 4 + n / 4), (n % 4, n / 4));
        }
    }

    fn chroma(
        &self,
        pixels: &[u8; 64],
        from: &[u8; 64],
        levels: &mut [[i16; 16]],
        made: &mut picture::Plane,
        x: usize,
        y: usize,
    ) {
        for (n, level) in levels.iter_mut().enumerate() {
            *level = quantise(&forward(&difference(pixels, from, 8, n % 2, n / 2)), self.chroma, 0);
            let restored = backward(&restore(level, self.chroma));
            add(made, from, 8, &restored, (x * 2 + n % 2, y * 2 + n / 2), (n % 2, n / 2));
        }
    }

    fn write(&self, picture: &Picture, key: bool, macroblocks: &[Macroblock]) -> Vec<u8> {
        let (across, _) = picture.blocks();
        let mut first = Bits::new();
        let coded = macroblocks.iter().filter(|m| m.levels.is_some()).count();
        let intra = macroblocks.iter().filter(|m| m.source != Source::Before).count();
        // of `false`: not skipped, not from the frame before
        let (skip_prob, intra_prob) = (share(coded, macroblocks.len()), share(intra, macroblocks.len()));
        self.header(&mut first, key, skip_prob, intra_prob);
        let mut tokens = Bits::new();
        let mut contexts = Contexts::new(across);
        for (at, macroblock) in macroblocks.iter().enumerate() {
            let x = at % across;
            if x == 0 {
                contexts.new_row();
            }
            first.put(macroblock.levels.is_none(), skip_prob);
            if key {
                if let Source::Neighbours(luma, chroma) = macroblock.source {
                    luma.write_luma_key(&mut first);
                    chroma.write_chroma(&mut first, [142, 114, 183]);
                }
            } else {
                first.put(macroblock.source == Source::Before, intra_prob);
                match macroblock.source {
                    Source::Before => {
                        first.put(false, 255); // the frame before, not an older one
                        first.put(false, tables::STILL_PROBS[still_neighbours(macroblocks, at, across)]);
                    }
                    Source::Neighbours(luma, chroma) => {
                        luma.write_luma(&mut first);
                        chroma.write_chroma(&mut first, [162, 101, 204]);
                    }
                }
            }
            contexts.write(&mut tokens, x, macroblock.levels.as_deref());
        }
        let (first, tokens) = (first.finish(), tokens.finish());
        let mut bytes = Vec::with_capacity(first.len() + tokens.len() + 10);
        let tag = u32::from(!key) | 1 << 4 | (u32::try_from(first.len()).unwrap_or(u32::MAX) << 5);
        bytes.extend_from_slice(&tag.to_le_bytes()[..3]);
        if key {
            bytes.extend_from_slice(&[0x9d, 0x01, 0x2a]);
            for size in [picture.width, picture.height] {
                bytes.extend_from_slice(&u16::try_from(size).unwrap_or(u16::MAX).to_le_bytes());
            }
        }
        bytes.extend_from_slice(&first);
        bytes.extend_from_slice(&tokens);
        bytes
    }

    /// The frame header (section 9): nothing is changed that need not be.
    fn header(&self, bits: &mut Bits, key: bool, skip_prob: u8, intra_prob: u8) {
        if key {
            bits.number(0, 2); // colour space, clamping
        }
        bits.flag(false); // no segments
        bits.number(0, 1 + 6 + 3); // no loop filter
        bits.flag(false); // no changes of it
        bits.number(0, 2); // one partition of tokens
        bits.number(u32::try_from(self.quantiser).unwrap_or(127), 7);
        bits.number(0, 5); // the same for every kind of coefficient
        if key {
            bits.flag(true); // keep the probabilities
        } else {
            bits.number(0, 2 + 4 + 2); // older frames stay as they are
            bits.number(3, 2); // keep the probabilities, and this frame
        }
        for prob in tables::TOKEN_UPDATE_PROBS.as_flattened().as_flattened().as_flattened() {
            bits.put(false, *prob);
        }
        bits.flag(true); // macroblocks may be skipped
        bits.number(u32::from(skip_prob), 8);
        if !key {
            bits.number(u32::from(intra_prob), 8);
            bits.number(255, 8); // always the frame before
            bits.number(128, 8);
            bits.number(0, 2); // the modes' own probabilities
            for prob in tables::MOTION_UPDATE_PROBS {
                bits.put(false, prob);
            }
        }
    }
}

/// One encoded frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// A player can begin here.
    pub key: bool,
    pub bytes: Vec<u8>,
}

/// Neighbours above and to the left that follow the frame before, as VP8 weighs them: 0 to 5.
fn still_neighbours(macroblocks: &[Macroblock], at: usize, across: usize) -> usize {
    let still = |back: usize| usize::from(macroblocks[at - back].source == Source::Before);
    let left = !at.is_multiple_of(across);
    let above = at >= across;
    let mut weight = 0;
    if above {
        weight += 2 * still(across);
    }
    if left {
        weight += 2 * still(1);
    }
    if above && left {
        weight += still(across + 1);
    }
    weight
}

/// How many of all, in 1/256, and never none.
fn share(some: usize, all: usize) -> u8 {
    u8::try_from((some * 255 / all.max(1)).clamp(1, 255)).unwrap_or(255)
}

/// Pixels less their prediction, for the 4 × 4 block (`x`, `y`) of a square.
fn difference(pixels: &[u8], from: &[u8], size: usize, x: usize, y: usize) -> [i32; 16] {
    let mut out = [0; 16];
    for (n, value) in out.iter_mut().enumerate() {
        let at = (y * 4 + n / 4) * size + x * 4 + n % 4;
        *value = i32::from(pixels[at]) - i32::from(from[at]);
    }
    out
}

/// Prediction plus what is restored, drawn at block `to` of the plane.
fn add(
    made: &mut picture::Plane,
    from: &[u8],
    size: usize,
    restored: &[i32; 16],
    to: (usize, usize),
    (x, y): (usize, usize),
) {
    for (n, value) in restored.iter().enumerate() {
        let sum = i32::from(from[(y * 4 + n / 4) * size + x * 4 + n % 4]) + value;
        made.samples[(to.1 * 4 + n / 4) * made.stride + to.0 * 4 + n % 4] = sum.clamp(0, 255) as u8;
    }
}

/// Coefficients in steps, in zigzag order from `first` on.
fn quantise(block: &[i32; 16], steps: Steps, first: usize) -> [i16; 16] {
    let mut out = [0; 16];
    for (n, level) in out.iter_mut().enumerate().skip(first) {
        let (value, step) = (block[tables::ZIGZAG[n]], if n == 0 { steps.first } else { steps.rest });
        // a little towards zero: small coefficients cost more than they show
        let whole = (value.abs() + step * 3 / 8) / step;
        *level = (whole.min(2048) * value.signum()) as i16;
    }
    out
}

fn restore(levels: &[i16; 16], steps: Steps) -> [i32; 16] {
    let mut out = [0; 16];
    for (n, level) in levels.iter().enumerate() {
        out[tables::ZIGZAG[n]] = i32::from(*level) * if n == 0 { steps.first } else { steps.rest };
    }
    out
}
