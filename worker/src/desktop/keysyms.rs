//! Names of keys, as `xdotool`, browsers and models write them, and the X key symbols they mean.

/// A key symbol of X.
pub type Keysym = u32;

pub const RETURN: Keysym = 0xff0d;
pub const TAB: Keysym = 0xff09;
pub const SHIFT: Keysym = 0xffe1;

/// Names in lower case, without `_`.
const NAMES: &[(&str, Keysym)] = &[
    ("return", RETURN),
    ("enter", RETURN),
    ("linefeed", 0xff0a),
    ("tab", TAB),
    ("isolefttab", 0xfe20),
    ("backtab", 0xfe20),
    ("escape", 0xff1b),
    ("esc", 0xff1b),
    ("backspace", 0xff08),
    ("back", 0xff08),
    ("delete", 0xffff),
    ("del", 0xffff),
    ("insert", 0xff63),
    ("ins", 0xff63),
    ("space", 0x20),
    ("spacebar", 0x20),
    ("home", 0xff50),
    ("end", 0xff57),
    ("left", 0xff51),
    ("up", 0xff52),
    ("right", 0xff53),
    ("down", 0xff54),
    ("arrowleft", 0xff51),
    ("arrowup", 0xff52),
    ("arrowright", 0xff53),
    ("arrowdown", 0xff54),
    ("pageup", 0xff55),
    ("pagedown", 0xff56),
    ("prior", 0xff55),
    ("next", 0xff56),
    ("pgup", 0xff55),
    ("pgdn", 0xff56),
    ("begin", 0xff58),
    ("pause", 0xff13),
    ("break", 0xff6b),
    ("print", 0xff61),
    ("printscreen", 0xff61),
    ("sysreq", 0xff15),
    ("menu", 0xff67),
    ("apps", 0xff67),
    ("contextmenu", 0xff67),
    ("help", 0xff6a),
    ("undo", 0xff65),
    ("redo", 0xff66),
    ("find", 0xff68),
    ("cancel", 0xff69),
    ("clear", 0xff0b),
    ("select", 0xff60),
    ("execute", 0xff62),
    ("numlock", 0xff7f),
    ("scrolllock", 0xff14),
    ("capslock", 0xffe5),
    ("shift", SHIFT),
    ("shiftl", SHIFT),
    ("shiftr", 0xffe2),
    ("ctrl", 0xffe3),
    ("control", 0xffe3),
    ("controll", 0xffe3),
    ("ctrll", 0xffe3),
    ("controlr", 0xffe4),
    ("ctrlr", 0xffe4),
    ("alt", 0xffe9),
    ("altl", 0xffe9),
    ("option", 0xffe9),
    ("altr", 0xffea),
    ("altgr", 0xfe03),
    ("isolevel3shift", 0xfe03),
    ("meta", 0xffeb),
    ("metal", 0xffeb),
    ("metar", 0xffec),
    ("super", 0xffeb),
    ("superl", 0xffeb),
    ("superr", 0xffec),
    ("cmd", 0xffeb),
    ("command", 0xffeb),
    ("win", 0xffeb),
    ("windows", 0xffeb),
    ("hyper", 0xffed),
    ("hyperl", 0xffed),
    ("kpenter", 0xff8d),
    ("kpadd", 0xffab),
    ("kpsubtract", 0xffad),
    ("kpmultiply", 0xffaa),
    ("kpdivide", 0xffaf),
    ("kpdecimal", 0xffae),
    ("kphome", 0xff95),
    ("kpleft", 0xff96),
    ("kpup", 0xff97),
    ("kpright", 0xff98),
    ("kpdown", 0xff99),
    ("kppageup", 0xff9a),
    ("kppagedown", 0xff9b),
    ("kpend", 0xff9c),
    ("kpdelete", 0xff9f),
    ("kpinsert", 0xff9e),
    ("exclam", 0x21),
    ("quotedbl", 0x22),
    ("numbersign", 0x23),
    ("dollar", 0x24),
    ("percent", 0x25),
    ("ampersand", 0x26),
    ("apostrophe", 0x27),
    ("quoteright", 0x27),
    ("parenleft", 0x28),
    ("parenright", 0x29),
    ("asterisk", 0x2a),
    ("plus", 0x2b),
    ("comma", 0x2c),
    ("minus", 0x2d),
    ("dash", 0x2d),
    ("hyphen", 0x2d),
    ("period", 0x2e),
    ("dot", 0x2e),
    ("slash", 0x2f),
    ("colon", 0x3a),
    ("semicolon", 0x3b),
    ("less", 0x3c),
    ("equal", 0x3d),
    ("greater", 0x3e),
    ("question", 0x3f),
    ("at", 0x40),
    ("bracketleft", 0x5b),
    ("backslash", 0x5c),
    ("bracketright", 0x5d),
    ("asciicircum", 0x5e),
    ("underscore", 0x5f),
    ("grave", 0x60),
    ("quoteleft", 0x60),
    ("braceleft", 0x7b),
    ("bar", 0x7c),
    ("pipe", 0x7c),
    ("braceright", 0x7d),
    ("asciitilde", 0x7e),
    ("tilde", 0x7e),
    ("eurosign", 0x20ac),
    ("euro", 0x20ac),
];

/// The symbol of a character.
#[must_use]
pub fn of_char(character: char) -> Keysym {
    match character {
        '\n' | '\r' => RETURN,
        '\t' => TAB,
        '\u{8}' => 0xff08,
        '\u{1b}' => 0xff1b,
        '\u{20ac}' => 0x20ac,
        ' '..='~' | '\u{a0}'..='\u{ff}' => u32::from(character),
        other => 0x0100_0000 | u32::from(other),
    }
}

/// The symbol of a named key or a single character; names may be in any case, with or without `_`.
#[must_use]
pub fn named(name: &str) -> Option<Keysym> {
    let mut characters = name.chars();
    if let (Some(only), None) = (characters.next(), characters.next()) {
        return Some(of_char(only));
    }
    let plain: String = name.chars().filter(|c| !matches!(c, '_' | ' ' | '-')).collect::<String>().to_lowercase();
    if let Some((_, keysym)) = NAMES.iter().find(|(known, _)| *known == plain) {
        return Some(*keysym);
    }
    if let Some(number) = plain.strip_prefix('f').and_then(|digits| digits.parse::<u32>().ok()) {
        return (1..=24).contains(&number).then_some(0xffbd + number);
    }
    if let Some(digit) = plain.strip_prefix("kp").and_then(|digits| digits.parse::<u32>().ok()) {
        return (digit <= 9).then_some(0xffb0 + digit);
    }
    let code =
        name.strip_prefix(['U', 'u']).and_then(|hex| u32::from_str_radix(hex.trim_start_matches('+'), 16).ok())?;
    char::from_u32(code).filter(|c| !c.is_control()).map(of_char)
}

/// The keys of a chord, `ctrl+shift+t`, in the order in which they go down; `ctrl++` ends with a plus.
///
/// # Errors
/// A sentence that names the key that is not known.
pub fn chord(text: &str) -> Result<Vec<Keysym>, String> {
    let mut names: Vec<&str> = text.split('+').map(str::trim).collect();
    if let [before @ .., "", ""] = names.as_slice() {
        names = [before, &["plus"]].concat();
    }
    if text.trim().is_empty() {
        return Err("No key is named.".to_owned());
    }
    if names.len() > 8 {
        return Err(format!("`{text}` has more than 8 keys at once."));
    }
    names.into_iter().map(|name| named(name).ok_or_else(|| unknown(name))).collect()
}

fn unknown(name: &str) -> String {
    let short: String = name.chars().take(40).collect();
    format!("`{short}` is not the name of a key. Names are such as Return, Page_Down, ctrl+s, F5, or one character.")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn keys_are_found_under_the_names_that_people_and_models_use() {
        for (name, keysym) in [
            ("Return", 0xff0d),
            ("ENTER", 0xff0d),
            ("Page_Down", 0xff56),
            ("PAGEDOWN", 0xff56),
            ("F5", 0xffc2),
            ("f12", 0xffc9),
            ("a", 0x61),
            ("A", 0x41),
            ("ß", 0xdf),
            ("€", 0x20ac),
            ("U4E2D", 0x0100_4e2d),
            ("Control_L", 0xffe3),
            ("KP_7", 0xffb7),
            ("ARROWUP", 0xff52),
            ("中", 0x0100_4e2d),
        ] {
            assert_eq!(named(name), Some(keysym), "{name}");
        }
        assert_eq!(named("Hyperdrive"), None);
        assert_eq!(named("F99"), None);
    }

    #[test]
    fn chords_are_taken_apart_and_a_wrong_name_is_told() {
        assert_eq!(chord("ctrl+shift+T").unwrap(), [0xffe3, 0xffe1, 0x54]);
        assert_eq!(chord("ctrl++").unwrap(), [0xffe3, 0x2b]);
        assert_eq!(chord("+").unwrap(), [0x2b]);
        assert!(chord("ctrl+nope").unwrap_err().contains("`nope`"));
        assert!(chord(" ").is_err());
    }
}
