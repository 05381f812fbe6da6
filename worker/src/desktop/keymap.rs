//! Which key makes which symbol, and keys that are lent to symbols which no key makes.

use std::time::{Duration, Instant};

use x11rb::{
    connection::Connection, errors::ReplyError, protocol::xproto::ConnectionExt, rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use super::keysyms::Keysym;

/// How long programs need to hear of a changed map.
const HEARD: Duration = Duration::from_millis(25);
/// A lent key is not lent again while what it typed may still be on its way.
const STILL_READ: Duration = Duration::from_millis(150);

/// A key, and whether Shift goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stroke {
    pub code: u8,
    pub shift: bool,
}

/// The map of one keyboard.
#[derive(Debug, Default)]
pub struct Keymap {
    first: u8,
    per: usize,
    symbols: Vec<Keysym>,
    /// Keys that had no symbol, and what is lent to each.
    lent: Vec<(u8, Keysym)>,
    used: Option<Instant>,
}

impl Keymap {
    /// Reads the map as it is now; others may have changed it.
    pub fn read(&mut self, connection: &RustConnection) -> Result<(), ReplyError> {
        let setup = connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let reply = connection.get_keyboard_mapping(first, last - first + 1)?.reply()?;
        self.first = first;
        self.per = usize::from(reply.keysyms_per_keycode).max(1);
        self.symbols = reply.keysyms;
        let mut lent = Vec::new();
        for (place, symbols) in self.symbols.chunks(self.per).enumerate() {
            let Ok(code) = u8::try_from(usize::from(first) + place) else { break };
            let ours = self.lent.iter().find(|(known, _)| *known == code).map(|(_, symbol)| *symbol);
            match symbols.iter().find(|symbol| **symbol != 0) {
                None => lent.push((code, 0)),
                Some(symbol) if ours == Some(*symbol) => lent.push((code, *symbol)),
                // somebody else has given it a symbol
                Some(_) => {}
            }
        }
        self.lent = lent;
        Ok(())
    }

    /// How many symbols can be lent a key at once.
    #[must_use]
    pub fn spare(&self) -> usize {
        self.lent.len()
    }

    /// Whether a key is lent to the symbol now.
    #[must_use]
    pub fn is_lent(&self, symbol: Keysym) -> bool {
        self.lent.iter().any(|(_, known)| *known == symbol)
    }

    /// The stroke that makes a symbol, if one does.
    #[must_use]
    pub fn stroke(&self, symbol: Keysym) -> Option<Stroke> {
        let lent = self.lent.iter().find(|(_, known)| *known == symbol && symbol != 0);
        if let Some((code, _)) = lent {
            return Some(Stroke { code: *code, shift: false });
        }
        // plain keys first: `<` may stand on a key of its own and above a comma
        [0, 1].into_iter().find_map(|level| {
            let place = self.symbols.chunks(self.per.max(1)).position(|symbols| symbols.get(level) == Some(&symbol))?;
            let code = u8::try_from(usize::from(self.first) + place).ok()?;
            Some(Stroke { code, shift: level == 1 })
        })
    }

    /// Lends keys to symbols that none makes, and takes back all that were lent before; waits until programs know. With more
    /// symbols than spare keys the last ones stay without.
    pub fn lend(&mut self, connection: &RustConnection, symbols: &[Keysym]) -> Result<(), ReplyError> {
        if let Some(rest) = self.used.and_then(|used| STILL_READ.checked_sub(used.elapsed())) {
            std::thread::sleep(rest);
        }
        let (Some(lowest), Some(highest)) =
            (self.lent.iter().map(|(code, _)| *code).min(), self.lent.iter().map(|(code, _)| *code).max())
        else {
            return Ok(());
        };
        for (place, (_, lent)) in self.lent.iter_mut().enumerate() {
            *lent = symbols.get(place).copied().unwrap_or(0);
        }
        // one change for all of them, so that programs read the map once
        let start = usize::from(lowest - self.first) * self.per;
        let end = (usize::from(highest - self.first) + 1) * self.per;
        let mut map = self.symbols.get(start..end).unwrap_or_default().to_vec();
        for (code, symbol) in &self.lent {
            let place = usize::from(code - lowest) * self.per;
            for (level, slot) in map.iter_mut().skip(place).take(self.per).enumerate() {
                *slot = if level < 2 { *symbol } else { 0 };
            }
        }
        let per = u8::try_from(self.per).unwrap_or(u8::MAX);
        connection.change_keyboard_mapping(highest - lowest + 1, lowest, per, &map)?;
        connection.sync()?;
        std::thread::sleep(HEARD);
        self.symbols.splice(start..end, map);
        Ok(())
    }

    /// Lent keys were pressed just now.
    pub fn touch(&mut self) {
        self.used = Some(Instant::now());
    }
}
