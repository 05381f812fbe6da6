//! A film out of single pictures: WebM with VP8.

use std::time::Duration;

use super::{
    vp8::{Encoder, Picture},
    webm::Webm,
};

/// As of other films: text stays readable, a still screen costs nothing.
const QUANTISER: usize = 28;

/// One picture, three bytes a pixel: red, green, blue.
pub struct Still<'p> {
    pub width: u32,
    pub height: u32,
    pub rgb: &'p [u8],
}

/// A film in the making; it is as large as its first picture.
pub struct Stills {
    most_bytes: u64,
    making: Option<(Encoder, Webm)>,
    size: (usize, usize),
    last: Option<Picture>,
}

impl Stills {
    /// An empty film that will have about `most_bytes` at most.
    pub fn new(most_bytes: u64) -> Self {
        Self { most_bytes, making: None, size: (0, 0), last: None }
    }

    /// Shows a picture from `at` on; times must grow. A film that is large enough takes no more.
    pub fn add(&mut self, still: &Still<'_>, at: Duration) {
        let (width, height) = (still.width as usize, still.height as usize);
        if width == 0 || height == 0 || still.rgb.len() != width * height * 3 {
            return;
        }
        if self.making.is_none() {
            self.size = (width, height);
        }
        let size = self.size;
        let (encoder, webm) = self.making.get_or_insert_with(|| (Encoder::new(QUANTISER), Webm::new(size.0, size.1)));
        if webm.len() as u64 > self.most_bytes {
            return;
        }
        let mut picture = Picture::black(size.0, size.1);
        picture.draw(&ycc(still.rgb), width, height);
        let at = u64::try_from(at.as_millis()).unwrap_or(u64::MAX);
        webm.add(at, &encoder.encode(picture.clone(), webm.wants_key(at)));
        self.last = Some(picture);
    }

    /// The film, whose last picture stays until `end`; `None` when there is nothing to be seen.
    pub fn finish(self, end: Duration) -> Option<Vec<u8>> {
        let (mut encoder, mut webm) = self.making?;
        let end = u64::try_from(end.as_millis()).unwrap_or(u64::MAX - 1);
        webm.add(end, &encoder.encode(self.last?, false));
        Some(webm.finish(end + 1, "Flowtilla", &[]))
    }
}

/// Brightness and colour of full range, as JPEG has them.
fn ycc(rgb: &[u8]) -> Vec<u8> {
    let mut samples = Vec::with_capacity(rgb.len());
    for pixel in rgb.chunks_exact(3) {
        let [red, green, blue] = [0, 1, 2].map(|at| i32::from(pixel[at]));
        // sixteen bits behind the point, as in JFIF
        let bright = (19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >> 16;
        let bluish = ((-11_059 * red - 21_709 * green + 32_768 * blue + 32_768) >> 16) + 128;
        let reddish = ((32_768 * red - 27_439 * green - 5_329 * blue + 32_768) >> 16) + 128;
        samples.extend([bright, bluish, reddish].map(|sample| u8::try_from(sample.clamp(0, 255)).unwrap_or(0)));
    }
    samples
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn colours_are_those_of_jfif() {
        assert_eq!(ycc(&[255, 255, 255, 0, 0, 0, 255, 0, 0]), [255, 128, 128, 0, 128, 128, 76, 85, 255]);
    }

    #[test]
    fn pictures_become_a_film_and_none_become_none() {
        assert!(Stills::new(1 << 20).finish(Duration::ZERO).is_none());
        let mut stills = Stills::new(1 << 20);
        for (at, shade) in [(0, 0), (500, 120), (1_000, 240)] {
            let rgb = vec![shade; 64 * 48 * 3];
            stills.add(&Still { width: 64, height: 48, rgb: &rgb }, Duration::from_millis(at));
        }
        // one of another size is cut, one that is broken is left out
        stills.add(&Still { width: 8, height: 8, rgb: &[9; 192] }, Duration::from_millis(1_500));
        stills.add(&Still { width: 8, height: 8, rgb: &[9; 3] }, Duration::from_millis(1_600));
        let film = stills.finish(Duration::from_secs(3)).unwrap();
        assert!(film.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]), "no Matroska");
    }
}
