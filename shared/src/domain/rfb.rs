//! What a VNC client says, taken apart far enough to know which of it is input.
//!
//! A filter stands between a client and a VNC server that asks for no password. It lets through whatever is needed to look, and,
//! unless this client may control, drops keys, pointer, clipboard and changes of the screen's size. Whether it may is asked
//! anew for every message, so control can be given and taken while the connection lasts; what was held down when it is taken can
//! be let go of.
//!
//! Client and server must agree on where a message ends, or input could be hidden in something else: only versions and extensions
//! are let through in which this is so.

use std::collections::BTreeMap;

/// Largest clipboard that a client may send, in bytes.
const MAX_TEXT: usize = 1 << 20;
/// Encodings that a client may name.
const MAX_ENCODINGS: usize = 256;
/// Screens in a change of the screen's size.
const MAX_SCREENS: usize = 16;
/// Keys that are remembered as held down.
const MAX_HELD: usize = 64;
/// An extension that makes pointer messages longer once the server knows it: it does not get to know.
const LONG_POINTER: i32 = -316;

/// What the client's bytes are at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// `RFB 003.008\n`
    Version,
    /// The kind of security; only "none" is offered.
    Security,
    /// Whether others may look too.
    Init,
    Messages,
}

/// The state of one connection.
#[derive(Debug)]
pub struct InputFilter {
    phase: Phase,
    /// The beginning of a message whose end has not come yet.
    held: Vec<u8>,
    dropped: u64,
    /// Input was passed on since this was last asked.
    moved: bool,
    /// Keys that are down, by their symbol, with the message that lets go of each.
    keys: BTreeMap<[u8; 4], Vec<u8>>,
    /// The message that lets go of the buttons, while one is down.
    buttons: Option<[u8; 6]>,
}

/// The client's bytes are no RFB as we know it: the connection must end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the VNC client sent what is not understood: {0}")]
pub struct NotRfb(&'static str);

impl Default for InputFilter {
    fn default() -> Self {
        Self { phase: Phase::Version, held: Vec::new(), dropped: 0, moved: false, keys: BTreeMap::new(), buttons: None }
    }
}

impl InputFilter {
    /// Messages that were dropped so far.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Takes bytes of the client and returns those that the server gets. Whole messages only: a piece of one is kept until
    /// its end comes.
    ///
    /// # Errors
    /// [`NotRfb`]; nothing of the connection may be used after that.
    pub fn pass(&mut self, bytes: &[u8], may_control: bool) -> Result<Vec<u8>, NotRfb> {
        self.held.extend_from_slice(bytes);
        let (mut out, mut used) = (Vec::with_capacity(bytes.len()), 0);
        loop {
            let rest = &self.held[used..];
            let Some((length, is_input)) = self.next(rest)? else { break };
            if rest.len() < length {
                break;
            }
            if is_input && !may_control {
                self.dropped += 1;
            } else {
                self.moved |= is_input;
                let whole = rest[..length].to_vec();
                if self.phase == Phase::Messages {
                    self.note(&whole);
                    out.extend(without_long_pointer(whole));
                } else {
                    out.extend(whole);
                }
            }
            used += length;
            self.phase = match self.phase {
                Phase::Version => Phase::Security,
                Phase::Security => Phase::Init,
                Phase::Init | Phase::Messages => Phase::Messages,
            };
        }
        self.held.drain(..used);
        Ok(out)
    }

    /// Whether input was passed on since this was last asked.
    pub fn moved(&mut self) -> bool {
        std::mem::take(&mut self.moved)
    }

    /// What lets go of every key and button that this client holds down. To be sent when it may control no longer; between two
    /// results of [`Self::pass`] is always between two messages.
    #[must_use]
    pub fn let_go(&mut self) -> Vec<u8> {
        let keys = std::mem::take(&mut self.keys).into_values().flatten();
        keys.chain(self.buttons.take().into_iter().flatten()).collect()
    }

    /// Remembers what is held down after a message that is passed on.
    fn note(&mut self, message: &[u8]) {
        match *message {
            [4, down, _, _, a, b, c, d] => self.note_key([a, b, c, d], down != 0, vec![4, 0, 0, 0, a, b, c, d]),
            [255, 0, high, low, a, b, c, d, e, f, g, h] => {
                self.note_key([a, b, c, d], high | low != 0, vec![255, 0, 0, 0, a, b, c, d, e, f, g, h]);
            }
            [5, mask, a, b, c, d] => self.buttons = (mask != 0).then_some([5, 0, a, b, c, d]),
            _ => {}
        }
    }

    fn note_key(&mut self, symbol: [u8; 4], down: bool, up: Vec<u8>) {
        if !down {
            self.keys.remove(&symbol);
        } else if self.keys.len() < MAX_HELD {
            self.keys.insert(symbol, up);
        }
    }

    /// Length of the next message and whether it is input; `None` when too little of it has come.
    fn next(&self, rest: &[u8]) -> Result<Option<(usize, bool)>, NotRfb> {
        let Some(first) = rest.first() else { return Ok(None) };
        match self.phase {
            Phase::Version => match rest.get(..12) {
                // in older ones the kind of security is not chosen by the client, and everything would be off by one byte
                Some(b"RFB 003.007\n" | b"RFB 003.008\n") => Ok(Some((12, false))),
                Some(_) => Err(NotRfb("its version")),
                None => Ok(None),
            },
            Phase::Security if *first == 1 => Ok(Some((1, false))),
            Phase::Security => Err(NotRfb("a kind of security that was not offered")),
            Phase::Init => Ok(Some((1, false))),
            Phase::Messages => message(*first, rest),
        }
    }
}

/// The list of encodings without [`LONG_POINTER`]; other messages as they are.
fn without_long_pointer(message: Vec<u8>) -> Vec<u8> {
    let [2, pad, _, _, encodings @ ..] = message.as_slice() else { return message };
    let unwanted = LONG_POINTER.to_be_bytes();
    let kept: Vec<&[u8]> = encodings.chunks(4).filter(|encoding| *encoding != unwanted).collect();
    let count = u16::try_from(kept.len()).unwrap_or(0).to_be_bytes();
    [&[2, *pad, count[0], count[1]][..], &kept.concat()].concat()
}

fn message(kind: u8, rest: &[u8]) -> Result<Option<(usize, bool)>, NotRfb> {
    let two = |at: usize| rest.get(at..at + 2).map(|b| usize::from(u16::from_be_bytes([b[0], b[1]])));
    let four = |at: usize| rest.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    Ok(match kind {
        // SetPixelFormat
        0 => Some((20, false)),
        // SetEncodings
        2 => match two(2) {
            Some(count) if count > MAX_ENCODINGS => return Err(NotRfb("too many encodings")),
            count => count.map(|count| (4 + 4 * count, false)),
        },
        // FramebufferUpdateRequest
        3 => Some((10, false)),
        // KeyEvent
        4 => Some((8, true)),
        // PointerEvent
        5 => Some((6, true)),
        // ClientCutText; a negative length is that of the extended clipboard
        6 => match four(4).map(|length| length.cast_signed().unsigned_abs() as usize) {
            Some(length) if length > MAX_TEXT => return Err(NotRfb("too large a clipboard")),
            length => length.map(|length| (8 + length, true)),
        },
        // EnableContinuousUpdates
        150 => Some((10, false)),
        // ClientFence
        248 => match rest.get(8) {
            Some(length) if *length > 64 => return Err(NotRfb("too long a fence")),
            length => length.map(|length| (9 + usize::from(*length), false)),
        },
        // xvp: shut down, restart
        250 => Some((4, true)),
        // SetDesktopSize
        251 => match rest.get(6).map(|count| usize::from(*count)) {
            Some(count) if count > MAX_SCREENS => return Err(NotRfb("too many screens")),
            count => count.map(|count| (8 + 16 * count, true)),
        },
        // QEMU: extended keys
        255 => match rest.get(1) {
            Some(0) => Some((12, true)),
            Some(_) => return Err(NotRfb("an unknown message of QEMU's")),
            None => None,
        },
        _ => return Err(NotRfb("an unknown kind of message")),
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    const HELLO: &[u8] = b"RFB 003.008\n\x01\x01";
    const KEY: [u8; 8] = [4, 1, 0, 0, 0, 0, 0, 0x61];
    const POINTER: [u8; 6] = [5, 1, 0, 10, 0, 20];
    const LOOK: [u8; 10] = [3, 1, 0, 0, 0, 0, 5, 0, 3, 32];

    fn said() -> Vec<u8> {
        let mut all = vec![0; 20];
        all.extend([2, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 16]);
        all.extend(LOOK);
        all.extend(KEY);
        all.extend(POINTER);
        all.extend([6, 0, 0, 0, 0, 0, 0, 3]);
        all.extend(b"tea");
        all.extend([6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfc, 1, 0, 0, 1]);
        all.extend([248, 0, 0, 0, 0, 0, 0, 0, 2, 9, 9]);
        all.extend([251, 0, 4, 0, 3, 0, 1, 0]);
        all.extend([0; 16]);
        all.extend([255, 0, 0, 1, 0, 0, 0, 0x61, 0, 0, 0, 30]);
        all.extend(LOOK);
        all
    }

    #[test]
    fn a_watcher_can_look_and_nothing_else_however_its_bytes_are_cut() {
        let all = [HELLO, &said()].concat();
        for piece in [1, 2, 7, 13, all.len()] {
            let mut filter = InputFilter::default();
            let passed: Vec<u8> = all.chunks(piece).flat_map(|bytes| filter.pass(bytes, false).unwrap()).collect();
            let looks: Vec<u8> = [
                HELLO,
                &[0; 20],
                &[2, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 16],
                &LOOK,
                &[248, 0, 0, 0, 0, 0, 0, 0, 2, 9, 9],
                &LOOK,
            ]
            .concat();
            assert_eq!(passed, looks, "pieces of {piece}");
            assert_eq!(filter.dropped(), 6);
        }
    }

    #[test]
    fn whoever_controls_says_everything_and_control_changes_between_two_messages() {
        let mut filter = InputFilter::default();
        let all = [HELLO, &said()].concat();
        assert_eq!(filter.pass(&all, true).unwrap(), all);
        assert!(filter.pass(&KEY, false).unwrap().is_empty());
        assert!(filter.pass(&KEY[..5], false).unwrap().is_empty());
        // it ends while this client controls, so it counts
        assert_eq!(filter.pass(&KEY[5..], true).unwrap(), KEY);
    }

    #[test]
    fn whoever_loses_control_lets_go_of_what_it_holds() {
        let mut filter = InputFilter::default();
        filter.pass(HELLO, true).unwrap();
        let extended = [255, 0, 0, 1, 0, 0, 0, 0x62, 0, 0, 0, 48];
        let up = [4, 0, 0, 0, 0, 0, 0, 0x63];
        for message in [&KEY[..], &extended, &[4, 1, 0, 0, 0, 0, 0, 0x63], &up, &POINTER] {
            filter.pass(message, true).unwrap();
        }
        filter.pass(&[4, 1, 0, 0, 0, 0, 0, 0x64], false).unwrap();
        let mut expected = vec![4, 0, 0, 0, 0, 0, 0, 0x61];
        expected.extend([255, 0, 0, 0, 0, 0, 0, 0x62, 0, 0, 0, 48]);
        expected.extend([5, 0, 0, 10, 0, 20]);
        assert_eq!(filter.let_go(), expected);
        assert!(filter.let_go().is_empty(), "it lets go once");
    }

    #[test]
    fn longer_pointer_messages_are_never_agreed_upon() {
        let mut filter = InputFilter::default();
        filter.pass(HELLO, false).unwrap();
        let asked = [2, 0, 0, 3, 0, 0, 0, 7, 0xff, 0xff, 0xfe, 0xc4, 0, 0, 0, 16];
        assert_eq!(filter.pass(&asked, false).unwrap(), [2, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 16]);
    }

    #[test]
    fn what_is_no_rfb_ends_the_connection() {
        for bad in [
            // with one byte less before the messages a key could hide in the colours
            b"RFB 003.003\n".to_vec(),
            b"RFB 003.005\n".to_vec(),
            b"GET / HTTP/1.1\r\n".to_vec(),
            b"RFB 003.008\n\x02".to_vec(),
            [HELLO, &[99]].concat(),
            [HELLO, &[255, 1]].concat(),
            [HELLO, &[2, 0, 0xff, 0xff]].concat(),
            [HELLO, &[6, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]].concat(),
            [HELLO, &[6, 0, 0, 0, 0x80, 0, 0, 0]].concat(),
        ] {
            assert!(InputFilter::default().pass(&bad, true).is_err(), "{bad:?}");
        }
    }
}
