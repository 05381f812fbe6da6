//! Tool groups: what a model is offered for a desktop, as data.
//!
//! A group is chosen by model. An endpoint that does not know its tools is offered the next one down, and at last plain
//! functions with the same actions.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A set of tools, by the name that the API calls `tool_version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    #[serde(rename = "computer_toolset_20260801")]
    Toolset20260801,
    #[serde(rename = "computer_use_20251124")]
    Use20251124,
    #[serde(rename = "computer_use_20250429")]
    Use20250429,
    #[serde(rename = "computer_use_20250124")]
    Use20250124,
    #[serde(rename = "computer_use_20241022")]
    Use20241022,
    /// OpenAI's own computer tool, with functions beside it.
    #[serde(rename = "openai_computer")]
    OpenAi,
    /// Functions that every model can call.
    #[serde(rename = "functions")]
    Functions,
}

/// Anthropic's browser tools.
pub const BROWSER_TOOLSET: &str = "browser_toolset_20260801";

/// One entry of what is offered.
#[derive(Clone, Debug, PartialEq)]
pub enum Offered {
    /// A tool that the provider defines: the entry of its `tools` array, and what goes into `anthropic-beta`.
    Native { definition: Value, beta: Option<&'static str> },
    /// A function of ours; `schema` is the JSON Schema of its input.
    Function { name: &'static str, description: &'static str, schema: Value },
}

/// What there is beside the computer tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// A shell, and the editor.
    pub shell: bool,
    pub browser: Browsing,
}

/// How the tools of the browser are offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Browsing {
    #[default]
    Not,
    /// As a function of ours, whatever the group.
    Function,
    /// As the provider's own toolset, where the group knows it.
    Toolset,
}

impl Group {
    /// Every group, the newest first.
    pub const ALL: [Self; 7] = [
        Self::Toolset20260801,
        Self::Use20251124,
        Self::Use20250429,
        Self::Use20250124,
        Self::Use20241022,
        Self::OpenAi,
        Self::Functions,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Toolset20260801 => "computer_toolset_20260801",
            Self::Use20251124 => "computer_use_20251124",
            Self::Use20250429 => "computer_use_20250429",
            Self::Use20250124 => "computer_use_20250124",
            Self::Use20241022 => "computer_use_20241022",
            Self::OpenAi => "openai_computer",
            Self::Functions => "functions",
        }
    }

    /// The group of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == name)
    }

    /// What to offer an endpoint that refused this one; `None` when nothing is left.
    #[must_use]
    pub fn below(self) -> Option<Self> {
        match self {
            Self::Toolset20260801 => Some(Self::Use20251124),
            Self::Use20251124 => Some(Self::Use20250124),
            Self::Use20250429 | Self::Use20250124 | Self::Use20241022 | Self::OpenAi => Some(Self::Functions),
            Self::Functions => None,
        }
    }

    /// The tools, for a model that sees screenshots of this size.
    #[must_use]
    pub fn offers(self, shown: (u32, u32), others: Others) -> Vec<Offered> {
        let native = |definition, beta| Offered::Native { definition, beta };
        let (width, height) = shown;
        let computer = |version: &str, beta, zoom: bool| {
            let mut definition =
                json!({ "type": version, "name": "computer", "display_width_px": width, "display_height_px": height });
            if zoom {
                definition["enable_zoom"] = json!(true);
            }
            native(definition, Some(beta))
        };
        let mut offers = match self {
            Self::Toolset20260801 => vec![native(json!({ "type": "computer_toolset_20260801" }), None)],
            Self::Use20251124 => vec![computer("computer_20251124", "computer-use-2025-11-24", true)],
            Self::Use20250429 | Self::Use20250124 => {
                vec![computer("computer_20250124", "computer-use-2025-01-24", false)]
            }
            Self::Use20241022 => vec![computer("computer_20241022", "computer-use-2024-10-22", false)],
            Self::OpenAi => vec![native(json!({ "type": "computer" }), None)],
            Self::Functions => vec![computer_function()],
        };
        match (others.browser, self) {
            (Browsing::Not, _) => {}
            (Browsing::Toolset, Self::Toolset20260801) => {
                offers.push(native(json!({ "type": BROWSER_TOOLSET }), None));
            }
            (Browsing::Function | Browsing::Toolset, _) => offers.push(browser_function()),
        }
        if others.shell {
            match self {
                Self::OpenAi | Self::Functions => offers.extend([bash_function(), editor_function()]),
                Self::Toolset20260801
                | Self::Use20251124
                | Self::Use20250429
                | Self::Use20250124
                | Self::Use20241022 => {
                    // the present editor and shell go with every version of the computer tool
                    offers.push(native(json!({ "type": "bash_20250124", "name": "bash" }), None));
                    let editor = json!({ "type": "text_editor_20250728", "name": "str_replace_based_edit_tool" });
                    offers.push(native(editor, None));
                }
            }
        }
        offers
    }
}

fn computer_function() -> Offered {
    let actions = [
        "screenshot",
        "cursor_position",
        "mouse_move",
        "left_click",
        "right_click",
        "middle_click",
        "double_click",
        "triple_click",
        "left_click_drag",
        "left_mouse_down",
        "left_mouse_up",
        "scroll",
        "key",
        "type",
        "hold_key",
        "wait",
        "zoom",
    ];
    let place = json!({ "type": "array", "items": { "type": "integer" }, "minItems": 2, "maxItems": 2 });
    Offered::Function {
        name: "computer",
        description: "See and use the screen of a computer. Places are [x, y] in pixels of the last screenshot, from its upper left \
            corner. `key` and `hold_key` take names such as Return, Page_Down, ctrl+s. For clicks and scrolling, `text` names keys \
            that are held meanwhile. Take a screenshot after each step to see what came of it.",
        schema: json!({
            "type": "object",
            "properties": {
                "action": { "type": "string", "enum": actions },
                "coordinate": place, "start_coordinate": place,
                "text": { "type": "string" },
                "scroll_direction": { "type": "string", "enum": ["up", "down", "left", "right"] },
                "scroll_amount": { "type": "integer", "minimum": 0, "maximum": 100 },
                "duration": { "type": "number", "minimum": 0, "maximum": 300, "description": "Seconds." },
                "repeat": { "type": "integer", "minimum": 1, "maximum": 100 },
                "region": { "type": "array", "items": { "type": "integer" }, "minItems": 4, "maxItems": 4 },
            },
            "required": ["action"],
            "additionalProperties": false,
        }),
    }
}

fn browser_function() -> Offered {
    let actions = [
        "navigate",
        "list_tabs",
        "new_tab",
        "switch_tab",
        "close_tab",
        "read_page",
        "get_page_text",
        "find",
        "form_input",
        "scroll_to",
        "screenshot",
        "zoom",
        "left_click",
        "right_click",
        "middle_click",
        "double_click",
        "triple_click",
        "hover",
        "left_click_drag",
        "left_mouse_down",
        "left_mouse_up",
        "mouse_move",
        "scroll",
        "type",
        "key",
        "hold_key",
        "wait",
    ];
    let aim = json!({
        "type": "object",
        "properties": {
            "type": { "type": "string", "enum": ["ref", "coordinate"] },
            "ref": { "type": "string" }, "x": { "type": "number" }, "y": { "type": "number" },
        },
        "required": ["type"],
        "additionalProperties": false,
    });
    Offered::Function {
        name: "browser",
        description: "Use the web browser on the computer element by element. `read_page` and `find` show elements with refs such as \
            `ref_e7`; `target` is such a ref, or a place in pixels of the last screenshot of the page (by `screenshot` of this tool, \
            not of the whole screen). `form_input` sets a field, a checkbox or a choice. `navigate` takes an address, or `back`, \
            `forward`, `reload`. Keys are such as Return, Page_Down, ctrl+a. Refs are void when the page has changed.",
        schema: json!({
            "type": "object",
            "properties": {
                "action": { "type": "string", "enum": actions },
                "url": { "type": "string" },
                "tab_id": { "type": "string" },
                "filter": { "type": "string", "enum": ["interactive", "all"] },
                "depth": { "type": "integer", "minimum": 1 },
                "ref": { "type": "string" },
                "query": { "type": "string" },
                "target": aim, "from": aim,
                "value": { "type": ["string", "boolean", "number"] },
                "region": { "type": "array", "items": { "type": "integer" }, "minItems": 4, "maxItems": 4 },
                "modifiers": { "type": "string" },
                "scroll_direction": { "type": "string", "enum": ["up", "down", "left", "right"] },
                "scroll_amount": { "type": "integer", "minimum": 1, "maximum": 10 },
                "text": { "type": "string" },
                "repeat": { "type": "integer", "minimum": 1, "maximum": 100 },
                "duration": { "type": "number", "minimum": 0, "maximum": 30, "description": "Seconds." },
            },
            "required": ["action"],
            "additionalProperties": false,
        }),
    }
}

fn bash_function() -> Offered {
    Offered::Function {
        name: "bash",
        description: "Run a command in a shell on the computer. The shell keeps its directory and variables between calls. It has \
            no terminal: commands that ask something get an end of file. `restart` gives a new shell.",
        schema: json!({
            "type": "object",
            "properties": { "command": { "type": "string" }, "restart": { "type": "boolean" } },
            "additionalProperties": false,
        }),
    }
}

fn editor_function() -> Offered {
    Offered::Function {
        name: "str_replace_based_edit_tool",
        description: "View, create and change text files on the computer. `old_str` must appear exactly once.",
        schema: json!({
            "type": "object",
            "properties": {
                "command": { "type": "string", "enum": ["view", "create", "str_replace", "insert", "undo_edit"] },
                "path": { "type": "string" },
                "view_range": { "type": "array", "items": { "type": "integer" }, "minItems": 2, "maxItems": 2 },
                "file_text": { "type": "string" },
                "old_str": { "type": "string" },
                "new_str": { "type": "string" },
                "insert_line": { "type": "integer", "minimum": 0 },
                "insert_text": { "type": "string" },
            },
            "required": ["command", "path"],
            "additionalProperties": false,
        }),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn every_group_is_found_by_its_name_and_leads_down_to_functions() {
        for group in Group::ALL {
            assert_eq!(Group::named(group.as_str()), Some(group));
            assert_eq!(serde_json::to_value(group).unwrap(), group.as_str());
            let mut at = group;
            while let Some(below) = at.below() {
                at = below;
            }
            assert_eq!(at, Group::Functions);
        }
        assert_eq!(Group::named("computer_use_19991231"), None);
    }

    #[test]
    fn a_toolset_names_no_size_and_older_tools_do() {
        let offers = Group::Toolset20260801.offers((1280, 800), Others { shell: true, browser: Browsing::Toolset });
        let Offered::Native { definition, beta: None } = &offers[0] else { panic!("{offers:?}") };
        assert_eq!(definition, &json!({ "type": "computer_toolset_20260801" }), "anything else is answered with 400");
        let names = |offers: &[Offered]| -> Vec<String> {
            let name = |offered: &Offered| match offered {
                Offered::Native { definition, .. } => definition["type"].as_str().unwrap().to_owned(),
                Offered::Function { name, .. } => (*name).to_owned(),
            };
            offers.iter().map(name).collect()
        };
        assert_eq!(
            names(&offers),
            ["computer_toolset_20260801", "browser_toolset_20260801", "bash_20250124", "text_editor_20250728"]
        );
        let browsing = Others { shell: false, browser: Browsing::Toolset };
        assert_eq!(names(&Group::Use20251124.offers((1280, 800), browsing)), ["computer_20251124", "browser"]);
        let offers = Group::Use20250124.offers((1280, 800), Others::default());
        let [Offered::Native { definition, beta: Some("computer-use-2025-01-24") }] = offers.as_slice() else {
            panic!("{offers:?}")
        };
        assert_eq!(definition["display_width_px"], 1280);
    }
}
