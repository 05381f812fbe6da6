//! A VNC client of few words.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use flowtilla_shared::{domain::rfb::InputFilter, door::Passage};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// One connection.
pub struct Viewer {
    pub passage: Box<dyn Passage>,
    filter: InputFilter,
}

impl Viewer {
    /// Comes in, and asks for pixels as they are.
    pub async fn new(mut passage: Box<dyn Passage>) -> Self {
        let mut hello = [0; 12];
        passage.read_exact(&mut hello).await.unwrap();
        assert!(hello.starts_with(b"RFB 003.008"));
        let mut viewer = Self { passage, filter: InputFilter::default() };
        viewer.say(b"RFB 003.008\n", false).await;
        let mut offered = [0; 2];
        viewer.passage.read_exact(&mut offered).await.unwrap();
        assert_eq!(offered, [1, 1], "another kind of security than none");
        viewer.say(&[1], false).await;
        assert_eq!(viewer.passage.read_u32().await.unwrap(), 0);
        viewer.say(&[1], false).await;
        let mut about = [0; 24];
        viewer.passage.read_exact(&mut about).await.unwrap();
        assert_eq!(about[..4], [5, 0, 3, 32], "1280×800");
        let name = u32::from_be_bytes([about[20], about[21], about[22], about[23]]);
        let mut rest = vec![0; name as usize];
        viewer.passage.read_exact(&mut rest).await.unwrap();
        viewer.say(&[2, 0, 0, 1, 0, 0, 0, 0], false).await;
        viewer
    }

    pub async fn say(&mut self, bytes: &[u8], may_control: bool) {
        let passed = self.filter.pass(bytes, may_control).unwrap();
        self.passage.write_all(&passed).await.unwrap();
    }

    /// The colours of the upper left corner. What was said before has been obeyed then.
    pub async fn look(&mut self) -> Vec<u8> {
        self.say(&[3, 0, 0, 0, 0, 0, 0, 16, 0, 16], false).await;
        self.update().await
    }

    /// The colours of the next update.
    pub async fn update(&mut self) -> Vec<u8> {
        loop {
            match self.passage.read_u8().await.unwrap() {
                0 => break,
                2 => {} // a bell
                3 => {
                    let mut about = [0; 7];
                    self.passage.read_exact(&mut about).await.unwrap();
                    let length = u32::from_be_bytes([about[3], about[4], about[5], about[6]]);
                    self.passage.read_exact(&mut vec![0; length as usize]).await.unwrap();
                }
                other => panic!("message {other} of the server"),
            }
        }
        self.passage.read_u8().await.unwrap();
        let mut pixels = Vec::new();
        for _ in 0..self.passage.read_u16().await.unwrap() {
            let mut about = [0; 12];
            self.passage.read_exact(&mut about).await.unwrap();
            let size = |at: usize| usize::from(u16::from_be_bytes([about[at], about[at + 1]]));
            assert_eq!(about[8..], [0; 4], "another encoding than the one asked for");
            let mut piece = vec![0; size(4) * size(6) * 4];
            self.passage.read_exact(&mut piece).await.unwrap();
            pixels.extend(piece);
        }
        pixels
    }
}
