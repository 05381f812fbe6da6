//! WebM files: one VP8 track, in clusters that a player can jump to.

use super::vp8::Frame;

/// Milliseconds that one cluster spans at most; times within it are 16 bits wide.
const CLUSTER_MS: u64 = 10_000;

/// Writes one file, in memory: encoded frames are small.
pub struct Webm {
    size: (usize, usize),
    clusters: Vec<u8>,
    cluster: Vec<u8>,
    cluster_at: u64,
    /// Time and place of every cluster that begins with a key frame.
    cues: Vec<(u64, usize)>,
    last_ms: u64,
}

impl Webm {
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            size: (width, height),
            clusters: Vec::new(),
            cluster: Vec::new(),
            cluster_at: 0,
            cues: Vec::new(),
            last_ms: 0,
        }
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.clusters.len() + self.cluster.len()
    }

    /// Whether the next frame should be a key frame, so that a player may begin there.
    pub fn wants_key(&self, at_ms: u64) -> bool {
        self.cluster.is_empty() || at_ms >= self.cluster_at + CLUSTER_MS
    }

    /// Adds a frame that is to be seen from `at_ms` on.
    pub fn add(&mut self, at_ms: u64, frame: &Frame) {
        if self.cluster.is_empty() || frame.key || at_ms > self.cluster_at + 30_000 {
            self.end_cluster();
            self.cluster_at = at_ms;
            if frame.key {
                self.cues.push((at_ms, self.clusters.len()));
            }
            self.cluster = element(&[0xe7], &number(at_ms));
        }
        let mut block = vec![0x81]; // track 1
        block.extend(u16::try_from(at_ms - self.cluster_at).unwrap_or(u16::MAX).to_be_bytes());
        block.push(if frame.key { 0x80 } else { 0 });
        block.extend_from_slice(&frame.bytes);
        self.cluster.extend(element(&[0xa3], &block));
        self.last_ms = at_ms;
    }

    fn end_cluster(&mut self) {
        if !self.cluster.is_empty() {
            self.clusters.extend(element(&[0x1f, 0x43, 0xb6, 0x75], &self.cluster));
            self.cluster.clear();
        }
    }

    /// The file; it plays until `end_ms`. `chapters` are moments and what begins there, in order.
    pub fn finish(mut self, end_ms: u64, made_by: &str, chapters: &[(u64, &str)]) -> Vec<u8> {
        self.end_cluster();
        let header = element(
            &[0x1a, 0x45, 0xdf, 0xa3],
            &[
                element(&[0x42, 0x86], &[1]),
                element(&[0x42, 0xf7], &[1]),
                element(&[0x42, 0xf2], &[4]),
                element(&[0x42, 0xf3], &[8]),
                element(&[0x42, 0x82], b"webm"),
                element(&[0x42, 0x87], &[4]),
                element(&[0x42, 0x85], &[2]),
            ]
            .concat(),
        );
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of a video")]
        let duration = end_ms.max(self.last_ms + 1) as f64;
        let info = element(
            &[0x15, 0x49, 0xa9, 0x66],
            &[
                element(&[0x2a, 0xd7, 0xb1], &number(1_000_000)), // a millisecond in nanoseconds
                element(&[0x44, 0x89], &duration.to_be_bytes()),
                element(&[0x4d, 0x80], made_by.as_bytes()),
                element(&[0x57, 0x41], made_by.as_bytes()),
            ]
            .concat(),
        );
        let (width, height) = (self.size.0 as u64, self.size.1 as u64);
        let video = element(&[0xe0], &[element(&[0xb0], &number(width)), element(&[0xba], &number(height))].concat());
        let track = [
            element(&[0xd7], &[1]),
            element(&[0x73, 0xc5], &[1]),
            element(&[0x9c], &[0]),
            element(&[0x83], &[1]),
            element(&[0x86], b"V_VP8"),
            video,
        ];
        let tracks = element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &track.concat()));
        // the cues stand before the clusters, so that a player knows at once where to jump; their size depends on places
        // that depend on their size, so every number has eight bytes
        let cue_length = |count: usize| self.cues_of(count, 0).len();
        let chapters = chapters_of(chapters);
        let before = info.len() + tracks.len() + chapters.len() + cue_length(self.cues.len());
        let cues = self.cues_of(self.cues.len(), before as u64);
        let segment = element(&[0x18, 0x53, 0x80, 0x67], &[info, tracks, chapters, cues, self.clusters].concat());
        [header, segment].concat()
    }

    fn cues_of(&self, count: usize, before: u64) -> Vec<u8> {
        let points = self.cues.iter().take(count).flat_map(|(at_ms, place)| {
            let position = [element(&[0xf7], &[1]), element(&[0xf1], &(before + *place as u64).to_be_bytes())].concat();
            element(&[0xbb], &[element(&[0xb3], &at_ms.to_be_bytes()), element(&[0xb7], &position)].concat())
        });
        element(&[0x1c, 0x53, 0xbb, 0x6b], &points.collect::<Vec<u8>>())
    }
}

/// Where players may jump to; nothing when there is no chapter.
fn chapters_of(chapters: &[(u64, &str)]) -> Vec<u8> {
    if chapters.is_empty() {
        return Vec::new();
    }
    let atoms = chapters.iter().zip(1u64..).flat_map(|((at_ms, title), number_of)| {
        let shown = [element(&[0x85], title.as_bytes()), element(&[0x43, 0x7c], b"und")].concat();
        let atom = [
            element(&[0x73, 0xc4], &number(number_of)),
            element(&[0x91], &number(at_ms * 1_000_000)), // nanoseconds
            element(&[0x80], &shown),
        ];
        element(&[0xb6], &atom.concat())
    });
    let edition = element(&[0x45, 0xb9], &atoms.collect::<Vec<u8>>());
    element(&[0x10, 0x43, 0xa7, 0x70], &edition)
}

/// An element: its id, its size (always written in eight bytes), its content.
fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(id.len() + 8 + content.len());
    out.extend_from_slice(id);
    out.extend((content.len() as u64 | 1 << 56).to_be_bytes());
    out.extend_from_slice(content);
    out
}

fn number(value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let zeros = bytes.iter().take(7).take_while(|byte| **byte == 0).count();
    bytes[zeros..].to_vec()
}
