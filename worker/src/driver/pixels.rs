//! Comparing pictures as npm's pixelmatch does: the distance of colours in YIQ, anti-aliased pixels left out.

use std::io::Cursor;

/// Largest picture in pixels.
const MOST_PIXELS: u64 = 100_000_000;
/// The largest distance that two colours can have.
const FARTHEST: f64 = 35_215.0;
/// What is left of the picture in the background of a difference.
const FADED: f64 = 0.1;

/// A picture in RGBA.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    rgba: Vec<u8>,
}

/// What a comparison found.
#[derive(Debug)]
pub struct Difference {
    /// Pixels that differ.
    pub pixels: u64,
    /// Of all pixels of the larger picture.
    pub of: u64,
    /// Differences in red, anti-aliased pixels in yellow, over a faded picture.
    pub picture: Picture,
}

impl Picture {
    /// Reads a PNG.
    ///
    /// # Errors
    /// A sentence: it is no PNG, or too large.
    pub fn read(png: &[u8]) -> Result<Self, String> {
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
        let mut reader = decoder.read_info().map_err(|e| format!("the picture is no PNG: {e}"))?;
        let (width, height) = (reader.info().width, reader.info().height);
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(format!("the picture has {width} × {height} pixels, which is too large"));
        }
        let size = reader.output_buffer_size().ok_or("the picture is too large")?;
        let mut bytes = vec![0; size];
        let info = reader.next_frame(&mut bytes).map_err(|e| format!("the picture cannot be read: {e}"))?;
        bytes.truncate(info.buffer_size());
        let rgba = match info.color_type {
            png::ColorType::Rgba => bytes,
            png::ColorType::GrayscaleAlpha => bytes.chunks_exact(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect(),
            png::ColorType::Grayscale | png::ColorType::Rgb | png::ColorType::Indexed => {
                return Err("the picture's colours are not understood".into());
            }
        };
        Ok(Self { width, height, rgba })
    }

    /// As a PNG.
    ///
    /// # Errors
    /// A sentence.
    pub fn png(&self) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().map_err(|e| e.to_string())?;
        writer.write_image_data(&self.rgba).map_err(|e| e.to_string())?;
        writer.finish().map_err(|e| e.to_string())?;
        Ok(out)
    }

    /// The same picture in a larger frame, the rest transparent.
    fn padded(&self, width: u32, height: u32) -> Self {
        if (self.width, self.height) == (width, height) {
            return self.clone();
        }
        let mut rgba = vec![0; width as usize * height as usize * 4];
        for y in 0..self.height.min(height) as usize {
            let (from, to) = (y * self.width as usize * 4, y * width as usize * 4);
            let row = self.width.min(width) as usize * 4;
            rgba[to..to + row].copy_from_slice(&self.rgba[from..from + row]);
        }
        Self { width, height, rgba }
    }

    fn pixel(&self, at: usize) -> [u8; 4] {
        [self.rgba[at], self.rgba[at + 1], self.rgba[at + 2], self.rgba[at + 3]]
    }

    /// Compares with another picture; pictures of different sizes are laid upon each other at the upper left corner.
    ///
    /// `threshold` is pixelmatch's, from 0 to 1.
    #[must_use]
    pub fn difference(&self, other: &Self, threshold: f64) -> Difference {
        let (width, height) = (self.width.max(other.width), self.height.max(other.height));
        let (a, b) = (self.padded(width, height), other.padded(width, height));
        let of = u64::from(width) * u64::from(height);
        let most = FARTHEST * threshold * threshold;
        let mut picture = Self { width, height, rgba: vec![255; a.rgba.len()] };
        let mut pixels = 0;
        for y in 0..height as usize {
            for x in 0..width as usize {
                let at = (y * width as usize + x) * 4;
                let (one, two) = (a.pixel(at), b.pixel(at));
                let colour = if one == two || delta(one, two, at, false).abs() <= most {
                    gray(one)
                } else if is_antialiased(&a, x, y, &b) || is_antialiased(&b, x, y, &a) {
                    [255, 255, 0, 255]
                } else {
                    pixels += 1;
                    [255, 0, 0, 255]
                };
                picture.rgba[at..at + 4].copy_from_slice(&colour);
            }
        }
        Difference { pixels, of, picture }
    }
}

/// A pixel of the background: gray, faded to white.
fn gray([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    let brightness = f64::from(r) * 0.298_895_31 + f64::from(g) * 0.586_622_47 + f64::from(b) * 0.114_482_23;
    let value = 255.0 + (brightness - 255.0) * FADED * f64::from(a) / 255.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 255")]
    let value = value as u8;
    [value, value, value, 255]
}

/// The distance of two colours in YIQ, or only of their brightness; negative when the second is darker. What shows
/// through is a checkerboard.
fn delta(one: [u8; 4], two: [u8; 4], at: usize, brightness_only: bool) -> f64 {
    let ([r1, g1, b1, a1], [r2, g2, b2, a2]) = (one.map(f64::from), two.map(f64::from));
    let (mut dr, mut dg, mut db) = (r1 - r2, g1 - g2, b1 - b2);
    let da = a1 - a2;
    if a1 < 255.0 || a2 < 255.0 {
        let square = |by: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as JavaScript's `| 0`")]
            let n = (at as f64 / by) as u64;
            48.0 + 159.0 * (n % 2) as f64
        };
        dr = (r1 * a1 - r2 * a2 - square(1.0) * da) / 255.0;
        dg = (g1 * a1 - g2 * a2 - square(1.618_033_988_749_895) * da) / 255.0;
        db = (b1 * a1 - b2 * a2 - square(2.618_033_988_749_895) * da) / 255.0;
    }
    let y = dr * 0.298_895_31 + dg * 0.586_622_47 + db * 0.114_482_23;
    if brightness_only {
        return y;
    }
    let i = dr * 0.595_977_99 - dg * 0.274_176_10 - db * 0.321_801_89;
    let q = dr * 0.211_470_17 - dg * 0.522_617_11 + db * 0.311_146_94;
    let delta = 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q;
    if y > 0.0 { -delta } else { delta }
}

/// The positions around a pixel, itself left out.
fn around(x: usize, y: usize, width: usize, height: usize) -> impl Iterator<Item = (usize, usize)> {
    let (right, bottom) = ((x + 1).min(width - 1), (y + 1).min(height - 1));
    (x.saturating_sub(1)..=right)
        .flat_map(move |nx| (y.saturating_sub(1)..=bottom).map(move |ny| (nx, ny)))
        .filter(move |at| *at != (x, y))
}

fn is_edge(x: usize, y: usize, width: usize, height: usize) -> bool {
    x == 0 || y == 0 || x == width - 1 || y == height - 1
}

/// Whether a pixel is likely a part of anti-aliasing (V. Vysniauskas, 2009).
fn is_antialiased(picture: &Picture, x: usize, y: usize, other: &Picture) -> bool {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let at = (y * width + x) * 4;
    let own = picture.pixel(at);
    let mut equal = u32::from(is_edge(x, y, width, height));
    let (mut min, mut max) = (0.0, 0.0);
    let (mut darkest, mut brightest) = ((0, 0), (0, 0));
    for (nx, ny) in around(x, y, width, height) {
        let difference = delta(own, picture.pixel((ny * width + nx) * 4), at, true);
        if difference == 0.0 {
            equal += 1;
            if equal > 2 {
                return false;
            }
        } else if difference < min {
            (min, darkest) = (difference, (nx, ny));
        } else if difference > max {
            (max, brightest) = (difference, (nx, ny));
        }
    }
    if min == 0.0 || max == 0.0 {
        return false;
    }
    let plain = |(x, y): (usize, usize)| has_siblings(picture, x, y) && has_siblings(other, x, y);
    plain(darkest) || plain(brightest)
}

/// Three or more neighbours of the same colour.
fn has_siblings(picture: &Picture, x: usize, y: usize) -> bool {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let own = picture.pixel((y * width + x) * 4);
    let same = around(x, y, width, height).filter(|(nx, ny)| picture.pixel((ny * width + nx) * 4) == own).count();
    same + usize::from(is_edge(x, y, width, height)) > 2
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn fixture(name: &str) -> Picture {
        let path = format!("tests/pixels/{name}.png");
        Picture::read(&std::fs::read(path).unwrap()).unwrap()
    }

    #[test]
    fn differences_are_counted_as_by_npms_pixelmatch() {
        let counts = std::fs::read("tests/pixels/counts.json").unwrap();
        let counts: serde_json::Value = serde_json::from_slice(&counts).unwrap();
        let cases = counts.as_array().unwrap();
        assert!(cases.len() >= 6);
        for case in cases {
            let name = |key: &str| case[key].as_str().unwrap();
            let threshold = case["threshold"].as_f64().unwrap();
            let found = fixture(name("one")).difference(&fixture(name("two")), threshold);
            assert_eq!(found.pixels, case["pixels"].as_u64().unwrap(), "{case}");
        }
    }

    #[test]
    fn a_picture_survives_its_own_png_and_pictures_of_other_sizes_differ_where_one_ends() {
        let picture = fixture("a");
        assert_eq!(Picture::read(&picture.png().unwrap()).unwrap(), picture);
        let taller = picture.padded(picture.width, picture.height + 10);
        let found = picture.difference(&taller, 0.2);
        assert_eq!(found.of, u64::from(picture.width) * u64::from(picture.height + 10));
        assert!(Picture::read(b"no picture").is_err());
    }
}
