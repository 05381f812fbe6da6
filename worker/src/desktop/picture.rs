//! Pictures: pixels of the screen, cut, scaled and encoded.

use super::{Action, Error, Point, Zone};

/// Pixels of a picture that is read.
const MOST_PIXELS: u64 = 3840 * 2160;

/// Pixels, three bytes each: red, green, blue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub pixels: Vec<u8>,
}

/// How large the screen is, and how large it is shown to a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub screen: (u32, u32),
    pub shown: (u32, u32),
}

impl Shown {
    /// The largest size of the same shape within `edge` pixels and `tokens` patches of 28×28 pixels; never larger than the
    /// screen. (Models read 1568 and 1568, newer ones 2576 and 4784; 1280×800 fits all of them.)
    #[must_use]
    pub fn fit(screen: (u32, u32), edge: u32, tokens: u32) -> Self {
        let (width, height) = (f64::from(screen.0), f64::from(screen.1));
        let mut factor = (f64::from(edge) / width.max(height)).min(1.0);
        let size = |factor: f64| (round(width * factor), round(height * factor));
        while factor > 0.01 {
            let (w, h) = size(factor);
            if w.div_ceil(28) * h.div_ceil(28) <= tokens {
                break;
            }
            factor -= 0.002;
        }
        Self { screen, shown: if factor >= 1.0 { screen } else { size(factor) } }
    }

    /// As it is.
    #[must_use]
    pub fn plain(screen: (u32, u32)) -> Self {
        Self { screen, shown: screen }
    }

    /// The place on the screen that a place in the picture means.
    ///
    /// # Errors
    /// A sentence when it is outside the picture; it is never moved into it.
    pub fn place(&self, point: Point) -> Result<Point, Error> {
        let (width, height) = self.shown;
        if point.x < 0 || point.y < 0 || point.x.cast_unsigned() >= width || point.y.cast_unsigned() >= height {
            return Err(Error::refused(format!(
                "The place ({}, {}) is outside the screenshot, which has {width}×{height} pixels.",
                point.x, point.y
            )));
        }
        let scale = |at: i32, from: u32, to: u32| {
            let middle = (f64::from(at) + 0.5) * f64::from(to) / f64::from(from);
            round_down(middle).min(i32::try_from(to).unwrap_or(i32::MAX) - 1)
        };
        Ok(Point { x: scale(point.x, width, self.screen.0), y: scale(point.y, height, self.screen.1) })
    }

    /// The place in the picture of a place on the screen.
    #[must_use]
    pub fn back(&self, point: Point) -> Point {
        let scale = |at: i32, from: u32, to: u32| round_down(f64::from(at) * f64::from(to) / f64::from(from));
        Point { x: scale(point.x, self.screen.0, self.shown.0), y: scale(point.y, self.screen.1, self.shown.1) }
    }

    /// The part of the screen that a part of the picture means.
    ///
    /// # Errors
    /// A sentence when it is empty or outside.
    pub fn zone(&self, zone: Zone) -> Result<Zone, Error> {
        let Zone { x0, y0, x1, y1 } = zone;
        let (width, height) = self.shown;
        let inside = |at: i32, most: u32| at >= 0 && at.cast_unsigned() <= most;
        if x0 >= x1
            || y0 >= y1
            || !inside(x0, width)
            || !inside(x1, width)
            || !inside(y0, height)
            || !inside(y1, height)
        {
            return Err(Error::refused(format!(
                "The region [{x0}, {y0}, {x1}, {y1}] is empty or outside the screenshot, which has {width}×{height} pixels."
            )));
        }
        let scale = |at: i32, from: u32, to: u32| round_down(f64::from(at) * f64::from(to) / f64::from(from));
        let (x, y) = (|at| scale(at, width, self.screen.0), |at| scale(at, height, self.screen.1));
        let (x0, y0) = (x(x0), y(y0));
        Ok(Zone { x0, y0, x1: x(x1).max(x0 + 1), y1: y(y1).max(y0 + 1) })
    }

    /// Checks every place that an action names.
    ///
    /// # Errors
    /// As [`Shown::place`] and [`Shown::zone`].
    pub fn check(&self, action: &Action) -> Result<(), Error> {
        for place in action.places() {
            self.place(place)?;
        }
        if let Action::Zoom { region } = action {
            self.zone(*region)?;
        }
        Ok(())
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes of screens are small and positive")]
fn round(number: f64) -> u32 {
    (number.round() as u32).max(1)
}

#[expect(clippy::cast_possible_truncation, reason = "places on screens are small")]
fn round_down(number: f64) -> i32 {
    number.floor() as i32
}

impl Picture {
    /// Reads a PNG with eight bits a channel and at most `MOST_PIXELS` pixels.
    ///
    /// # Errors
    /// When it is no such picture.
    pub fn read(png: &[u8]) -> Result<Self, Error> {
        let wrong = |e: &dyn std::fmt::Display| Error::gone(format!("The picture cannot be read: {e}"));
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(|e| wrong(&e))?;
        let (width, height) = reader.info().size();
        let bytes = reader.output_buffer_size().filter(|_| u64::from(width) * u64::from(height) <= MOST_PIXELS);
        let mut raw = vec![0; bytes.ok_or_else(|| wrong(&"it is too large"))?];
        reader.next_frame(&mut raw).map_err(|e| wrong(&e))?;
        let channels = match reader.output_color_type().0 {
            png::ColorType::Rgb => 3,
            png::ColorType::Rgba => 4,
            png::ColorType::Grayscale | png::ColorType::GrayscaleAlpha | png::ColorType::Indexed => {
                return Err(wrong(&"it has no colours"));
            }
        };
        let pixels = raw.chunks_exact(channels).flat_map(|pixel| pixel.iter().take(3).copied()).collect();
        Ok(Self { width, height, pixels })
    }

    /// A PNG: lossless, quick to make.
    ///
    /// # Errors
    /// When the picture has no pixels.
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(self.pixels.len() / 16);
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().map_err(Error::gone)?;
        writer.write_image_data(&self.pixels).map_err(Error::gone)?;
        writer.finish().map_err(Error::gone)?;
        Ok(bytes)
    }

    /// One colour.
    #[must_use]
    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let place = (y as usize * self.width as usize + x as usize) * 3;
        match self.pixels.get(place..place + 3) {
            Some([r, g, b]) => [*r, *g, *b],
            Some(_) | None => [0; 3],
        }
    }

    /// The part between two corners; what is outside is left out.
    #[must_use]
    pub fn cut(&self, zone: Zone) -> Self {
        let bound = |at: i32, most: u32| at.max(0).cast_unsigned().min(most);
        let (x0, x1) = (bound(zone.x0, self.width), bound(zone.x1, self.width));
        let (y0, y1) = (bound(zone.y0, self.height), bound(zone.y1, self.height));
        let mut pixels = Vec::with_capacity((x1 - x0) as usize * (y1 - y0) as usize * 3);
        for y in y0..y1 {
            let row = y as usize * self.width as usize;
            pixels.extend_from_slice(&self.pixels[(row + x0 as usize) * 3..(row + x1 as usize) * 3]);
        }
        Self { width: x1 - x0, height: y1 - y0, pixels }
    }

    /// The same at another size: smaller by the mean of what is covered, larger by the mean of the nearest.
    #[must_use]
    pub fn resized(&self, width: u32, height: u32) -> Self {
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        let columns = weights(self.width, width);
        let rows = weights(self.height, height);
        let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
        for row in &rows {
            for column in &columns {
                let mut sum = [0.0_f32; 3];
                for (y, down) in row {
                    for (x, across) in column {
                        let colour = self.at(*x, *y);
                        for (sum, part) in sum.iter_mut().zip(colour) {
                            *sum += f32::from(part) * down * across;
                        }
                    }
                }
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of bytes is one")]
                pixels.extend(sum.map(|part| part.round().clamp(0.0, 255.0) as u8));
            }
        }
        Self { width, height, pixels }
    }

    /// A part of it as large as fits into `most`, in its own shape.
    #[must_use]
    pub fn zoomed(&self, zone: Zone, most: (u32, u32)) -> Self {
        let part = self.cut(zone);
        let factor = (f64::from(most.0) / f64::from(part.width)).min(f64::from(most.1) / f64::from(part.height));
        part.resized(round(f64::from(part.width) * factor), round(f64::from(part.height) * factor))
    }
}

/// For every place of the new line: which places of the old one count, and how much.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of screens are small"
)]
fn weights(old: u32, new: u32) -> Vec<Vec<(u32, f32)>> {
    let ratio = old as f32 / new as f32;
    let place = |at: u32| {
        if ratio > 1.0 {
            let (from, to) = (at as f32 * ratio, (at + 1) as f32 * ratio);
            let last = (to.ceil() as u32).min(old);
            let parts = (from as u32..last).map(|x| (x, ((x + 1) as f32).min(to) - (x as f32).max(from)));
            parts.map(|(x, covered)| (x, covered / ratio)).collect()
        } else {
            let middle = ((at as f32 + 0.5) * ratio - 0.5).clamp(0.0, (old - 1) as f32);
            let (left, part) = (middle as u32, middle.fract());
            vec![(left, 1.0 - part), ((left + 1).min(old - 1), part)]
        }
    };
    (0..new).map(place).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn screens_are_shown_as_the_published_rule_says() {
        assert_eq!(Shown::fit((1280, 800), 1568, 1568).shown, (1280, 800));
        let (width, height) = Shown::fit((1920, 1080), 1568, 1568).shown;
        assert!((1440..=1470).contains(&width) && width.div_ceil(28) * height.div_ceil(28) <= 1568, "{width}×{height}");
        assert_eq!(Shown::fit((1920, 1080), 2576, 4784).shown, (1920, 1080));
    }

    #[test]
    fn places_are_scaled_and_never_moved_into_the_picture() {
        let shown = Shown { screen: (2000, 1000), shown: (1000, 500) };
        assert_eq!(shown.place(Point { x: 0, y: 0 }).unwrap(), Point { x: 1, y: 1 });
        assert_eq!(shown.place(Point { x: 999, y: 499 }).unwrap(), Point { x: 1999, y: 999 });
        for outside in [Point { x: 1000, y: 0 }, Point { x: 0, y: 500 }, Point { x: -1, y: 3 }] {
            assert!(shown.place(outside).is_err(), "{outside:?} was taken");
        }
        assert!(shown.zone(Zone { x0: 5, y0: 5, x1: 5, y1: 9 }).is_err());
        assert_eq!(shown.zone(Zone { x0: 0, y0: 0, x1: 1000, y1: 500 }).unwrap().x1, 2000);
    }

    #[test]
    fn a_picture_keeps_its_mean_when_it_is_scaled() {
        let pixels = (0..8 * 4).flat_map(|n| [u8::try_from(n * 8).unwrap(); 3]).collect();
        let picture = Picture { width: 8, height: 4, pixels };
        let mean =
            |p: &Picture| p.pixels.iter().map(|b| u32::from(*b)).sum::<u32>() / u32::try_from(p.pixels.len()).unwrap();
        for size in [(4, 2), (3, 3), (16, 8)] {
            let scaled = picture.resized(size.0, size.1);
            assert_eq!((scaled.width, scaled.height), size);
            assert!(mean(&scaled).abs_diff(mean(&picture)) <= 2, "{size:?}");
        }
        let zoomed = picture.zoomed(Zone { x0: 0, y0: 0, x1: 4, y1: 1 }, (40, 40));
        assert_eq!((zoomed.width, zoomed.height), (40, 10));
    }
}
