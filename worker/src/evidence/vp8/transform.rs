//! The two transforms of VP8 (RFC 6386, section 14), there and back.
//!
//! The way back must give exactly what every decoder gives; the way there is ours to choose.

/// A 4 × 4 block, row by row.
pub type Block = [i32; 16];

/// Differences of pixels to coefficients.
pub fn forward(block: &Block) -> Block {
    let mut rows = [0; 16];
    for (from, to) in block.chunks_exact(4).zip(rows.chunks_exact_mut(4)) {
        let (a, b) = ((from[0] + from[3]) * 8, (from[1] + from[2]) * 8);
        let (c, d) = ((from[1] - from[2]) * 8, (from[0] - from[3]) * 8);
        to[0] = a + b;
        to[2] = a - b;
        to[1] = (c * 2217 + d * 5352 + 14_500) >> 12;
        to[3] = (d * 2217 - c * 5352 + 7_500) >> 12;
    }
    let mut out = [0; 16];
    for i in 0..4 {
        let (a, b) = (rows[i] + rows[12 + i], rows[4 + i] + rows[8 + i]);
        let (c, d) = (rows[4 + i] - rows[8 + i], rows[i] - rows[12 + i]);
        out[i] = (a + b + 7) >> 4;
        out[8 + i] = (a - b + 7) >> 4;
        out[4 + i] = ((c * 2217 + d * 5352 + 12_000) >> 16) + i32::from(d != 0);
        out[12 + i] = (d * 2217 - c * 5352 + 51_000) >> 16;
    }
    out
}

/// Coefficients to differences of pixels.
pub fn backward(block: &Block) -> Block {
    let more = |x: i32| x + ((x * 20_091) >> 16);
    let less = |x: i32| (x * 35_468) >> 16;
    let mut columns = [0; 16];
    for i in 0..4 {
        let (a, b) = (block[i] + block[8 + i], block[i] - block[8 + i]);
        let c = less(block[4 + i]) - more(block[12 + i]);
        let d = more(block[4 + i]) + less(block[12 + i]);
        columns[i] = a + d;
        columns[12 + i] = a - d;
        columns[4 + i] = b + c;
        columns[8 + i] = b - c;
    }
    let mut out = [0; 16];
    for (from, to) in columns.chunks_exact(4).zip(out.chunks_exact_mut(4)) {
        let (a, b) = (from[0] + from[2], from[0] - from[2]);
        let c = less(from[1]) - more(from[3]);
        let d = more(from[1]) + less(from[3]);
        to[0] = (a + d + 4) >> 3;
        to[3] = (a - d + 4) >> 3;
        to[1] = (b + c + 4) >> 3;
        to[2] = (b - c + 4) >> 3;
    }
    out
}

/// The first coefficients of sixteen blocks to coefficients of their own.
pub fn forward_second(block: &Block) -> Block {
    let mut rows = [0; 16];
    for (from, to) in block.chunks_exact(4).zip(rows.chunks_exact_mut(4)) {
        let (a, d) = ((from[0] + from[2]) * 4, (from[1] + from[3]) * 4);
        let (c, b) = ((from[1] - from[3]) * 4, (from[0] - from[2]) * 4);
        to[0] = a + d + i32::from(a != 0);
        to[1] = b + c;
        to[2] = b - c;
        to[3] = a - d;
    }
    let mut out = [0; 16];
    for i in 0..4 {
        let (a, d) = (rows[i] + rows[8 + i], rows[4 + i] + rows[12 + i]);
        let (c, b) = (rows[4 + i] - rows[12 + i], rows[i] - rows[8 + i]);
        for (at, sum) in [(0, a + d), (4, b + c), (8, b - c), (12, a - d)] {
            out[at + i] = (sum + i32::from(sum < 0) + 3) >> 3;
        }
    }
    out
}

/// And back.
pub fn backward_second(block: &Block) -> Block {
    let mut columns = [0; 16];
    for i in 0..4 {
        let (a, b) = (block[i] + block[12 + i], block[4 + i] + block[8 + i]);
        let (c, d) = (block[4 + i] - block[8 + i], block[i] - block[12 + i]);
        columns[i] = a + b;
        columns[4 + i] = c + d;
        columns[8 + i] = a - b;
        columns[12 + i] = d - c;
    }
    let mut out = [0; 16];
    for (from, to) in columns.chunks_exact(4).zip(out.chunks_exact_mut(4)) {
        let (a, b) = (from[0] + from[3], from[1] + from[2]);
        let (c, d) = (from[1] - from[2], from[0] - from[3]);
        to[0] = (a + b + 3) >> 3;
        to[1] = (c + d + 3) >> 3;
        to[2] = (a - b + 3) >> 3;
        to[3] = (d - c + 3) >> 3;
    }
    out
}
