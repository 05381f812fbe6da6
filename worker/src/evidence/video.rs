//! A film out of frames: JPEG pictures in, WebM with VP8 out.

use std::{io::Cursor, time::Instant};

use zune_jpeg::{
    JpegDecoder,
    zune_core::{colorspace::ColorSpace, options::DecoderOptions},
};

use super::{
    spool::Spool,
    vp8::{Encoder, Picture},
    webm::Webm,
};

/// The quantiser: text stays readable, a still page costs nothing.
const QUANTISER: usize = 28;
/// Longest side of the film in pixels.
const LONGEST_SIDE: usize = 1920;

/// The film of all frames until `end`, at most about `most` bytes large, with marks for players to jump to. None: there is
/// nothing to be seen.
pub fn film(spool: &Spool, end: Instant, most: u64, chapters: &[(Instant, String)]) -> Option<Vec<u8>> {
    let frames = spool.frames();
    let start = frames.first()?.at;
    let (width, height) = size(spool)?;
    let ms = |at: Instant| u64::try_from(at.saturating_duration_since(start).as_millis()).unwrap_or(u64::MAX);
    let mut encoder = Encoder::new(QUANTISER);
    let mut webm = Webm::new(width, height);
    let mut shown: Option<Picture> = None;
    for (n, frame) in frames.iter().enumerate() {
        if webm.len() as u64 > most {
            tracing::info!("A film is cut off: it would have more bytes than an artifact may");
            break;
        }
        let Some(pixels) = spool.read(n).ok().and_then(|jpeg| decode(&jpeg)) else { continue };
        let mut picture = Picture::black(width, height);
        picture.draw(&pixels.samples, pixels.width, pixels.height);
        let at = ms(frame.at);
        webm.add(at, &encoder.encode(picture.clone(), webm.wants_key(at)));
        shown = Some(picture);
    }
    let end = ms(end);
    // players show a frame until the next one begins: one more makes the last one stay
    if let Some(last) = shown
        && end > ms(frames.last()?.at) + 1
    {
        webm.add(end, &encoder.encode(last, false));
    }
    let chapters: Vec<(u64, &str)> = chapters.iter().map(|(at, title)| (ms(*at), title.as_str())).collect();
    (webm.len() > 0).then(|| webm.finish(end + 1, "Flowtilla", &chapters))
}

/// As large as the largest of the frames.
fn size(spool: &Spool) -> Option<(usize, usize)> {
    let mut known: Vec<(u32, u32)> = Vec::new();
    let mut largest = None;
    for (n, frame) in spool.frames().iter().enumerate() {
        if known.contains(&(frame.width, frame.height)) {
            continue;
        }
        known.push((frame.width, frame.height));
        let Some(pixels) = spool.read(n).ok().and_then(|jpeg| decode(&jpeg)) else { continue };
        let (width, height) = largest.unwrap_or((0, 0));
        largest = Some((pixels.width.max(width), pixels.height.max(height)));
    }
    largest.map(|(width, height)| (width.min(LONGEST_SIDE), height.min(LONGEST_SIDE)))
}

/// Brightness and colour, interleaved.
struct Pixels {
    width: usize,
    height: usize,
    samples: Vec<u8>,
}

fn decode(jpeg: &[u8]) -> Option<Pixels> {
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(ColorSpace::YCbCr)
        .set_max_width(LONGEST_SIDE * 4)
        .set_max_height(LONGEST_SIDE * 4);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(jpeg), options);
    let samples = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    (samples.len() == width * height * 3).then_some(Pixels { width, height, samples })
}
