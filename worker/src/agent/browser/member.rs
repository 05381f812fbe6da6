//! The members of the browser toolset, read from what a model says.

use serde_json::Value;

/// Longest text that is typed at once, in bytes.
const MAX_TEXT: usize = 50_000;
/// Longest `wait` and `hold_key` in seconds.
const MAX_SECONDS: f64 = 30.0;

/// What an action is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Aim {
    /// A place in the last screenshot of the page.
    Place { x: f64, y: f64 },
    /// An element of the last `read_page` or `find`.
    Ref(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    Left,
    Right,
}

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub enum Member {
    Navigate {
        url: String,
        tab: Option<String>,
    },
    ListTabs,
    NewTab,
    SwitchTab(String),
    CloseTab(String),
    /// `depth` levels, from an element on if one is named.
    ReadPage {
        interactive: bool,
        depth: usize,
        from: Option<String>,
    },
    PageText,
    Find(String),
    FormInput {
        aim: Aim,
        value: Value,
    },
    ScrollTo(Aim),
    Screenshot,
    /// Corners in the last screenshot.
    Zoom([f64; 4]),
    Click {
        button: &'static str,
        count: u32,
        aim: Aim,
        held: Vec<&'static str>,
    },
    Hover(Aim),
    Drag {
        from: Aim,
        to: Aim,
    },
    Press(Aim),
    Release(Aim),
    Scroll {
        aim: Aim,
        direction: Direction,
        amount: u32,
    },
    Type(String),
    /// Chords, one after the other.
    Key {
        chords: Vec<String>,
        repeat: u32,
    },
    HoldKey {
        chord: String,
        seconds: f64,
    },
    Wait(f64),
}

impl Member {
    /// Reads a call.
    ///
    /// # Errors
    /// A sentence for the model.
    pub fn read(name: &str, input: &Value) -> Result<Self, String> {
        let click = |button, count| {
            Ok(Self::Click { button, count, aim: aim(name, input, "target")?, held: modifiers(&input["modifiers"])? })
        };
        let target = || aim(name, input, "target");
        match name {
            "navigate" => Ok(Self::Navigate { url: text(name, input, "url", 8_000)?, tab: tab(input) }),
            "list_tabs" => Ok(Self::ListTabs),
            "new_tab" => Ok(Self::NewTab),
            "switch_tab" => Ok(Self::SwitchTab(tab(input).ok_or("`switch_tab` needs `tab_id`.")?)),
            "close_tab" => Ok(Self::CloseTab(tab(input).ok_or("`close_tab` needs `tab_id`.")?)),
            "read_page" => read_page(input),
            "get_page_text" => Ok(Self::PageText),
            "find" => Ok(Self::Find(text(name, input, "query", 500)?)),
            "form_input" => form_input(target()?, &input["value"]),
            "scroll_to" => Ok(Self::ScrollTo(target()?)),
            "screenshot" => Ok(Self::Screenshot),
            "zoom" => region(&input["region"]),
            "left_click" => click("left", 1),
            "right_click" => click("right", 1),
            "middle_click" => click("middle", 1),
            "double_click" => click("left", 2),
            "triple_click" => click("left", 3),
            "hover" | "mouse_move" => Ok(Self::Hover(target()?)),
            "left_click_drag" => Ok(Self::Drag { from: aim(name, input, "from")?, to: target()? }),
            "left_mouse_down" => Ok(Self::Press(target()?)),
            "left_mouse_up" => Ok(Self::Release(target()?)),
            "scroll" => scroll(input, target()?),
            "type" => Ok(Self::Type(text(name, input, "text", MAX_TEXT)?)),
            "key" => {
                let repeat = input["repeat"].as_u64().unwrap_or(1);
                let repeat = u32::try_from(repeat).ok().filter(|n| (1..=100).contains(n));
                let keys = text(name, input, "text", 500)?;
                let chords: Vec<String> = keys.split_whitespace().map(chord).collect();
                Ok(Self::Key { chords, repeat: repeat.ok_or("`repeat` is 1 to 100.")? })
            }
            "hold_key" => {
                Ok(Self::HoldKey { chord: chord(&text(name, input, "text", 100)?), seconds: seconds(input)? })
            }
            "wait" => Ok(Self::Wait(seconds(input)?)),
            "javascript_exec" | "file_upload" | "read_console" | "read_network" => {
                Err(format!("`{name}` is not enabled here."))
            }
            other => Err(format!("The browser has no action `{}`.", other.chars().take(40).collect::<String>())),
        }
    }

    /// It changes nothing that is to be seen, so that no picture follows it.
    pub fn only_looks(&self) -> bool {
        matches!(
            self,
            Self::ListTabs | Self::ReadPage { .. } | Self::PageText | Self::Find(_) | Self::Screenshot | Self::Zoom(_)
        )
    }

    /// Its answer is the list of tabs.
    pub fn tells_tabs(&self) -> bool {
        matches!(self, Self::ListTabs | Self::NewTab | Self::SwitchTab(_) | Self::CloseTab(_))
    }
}

fn text(name: &str, input: &Value, field: &str, most: usize) -> Result<String, String> {
    match input[field].as_str() {
        Some("") | None => Err(format!("`{name}` needs `{field}`.")),
        Some(text) if text.len() <= most => Ok(text.to_owned()),
        Some(text) => Err(format!("`{field}` may have {most} bytes; this one has {}.", text.len())),
    }
}

fn form_input(aim: Aim, value: &Value) -> Result<Member, String> {
    if value.is_null() {
        return Err("`form_input` needs `value`.".into());
    }
    if value.to_string().len() > MAX_TEXT {
        return Err(format!("`value` may have {MAX_TEXT} bytes."));
    }
    Ok(Member::FormInput { aim, value: value.clone() })
}

/// `tab_3`, also when only the number is said.
fn tab(input: &Value) -> Option<String> {
    match &input["tab_id"] {
        Value::String(id) if !id.is_empty() && id.len() < 40 => Some(id.clone()),
        Value::Number(number) => Some(format!("tab_{number}")),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The engine's own ref of what a model calls `ref_e7`.
fn reference(text: &str) -> Result<String, String> {
    let bare = text.trim().trim_start_matches('[').trim_end_matches(']');
    let bare = bare.strip_prefix("ref_").or_else(|| bare.strip_prefix("ref=")).unwrap_or(bare);
    let plain = !bare.is_empty() && bare.len() < 24 && bare.chars().all(|c| c.is_ascii_alphanumeric());
    if plain { Ok(bare.to_owned()) } else { Err("A ref is such as `ref_e7`, from `read_page` or `find`.".into()) }
}

fn aim(name: &str, input: &Value, field: &str) -> Result<Aim, String> {
    let given = &input[field];
    match (given["ref"].as_str(), given["x"].as_f64(), given["y"].as_f64()) {
        (Some(named), _, _) => Ok(Aim::Ref(reference(named)?)),
        (None, Some(x), Some(y)) => Ok(Aim::Place { x, y }),
        (None, _, _) => Err(format!(
            "`{name}` needs `{field}`: {{\"type\":\"ref\",\"ref\":\"ref_e7\"}} or {{\"type\":\"coordinate\",\"x\":10,\"y\":20}}."
        )),
    }
}

fn read_page(input: &Value) -> Result<Member, String> {
    let interactive = match input["filter"].as_str() {
        None | Some("all") => false,
        Some("interactive") => true,
        Some(_) => return Err("`filter` is `interactive` or `all`.".into()),
    };
    let depth = input["depth"].as_u64().and_then(|depth| usize::try_from(depth).ok()).unwrap_or(15);
    let from = input["ref"].as_str().map(reference).transpose()?;
    Ok(Member::ReadPage { interactive, depth, from })
}

fn region(given: &Value) -> Result<Member, String> {
    let corners: Vec<f64> = given.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let corners: [f64; 4] = corners.try_into().map_err(|_| "`zoom` needs `region`: [x0, y0, x1, y1].".to_owned())?;
    Ok(Member::Zoom(corners))
}

fn scroll(input: &Value, aim: Aim) -> Result<Member, String> {
    let direction = match input["scroll_direction"].as_str() {
        Some("up") => Direction::Up,
        Some("down") => Direction::Down,
        Some("left") => Direction::Left,
        Some("right") => Direction::Right,
        Some(_) | None => return Err("`scroll` needs `scroll_direction`: up, down, left or right.".into()),
    };
    let amount = input["scroll_amount"].as_u64().unwrap_or(3);
    let amount = u32::try_from(amount).ok().filter(|n| (1..=10).contains(n)).ok_or("`scroll_amount` is 1 to 10.")?;
    Ok(Member::Scroll { aim, direction, amount })
}

fn seconds(input: &Value) -> Result<f64, String> {
    let seconds = input["duration"].as_f64().filter(|seconds| (0.0..=MAX_SECONDS).contains(seconds));
    seconds.ok_or_else(|| format!("`duration` is 0 to {MAX_SECONDS} seconds."))
}

fn modifiers(given: &Value) -> Result<Vec<&'static str>, String> {
    let words: Vec<&str> = match given {
        Value::Null => Vec::new(),
        Value::String(text) => text.split('+').map(str::trim).filter(|word| !word.is_empty()).collect(),
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            return Err("`modifiers` is such as `ctrl+shift`.".into());
        }
    };
    words.into_iter().map(|word| modifier(word).ok_or_else(|| format!("`{word}` is no modifier."))).collect()
}

fn modifier(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "ctrl" | "control" => Some("Control"),
        "shift" => Some("Shift"),
        "alt" | "option" => Some("Alt"),
        "meta" | "super" | "cmd" | "command" | "win" | "windows" => Some("Meta"),
        _ => None,
    }
}

/// A chord in the words of the driver: `ctrl+Return` is `Control+Enter`.
fn chord(given: &str) -> String {
    let (keys, plus) = match given.strip_suffix("++") {
        Some(keys) => (keys, true),
        None if given == "+" => return "+".into(),
        None => (given, false),
    };
    let mut names: Vec<String> = keys.split('+').map(key).collect();
    if plus {
        names.push("+".into());
    }
    names.join("+")
}

fn key(name: &str) -> String {
    if let Some(modifier) = modifier(name) {
        return modifier.to_owned();
    }
    let known = match name.to_ascii_lowercase().replace('_', "").as_str() {
        "return" | "enter" | "kpenter" => "Enter",
        "esc" | "escape" => "Escape",
        "tab" => "Tab",
        "backspace" => "Backspace",
        "del" | "delete" => "Delete",
        "ins" | "insert" => "Insert",
        "space" => "Space",
        "home" => "Home",
        "end" => "End",
        "pageup" | "prior" | "pgup" => "PageUp",
        "pagedown" | "next" | "pgdn" => "PageDown",
        "up" | "arrowup" => "ArrowUp",
        "down" | "arrowdown" => "ArrowDown",
        "left" | "arrowleft" => "ArrowLeft",
        "right" | "arrowright" => "ArrowRight",
        "plus" => "+",
        "minus" => "-",
        other if other.len() > 1 && other.starts_with('f') && other[1..].bytes().all(|b| b.is_ascii_digit()) => {
            return other.to_ascii_uppercase();
        }
        _ => name,
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_said_in_the_words_of_the_driver() {
        for (said, meant) in [
            ("ctrl+s", "Control+s"),
            ("Return", "Enter"),
            ("cmd+shift+Page_Down", "Meta+Shift+PageDown"),
            ("f5", "F5"),
            ("ctrl++", "Control++"),
            ("+", "+"),
            ("a", "a"),
            ("ctrl+plus", "Control++"),
        ] {
            assert_eq!(chord(said), meant);
        }
    }

    #[test]
    fn calls_are_read_and_what_is_wrong_is_said() {
        let place = json!({ "target": { "type": "coordinate", "x": 3, "y": 4 }, "modifiers": "ctrl+shift" });
        let read = Member::read("left_click", &place).unwrap();
        let aim = Aim::Place { x: 3.0, y: 4.0 };
        assert_eq!(read, Member::Click { button: "left", count: 1, aim, held: vec!["Control", "Shift"] });
        let named = json!({ "target": { "type": "ref", "ref": "[ref_f2e3]" } });
        assert_eq!(Member::read("hover", &named).unwrap(), Member::Hover(Aim::Ref("f2e3".into())));
        assert_eq!(Member::read("close_tab", &json!({ "tab_id": 2 })).unwrap(), Member::CloseTab("tab_2".into()));
        for (name, input, why) in [
            ("left_click", json!({}), "needs `target`"),
            ("left_click", json!({ "target": { "ref": "'); alert(1" } }), "ref_e7"),
            (
                "scroll",
                json!({ "target": { "x": 1, "y": 1 }, "scroll_direction": "down", "scroll_amount": 11 }),
                "1 to 10",
            ),
            ("wait", json!({ "duration": 31 }), "0 to 30"),
            ("navigate", json!({}), "needs `url`"),
            ("zoom", json!({ "region": [1, 2, 3] }), "region"),
            ("javascript_exec", json!({ "text": "1" }), "not enabled"),
            ("fly", json!({}), "no action `fly`"),
        ] {
            let said = Member::read(name, &input).unwrap_err();
            assert!(said.contains(why), "{name}: {said}");
        }
    }
}
