//! Keys by name, on a US keyboard: `Enter`, `Control+A`, `ArrowLeft`, `a`, `Shift+Tab`, `F5`, `Control++`.

use flowtilla_shared::domain::flow::Modifier;

/// One key, as an event of the page tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroke {
    pub key: String,
    pub code: &'static str,
    pub key_code: u16,
    /// What it types; empty for keys that type nothing, and while Control, Alt or Meta are held.
    pub text: String,
    /// 0 standard, 1 left, 2 right, 3 keypad.
    pub location: u8,
    /// Modifier bits held while it goes down: Alt 1, Control 2, Meta 4, Shift 8.
    pub modifiers: u32,
}

/// Code, key, key with Shift, virtual key code.
const PRINTING: &[(&str, &str, &str, u16)] = &[
    ("Backquote", "`", "~", 192),
    ("Digit1", "1", "!", 49),
    ("Digit2", "2", "@", 50),
    ("Digit3", "3", "#", 51),
    ("Digit4", "4", "$", 52),
    ("Digit5", "5", "%", 53),
    ("Digit6", "6", "^", 54),
    ("Digit7", "7", "&", 55),
    ("Digit8", "8", "*", 56),
    ("Digit9", "9", "(", 57),
    ("Digit0", "0", ")", 48),
    ("Minus", "-", "_", 189),
    ("Equal", "=", "+", 187),
    ("Backslash", "\\", "|", 220),
    ("BracketLeft", "[", "{", 219),
    ("BracketRight", "]", "}", 221),
    ("Semicolon", ";", ":", 186),
    ("Quote", "'", "\"", 222),
    ("Comma", ",", "<", 188),
    ("Period", ".", ">", 190),
    ("Slash", "/", "?", 191),
    ("KeyA", "a", "A", 65),
    ("KeyB", "b", "B", 66),
    ("KeyC", "c", "C", 67),
    ("KeyD", "d", "D", 68),
    ("KeyE", "e", "E", 69),
    ("KeyF", "f", "F", 70),
    ("KeyG", "g", "G", 71),
    ("KeyH", "h", "H", 72),
    ("KeyI", "i", "I", 73),
    ("KeyJ", "j", "J", 74),
    ("KeyK", "k", "K", 75),
    ("KeyL", "l", "L", 76),
    ("KeyM", "m", "M", 77),
    ("KeyN", "n", "N", 78),
    ("KeyO", "o", "O", 79),
    ("KeyP", "p", "P", 80),
    ("KeyQ", "q", "Q", 81),
    ("KeyR", "r", "R", 82),
    ("KeyS", "s", "S", 83),
    ("KeyT", "t", "T", 84),
    ("KeyU", "u", "U", 85),
    ("KeyV", "v", "V", 86),
    ("KeyW", "w", "W", 87),
    ("KeyX", "x", "X", 88),
    ("KeyY", "y", "Y", 89),
    ("KeyZ", "z", "Z", 90),
    ("Space", " ", " ", 32),
];

/// Name, code, key, virtual key code, text, location.
const NAMED: &[(&str, &str, &str, u16, &str, u8)] = &[
    ("Enter", "Enter", "Enter", 13, "\r", 0),
    ("Tab", "Tab", "Tab", 9, "", 0),
    ("Escape", "Escape", "Escape", 27, "", 0),
    ("Backspace", "Backspace", "Backspace", 8, "", 0),
    ("Delete", "Delete", "Delete", 46, "", 0),
    ("Insert", "Insert", "Insert", 45, "", 0),
    ("Home", "Home", "Home", 36, "", 0),
    ("End", "End", "End", 35, "", 0),
    ("PageUp", "PageUp", "PageUp", 33, "", 0),
    ("PageDown", "PageDown", "PageDown", 34, "", 0),
    ("ArrowLeft", "ArrowLeft", "ArrowLeft", 37, "", 0),
    ("ArrowUp", "ArrowUp", "ArrowUp", 38, "", 0),
    ("ArrowRight", "ArrowRight", "ArrowRight", 39, "", 0),
    ("ArrowDown", "ArrowDown", "ArrowDown", 40, "", 0),
    ("CapsLock", "CapsLock", "CapsLock", 20, "", 0),
    ("ContextMenu", "ContextMenu", "ContextMenu", 93, "", 0),
    ("Pause", "Pause", "Pause", 19, "", 0),
    ("PrintScreen", "PrintScreen", "PrintScreen", 44, "", 0),
    ("ScrollLock", "ScrollLock", "ScrollLock", 145, "", 0),
    ("NumLock", "NumLock", "NumLock", 144, "", 0),
    ("NumpadEnter", "NumpadEnter", "Enter", 13, "\r", 3),
    ("Shift", "ShiftLeft", "Shift", 16, "", 1),
    ("ShiftLeft", "ShiftLeft", "Shift", 16, "", 1),
    ("ShiftRight", "ShiftRight", "Shift", 16, "", 2),
    ("Control", "ControlLeft", "Control", 17, "", 1),
    ("ControlLeft", "ControlLeft", "Control", 17, "", 1),
    ("ControlRight", "ControlRight", "Control", 17, "", 2),
    ("ControlOrMeta", "ControlLeft", "Control", 17, "", 1),
    ("Alt", "AltLeft", "Alt", 18, "", 1),
    ("AltLeft", "AltLeft", "Alt", 18, "", 1),
    ("AltRight", "AltRight", "Alt", 18, "", 2),
    ("Meta", "MetaLeft", "Meta", 91, "", 1),
    ("MetaLeft", "MetaLeft", "Meta", 91, "", 1),
    ("MetaRight", "MetaRight", "Meta", 92, "", 2),
    ("F1", "F1", "F1", 112, "", 0),
    ("F2", "F2", "F2", 113, "", 0),
    ("F3", "F3", "F3", 114, "", 0),
    ("F4", "F4", "F4", 115, "", 0),
    ("F5", "F5", "F5", 116, "", 0),
    ("F6", "F6", "F6", 117, "", 0),
    ("F7", "F7", "F7", 118, "", 0),
    ("F8", "F8", "F8", 119, "", 0),
    ("F9", "F9", "F9", 120, "", 0),
    ("F10", "F10", "F10", 121, "", 0),
    ("F11", "F11", "F11", 122, "", 0),
    ("F12", "F12", "F12", 123, "", 0),
];

const SHIFT: u32 = 8;

/// The bit of a held modifier key.
pub fn modifier_bit(key: &str) -> u32 {
    match key {
        "Alt" => 1,
        "Control" => 2,
        "Meta" => 4,
        "Shift" => SHIFT,
        _ => 0,
    }
}

/// The modifier keys of a click, as strokes to hold.
pub fn modifier_strokes(modifiers: &[Modifier]) -> Vec<Stroke> {
    let mut held = 0;
    let name = |m: &Modifier| match m {
        Modifier::Shift => "Shift",
        Modifier::Control => "Control",
        Modifier::Alt => "Alt",
        Modifier::Meta => "Meta",
    };
    modifiers
        .iter()
        .filter_map(|m| {
            let stroke = named(name(m), held)?;
            held |= modifier_bit(&stroke.key);
            Some(stroke)
        })
        .collect()
}

/// The modifier bits of strokes that are held together.
pub fn bits(held: &[Stroke]) -> u32 {
    held.iter().fold(0, |bits, stroke| bits | modifier_bit(&stroke.key))
}

/// Reads `Control+Shift+T` as the keys to press in order: all but the last are held.
///
/// # Errors
/// A sentence that names the unknown key.
pub fn chord(keys: &str) -> Result<Vec<Stroke>, String> {
    chord_while(keys, 0)
}

/// As [`chord`], while these modifier bits are held already.
///
/// # Errors
/// As [`chord`].
pub fn chord_while(keys: &str, mut held: u32) -> Result<Vec<Stroke>, String> {
    let mut strokes = Vec::new();
    for name in split(keys) {
        let stroke = named(&name, held).or_else(|| printing(&name, held)).ok_or_else(|| {
            format!(
                "`{name}` in `{keys}` is not a key; names are those of Playwright, e.g. Enter, Control+A, ArrowLeft, a."
            )
        })?;
        held |= modifier_bit(&stroke.key);
        strokes.push(stroke);
    }
    if strokes.is_empty() { Err("`keys` is empty; name a key, e.g. Enter.".into()) } else { Ok(strokes) }
}

/// The key that types this character while these modifier bits are held; `None` when no key does.
pub fn for_character(character: char, held: u32) -> Option<Stroke> {
    match character {
        '\n' | '\r' => named("Enter", held),
        '\t' => named("Tab", held),
        c => printing(c.encode_utf8(&mut [0; 4]), held),
    }
}

/// A modifier on its way up is no longer held.
pub fn released(mut stroke: Stroke) -> Stroke {
    stroke.modifiers &= !modifier_bit(&stroke.key);
    stroke
}

/// A plus sign separates, and is also a key: `Control++`.
fn split(keys: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut name = String::new();
    for character in keys.chars() {
        if character == '+' && !name.is_empty() {
            names.push(std::mem::take(&mut name));
        } else {
            name.push(character);
        }
    }
    if !name.is_empty() {
        names.push(name);
    }
    names
}

fn named(name: &str, held: u32) -> Option<Stroke> {
    let (_, code, key, key_code, text, location) = NAMED.iter().find(|(n, ..)| *n == name)?;
    Some(Stroke {
        key: (*key).to_owned(),
        code,
        key_code: *key_code,
        text: typed(text, held),
        location: *location,
        modifiers: held | modifier_bit(key),
    })
}

fn printing(name: &str, held: u32) -> Option<Stroke> {
    let (code, plain, shifted, key_code) =
        PRINTING.iter().find(|(code, plain, shifted, _)| name == *code || name == *plain || name == *shifted)?;
    let key = if name == *shifted || held & SHIFT != 0 { shifted } else { plain };
    Some(Stroke {
        key: (*key).to_owned(),
        code,
        key_code: *key_code,
        text: typed(key, held),
        location: 0,
        modifiers: held,
    })
}

fn typed(text: &str, held: u32) -> String {
    if held & !SHIFT == 0 { text.to_owned() } else { String::new() }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn chords_hold_all_but_the_last_key() {
        let keys = chord("Control+A").unwrap();
        assert_eq!((keys[0].key.as_str(), keys[0].modifiers), ("Control", 2));
        assert_eq!((keys[1].code, keys[1].key_code, keys[1].text.as_str(), keys[1].modifiers), ("KeyA", 65, "", 2));
        let keys = chord("Shift+a").unwrap();
        assert_eq!((keys[1].key.as_str(), keys[1].text.as_str()), ("A", "A"));
        assert_eq!(chord("Control++").unwrap()[1].code, "Equal");
        assert_eq!(chord("+").unwrap()[0].text, "+");
        assert_eq!(chord("Enter").unwrap()[0].text, "\r");
    }

    #[test]
    fn an_unknown_key_is_named() {
        assert!(chord("Control+Foo").unwrap_err().contains("`Foo`"));
        assert!(chord("").is_err());
        assert_eq!(for_character('ß', 0), None);
    }
}
