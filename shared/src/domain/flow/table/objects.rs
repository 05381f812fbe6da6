//! The objects within a document that are no steps: the flow itself, targets, matchers, small structs.

use super::{Field, Kind, Object, Plain, Rule, default, field, required};

const DAY_MS: i64 = 86_400_000;
const DAY: f64 = 86_400.0;

/// The document.
pub(crate) const FLOW: Object = Object {
    schema: "Flow",
    name: "a flow",
    doc: "A flow: what a person does on a site and what they then see, as a document.",
    fields: &[
        required("name", Kind::Name, "What the flow is called in lists and reports."),
        field("description", Kind::Text, "What the flow shows, for readers."),
        field(
            "start_url",
            Kind::Url,
            "Opened before the first step; relative `goto`s are relative to it. Its host is the one that the browser may visit.",
        ),
        field("params", Kind::Values, "Default values of `{{name}}`; whoever starts the flow may give others."),
        field(
            "setup",
            Kind::Steps,
            "Done first of all, before `start_url` is opened. A failure here means that the flow could not be judged.",
        ),
        required("steps", Kind::Steps, "What is done, in order."),
        field(
            "teardown",
            Kind::Steps,
            "Done at the end whatever came before, within 30 s when the time was up; not when the browser died or the execution was cancelled.",
        ),
        field("data", Kind::Rows, "Values for the params, row by row; each row is an execution of its own."),
        field("data_name", Kind::Text, "What each row's execution is called, e.g. `Sign in as {{user}}`."),
        field(
            "timeout",
            Kind::Seconds { max: DAY },
            "Longest time for one attempt: seconds, or text such as `90s` or `2m`.",
        ),
        default(
            "retries",
            Kind::Whole { min: 0, max: 10 },
            "0",
            "Attempts after the first when the verdict is not `passed`.",
        ),
        field("viewport", Kind::Object(&VIEWPORT), "Size of the page."),
        field("emulate", Kind::Object(&EMULATION), "What the browser pretends to be, from the first document on."),
        default(
            "engine",
            Kind::Word(&["auto", "shell", "full"]),
            "\"auto\"",
            "Which Chromium: the headless shell, the full browser, or whichever is there.",
        ),
        default(
            "browser",
            Kind::Word(&["chromium", "firefox", "any"]),
            "\"chromium\"",
            "Which browser it runs in; `any` takes whichever the worker has.",
        ),
        field("profile", Kind::Name, "Name of a saved login state to begin with."),
        field(
            "allowed_hosts",
            Kind::Many(&Kind::Host),
            "Hosts beside that of `start_url` that the browser may visit: `example.org`, `*.example.org`, `host:port`.",
        ),
        field(
            "allowed_methods",
            Kind::Many(&Kind::Word(&["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])),
            "Methods of the requests that its pages and its `http_request`s may make: with `GET` alone the flow reads and changes nothing. \
             Every other request is stopped, workers of pages are not started. Absent: every method. Needs Chromium.",
        ),
        field("tags", Kind::Many(&Kind::Name), "Words to find the flow by."),
        field("evidence", Kind::Object(&EVIDENCE), "What is kept of each attempt; absent kinds as the server says."),
        default(
            "testid_attribute",
            Kind::Name,
            "\"data-testid\"",
            "The attribute that `testid` targets read, or several, separated by commas.",
        ),
        default(
            "component_attribute",
            Kind::Name,
            "\"data-component,data-slot,data-part\"",
            "The attribute that `component` targets read, or several, separated by commas.",
        ),
    ],
    rules: &[],
    example: r#"{"name":"Log in","start_url":"http://127.0.0.1:4000/login","params":{"user":"ada"},"steps":[{"type":"fill","target":{"label":"User name"},"value":"{{user}}"},{"type":"expect","target":{"text":"Welcome"},"to":"visible"}]}"#,
};

const KEEP: Kind = Kind::Word(&["on", "retain_on_failure", "off"]);

/// The policy of what is kept.
pub(crate) const EVIDENCE: Object = Object {
    schema: "FlowEvidence",
    name: "an evidence policy",
    doc: "What is kept of an attempt beside its verdict. `retain_on_failure` records, and throws away when the attempt passes.",
    fields: &[
        field(
            "screenshots",
            Kind::Word(&["always", "on_failure", "never"]),
            "Pictures of the page: before and after every step, or of the page that a step failed on.",
        ),
        field("video", KEEP, "A film of the tab in front, WebM."),
        field("trace", KEEP, "A `trace.zip` for Playwright's trace viewer."),
        field("console", KEEP, "What the pages wrote to their console."),
        field("network", KEEP, "Requests and responses."),
        field(
            "outline",
            Kind::Word(&["on_failure", "never"]),
            "The accessibility outline of the page that a step failed on.",
        ),
    ],
    rules: &[],
    example: r#"{"screenshots":"always","video":"retain_on_failure","trace":"on"}"#,
};

const VIEWPORT: Object = Object {
    schema: "FlowViewport",
    name: "a viewport",
    doc: "Size of the page in CSS pixels.",
    fields: &[
        required("width", Kind::Whole { min: 100, max: 10_000 }, "CSS pixels."),
        required("height", Kind::Whole { min: 100, max: 10_000 }, "CSS pixels."),
    ],
    rules: &[],
    example: r#"{"width":1280,"height":720}"#,
};

pub(super) const GEOLOCATION: Object = Object {
    schema: "Geolocation",
    name: "a geolocation",
    doc: "A place on Earth. The page may ask for it without a question to the user.",
    fields: &[
        required("latitude", Kind::Number { min: -90.0, max: 90.0 }, "Degrees to the north."),
        required("longitude", Kind::Number { min: -180.0, max: 180.0 }, "Degrees to the east."),
        field("accuracy", Kind::Number { min: 0.0, max: 1e6 }, "Metres; 0 when absent."),
    ],
    rules: &[],
    example: r#"{"latitude":48.2,"longitude":16.37}"#,
};

const SCALE: Kind = Kind::Number { min: 0.1, max: 10.0 };

/// The fields of `emulate`, as a step: the last one stands in the step alone.
pub(super) const EMULATE_FIELDS: &[Field] = &[
    field(
        "device",
        Kind::Device,
        "A device by Playwright's name: `Pixel 7`, `iPhone 15`, `iPad Mini landscape`; the other fields go before it.",
    ),
    field("viewport", Kind::Object(&VIEWPORT), "Size of the page."),
    field("screen", Kind::Object(&VIEWPORT), "Size of the screen; that of the page when absent."),
    field("device_scale_factor", SCALE, "Device pixels per CSS pixel."),
    field("mobile", Kind::Bool, "Follows `<meta name=viewport>` as phones do."),
    field("touch", Kind::Bool, "Has a touch screen."),
    field("user_agent", Kind::Text, "How the browser names itself."),
    field("locale", Kind::Text, "Language and region, e.g. `de-AT`: numbers, dates, `Accept-Language`."),
    field("timezone", Kind::Text, "A name of the time-zone database, e.g. `Europe/Vienna`."),
    field("geolocation", Kind::Object(&GEOLOCATION), "Where the device is."),
    field("color_scheme", Kind::Word(&["light", "dark", "no-preference"]), "`prefers-color-scheme`."),
    field("reduced_motion", Kind::Word(&["reduce", "no-preference"]), "`prefers-reduced-motion`."),
    field("forced_colors", Kind::Word(&["active", "none"]), "`forced-colors`."),
    field("contrast", Kind::Word(&["more", "no-preference"]), "`prefers-contrast`."),
    field("media", Kind::Word(&["screen", "print"]), "The medium of the style sheets."),
    field("cpu_throttle", Kind::Number { min: 1.0, max: 100.0 }, "The processor is so many times slower."),
    field(
        "clock",
        Kind::Text,
        "The time at which the fake clock of the step `clock` begins, e.g. `2026-11-20T10:00:00Z`.",
    ),
    default("reset", Kind::Bool, "false", "First, everything is again as at the flow's beginning."),
];

/// What a flow's browser pretends to be.
const EMULATION: Object = Object {
    schema: "Emulation",
    name: "an emulation",
    doc: "What the browser pretends to be.",
    fields: EMULATE_FIELDS.split_at(EMULATE_FIELDS.len() - 1).0,
    rules: &[],
    example: r#"{"device":"iPhone 15","locale":"de-AT","timezone":"Europe/Vienna"}"#,
};

/// One field of `fill_form`.
pub(super) const FORM_FIELD: Object = Object {
    schema: "FormField",
    name: "a field",
    doc: "A form control and what it gets.",
    fields: &[
        required("target", Kind::Target, "The control."),
        required(
            "value",
            Kind::Any,
            "Text or a number; `true` or `false` for a tick; for a `<select>` a value, a label or a list.",
        ),
    ],
    rules: &[],
    example: r#"{"target":{"label":"Name"},"value":"Ada"}"#,
};

/// The fields that every step may have.
pub(crate) const COMMON: &[Field] = &[
    field("id", Kind::Name, "A name of the step that stays when steps are moved."),
    field("label", Kind::Name, "What the step is called in reports."),
    field(
        "timeout_ms",
        Kind::Whole { min: 1, max: DAY_MS },
        "Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000 for others when absent.",
    ),
    field("retry", Kind::Object(&RETRY), "Further tries of the step when it fails."),
    field(
        "on_failure",
        Kind::Word(&["fail", "continue"]),
        "`continue` records the failure and goes on; the flow fails at its end.",
    ),
    default("soft", Kind::Bool, "false", "The same as `on_failure: continue`, for assertions."),
    default(
        "once",
        Kind::Bool,
        "false",
        "Must never be done twice: after a crash in this step the execution ends in doubt instead of starting over.",
    ),
    field("if", Kind::Condition, "The step is skipped when this condition does not hold within 250 ms."),
    field(
        "postcondition",
        Kind::Many(&Kind::Condition),
        "What must hold when the step is done; each is an `expect` of its own.",
    ),
    field(
        "recorded",
        Kind::Object(&RECORDED),
        "How the step came to be, when it was recorded from what a model did. It decides nothing; healing goes by it.",
    ),
];

const RECORDED: Object = Object {
    schema: "StepRecorded",
    name: "a recording",
    doc: "What is known of the element and the effect of a step that was recorded.",
    fields: &[
        field("candidates", Kind::Many(&Kind::Target), "Further targets that meant the element alone, the best first."),
        field("role", Kind::Text, "The element's role."),
        field("name", Kind::Text, "Its accessible name."),
        field("tag", Kind::Text, "Its tag, in lower case."),
        field("effect", Kind::Object(&EFFECT), "What the step did."),
    ],
    rules: &[],
    example: r#"{"candidates":[{"label":"Quantity"}],"role":"spinbutton","name":"Quantity","tag":"input","effect":{"page":"/cart","requests":["POST /cart"]}}"#,
};

const EFFECT: Object = Object {
    schema: "StepEffect",
    name: "an effect",
    doc: "What a step did when it was recorded.",
    fields: &[
        field("page", Kind::Text, "The path of the page afterwards, when it was another."),
        field("requests", Kind::Many(&Kind::Text), "What was asked for that changes something: `POST /cart`."),
        field("dialogs", Kind::Many(&Kind::Text), "The kinds of the dialogs that opened: `confirm`."),
        field(
            "regions",
            Kind::Many(&Kind::Text),
            "The parts of the page that were others afterwards: `main`, `status`.",
        ),
    ],
    rules: &[],
    example: r#"{"page":"/cart","requests":["POST /cart"]}"#,
};

const RETRY: Object = Object {
    schema: "StepRetry",
    name: "a retry",
    doc: "Further tries of one step.",
    fields: &[
        required("max", Kind::Whole { min: 0, max: 10 }, "Tries after the first."),
        default(
            "backoff_ms",
            Kind::Whole { min: 0, max: 60_000 },
            "0",
            "Pause before the first further try in milliseconds; doubled each time.",
        ),
    ],
    rules: &[],
    example: r#"{"max":2,"backoff_ms":500}"#,
};

/// Which element of the page.
pub(crate) const TARGET: Object = Object {
    schema: "Target",
    name: "a target",
    doc: "One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`, `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`, `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.",
    fields: &[
        field("role", Kind::Role, "ARIA role, explicit or implied by the element."),
        field("name", Kind::Matcher(Plain::Part), "Accessible name, beside `role`."),
        default("exact", Kind::Bool, "false", "Compare plain text wholly and by case, instead of a part without case."),
        field("level", Kind::Whole { min: 1, max: 99 }, "Heading level, beside `role`."),
        field("checked", Kind::Tristate, "Checked state, beside `role`."),
        field("pressed", Kind::Tristate, "Pressed state, beside `role`."),
        field("expanded", Kind::Bool, "Expanded state, beside `role`."),
        field("selected", Kind::Bool, "Selected state, beside `role`."),
        field("disabled", Kind::Bool, "Disabled state, beside `role`."),
        default(
            "include_hidden",
            Kind::Bool,
            "false",
            "Also elements hidden from assistive technology, beside `role`.",
        ),
        field("text", Kind::Matcher(Plain::Part), "The smallest element with this text."),
        field("label", Kind::Matcher(Plain::Part), "The form control with this label."),
        field("placeholder", Kind::Matcher(Plain::Part), "The input with this placeholder."),
        field("alt", Kind::Matcher(Plain::Part), "The image with this alternative text."),
        field("title", Kind::Matcher(Plain::Part), "The element with this `title` attribute."),
        field(
            "testid",
            Kind::Matcher(Plain::Whole),
            "The element whose test attribute (`data-testid`) has this value.",
        ),
        field(
            "component",
            Kind::Matcher(Plain::Whole),
            "The element whose component attribute (`data-component`, `data-slot`, `data-part`) has this value.",
        ),
        field("value", Kind::Matcher(Plain::Part), "The button, option, text field or select with this value now."),
        field("id", Kind::Text, "The element with this `id`."),
        field("name_attr", Kind::Text, "The element with this `name` attribute."),
        field("link_text", Kind::Text, "The `<a>` with this whole text."),
        field("partial_link_text", Kind::Text, "The `<a>` with this part in its text, by case."),
        field(
            "css",
            Kind::Text,
            "CSS selector; goes through open shadow roots, and knows `:has-text()`, `:text()`, `:text-is()`, `:text-matches()`, `:visible`, `:nth-match()`, `:near()`, `:above()`, `:below()`, `:left-of()`, `:right-of()`.",
        ),
        field("xpath", Kind::Text, "XPath; does not go through shadow roots."),
        field("xy", Kind::Object(&POINT), "What lies at this point of the viewport: the last resort."),
        field(
            "any_of",
            Kind::Many(&Kind::Target),
            "Targets, the best first: the first that means exactly one element. An action takes a later one only after 500 ms without the first.",
        ),
        field("within", Kind::Target, "Only inside this element."),
        field("has", Kind::Target, "Only when this element is inside it."),
        field("has_not", Kind::Target, "Only when this element is not inside it."),
        field("has_text", Kind::Matcher(Plain::Part), "Only when this text is inside it."),
        field("has_not_text", Kind::Matcher(Plain::Part), "Only when this text is not inside it."),
        field("and", Kind::Target, "Only when it is this one, too."),
        field("or", Kind::Target, "What matches this counts as well."),
        field(
            "near",
            Kind::Target,
            "Only close to this element: at most `px` (50) between the edges; the nearest first.",
        ),
        field("above", Kind::Target, "Only above this element; the nearest first."),
        field("below", Kind::Target, "Only below this element; the nearest first."),
        field("left_of", Kind::Target, "Only to the left of this element; the nearest first."),
        field("right_of", Kind::Target, "Only to the right of this element; the nearest first."),
        field(
            "px",
            Kind::Number { min: 0.0, max: 1e6 },
            "How far away at most in CSS pixels, beside `near`, `above`, `below`, `left_of` or `right_of`.",
        ),
        field("visible", Kind::Bool, "Only visible elements, or only invisible ones."),
        field("enabled_only", Kind::Bool, "Only elements that are not disabled."),
        field(
            "nth",
            Kind::Whole { min: -100_000, max: 100_000 },
            "The n-th of several matches, from 0; -1 is the last.",
        ),
        field("first", Kind::Bool, "The first of several matches: the same as `nth: 0`."),
        field("last", Kind::Bool, "The last of several matches: the same as `nth: -1`."),
        field(
            "shadow",
            Kind::Word(&["open", "closed"]),
            "`closed`: also inside closed shadow roots, over Chromium's socket. Open ones are looked into anyway.",
        ),
        field(
            "frame",
            Kind::Frame,
            "The frame to look in, or the frames from the outermost on: by `name`, by `url`, or as a target.",
        ),
    ],
    rules: &[
        Rule::One(super::STRATEGIES, "strategy"),
        Rule::NotBoth("nth", "first"),
        Rule::NotBoth("nth", "last"),
        Rule::NotBoth("first", "last"),
        Rule::Needs("name", "role"),
        Rule::Needs("level", "role"),
        Rule::Needs("checked", "role"),
        Rule::Needs("pressed", "role"),
        Rule::Needs("expanded", "role"),
        Rule::Needs("selected", "role"),
        Rule::Needs("disabled", "role"),
        Rule::Needs("include_hidden", "role"),
    ],
    example: r#"{"role":"button","name":"Sign in"}"#,
};

const POINT: Object = Object {
    schema: "ViewportPoint",
    name: "a point",
    doc: "A point of the viewport in CSS pixels from its top left.",
    fields: &[
        required("x", Kind::Number { min: 0.0, max: 1e6 }, "CSS pixels to the right."),
        required("y", Kind::Number { min: 0.0, max: 1e6 }, "CSS pixels downwards."),
    ],
    rules: &[],
    example: r#"{"x":640,"y":360}"#,
};

/// A frame by its name or address.
pub(crate) const FRAME: Object = Object {
    schema: "FrameMatcher",
    name: "a frame",
    doc: "A frame by its `name` or `id` attribute, or by the address of the document in it; at any depth below, exactly one.",
    fields: &[
        field("name", Kind::Matcher(Plain::Whole), "Its `name` attribute, or its `id` when it has none."),
        field("url", Kind::Matcher(Plain::Glob), "The address of the document in it, e.g. `**/pay/*`."),
    ],
    rules: &[Rule::Some(&["name", "url"])],
    example: r#"{"url":"**/pay/*"}"#,
};

pub(super) const POSITION: Object = Object {
    schema: "ElementPosition",
    name: "a position",
    doc: "Offset from the top left of the element's padding box in CSS pixels.",
    fields: &[
        required("x", Kind::Number { min: -1e6, max: 1e6 }, "CSS pixels to the right."),
        required("y", Kind::Number { min: -1e6, max: 1e6 }, "CSS pixels downwards."),
    ],
    rules: &[],
    example: r#"{"x":10,"y":5}"#,
};

pub(super) const UPLOAD_FILE: Object = Object {
    schema: "UploadFile",
    name: "a file",
    doc: "A file to choose in a file input.",
    fields: &[
        required("name", Kind::Text, "File name that the page sees."),
        field("media_type", Kind::Text, "Media type that the page sees; guessed from the name when absent."),
        field("text", Kind::Text, "The content as text."),
        field("base64", Kind::Text, "The content in base64."),
        field("path", Kind::Text, "A file below the worker's upload directory."),
        field("file", Kind::Text, "A file of the run: written or downloaded before."),
        field(
            "url",
            Kind::Url,
            "An address that the worker gets it from; its host must be one that the flow may visit.",
        ),
        field("artifact", Kind::Text, "Identifier of a stored artifact."),
    ],
    rules: &[Rule::One(&["text", "base64", "path", "file", "url", "artifact"], "content")],
    example: r#"{"name":"notes.txt","media_type":"text/plain","text":"hello"}"#,
};

/// A header of a response.
pub(crate) const HEADER: Object = Object {
    schema: "HeaderMatcher",
    name: "a header",
    doc: "A header of a response, and its wanted value; with the name alone it must be there.",
    fields: &[
        required("name", Kind::Text, "Its name; upper and lower case are the same."),
        field("equals", Kind::Text, "The whole value."),
        field("contains", Kind::Text, "A part of the value."),
        field("matches", Kind::Regex, "A regular expression for the value."),
    ],
    rules: &[
        Rule::NotBoth("equals", "contains"),
        Rule::NotBoth("equals", "matches"),
        Rule::NotBoth("contains", "matches"),
    ],
    example: r#"{"name":"cache-control","contains":"no-store"}"#,
};

/// What a mocked WebSocket answers.
pub(super) const SOCKET_REPLY: Object = Object {
    schema: "WsReply",
    name: "a reply",
    doc: "What a mocked WebSocket answers to a message of the page.",
    fields: &[
        required("to", Kind::Matcher(Plain::Part), "The message; a plain string is a part of it."),
        field("send", Kind::Many(&Kind::Any), "Messages: texts as they are, anything else as JSON."),
        field("close", Kind::Whole { min: 1000, max: 4999 }, "Closes the socket with this code."),
    ],
    rules: &[Rule::Some(&["send", "close"])],
    example: r#"{"to":"brew","send":["brewing"]}"#,
};

/// How a text or a URL is compared when it is no plain string.
pub(crate) const MATCHER: Object = Object {
    schema: "Matcher",
    name: "a text matcher",
    doc: "How a text or an address is compared. White space is collapsed and trimmed on both sides, except for `matches`.",
    fields: &[
        field("equals", Kind::Text, "The whole text."),
        field("contains", Kind::Text, "A part of the text."),
        field("matches", Kind::Regex, "A JavaScript regular expression."),
        field("flags", Kind::Flags, "Its flags, e.g. `i`."),
    ],
    rules: &[Rule::One(&["equals", "contains", "matches"], "comparison"), Rule::Needs("flags", "matches")],
    example: r#"{"matches":"^order \\d+$","flags":"i"}"#,
};

/// A tab by its address or title.
pub(crate) const TAB: Object = Object {
    schema: "TabMatcher",
    name: "a tab",
    doc: "A tab by its address, its title, or the name that a step gave it.",
    fields: &[
        field("url", Kind::Matcher(Plain::Glob), "Its address."),
        field("title", Kind::Matcher(Plain::Whole), "Its title."),
        field("alias", Kind::Text, "The `alias` of `new_tab`, `switch_tab` or `wait_popup`."),
    ],
    rules: &[Rule::One(&["url", "title", "alias"], "matcher")],
    example: r#"{"url":"**/help"}"#,
};

/// An option of a `<select>`.
pub(crate) const OPTION: Object = Object {
    schema: "OptionMatcher",
    name: "an option",
    doc: "An option of a `<select>`.",
    fields: &[
        field("label", Kind::Text, "Its visible text."),
        field("value", Kind::Text, "Its `value`."),
        field("index", Kind::Whole { min: 0, max: 100_000 }, "Its position from 0."),
    ],
    rules: &[Rule::One(&["label", "value", "index"], "name")],
    example: r#"{"label":"Large"}"#,
};

/// A range of counts.
pub(crate) const BOUNDS: Object = Object {
    schema: "CountRange",
    name: "a range",
    doc: "At least and at most so many, both inclusive.",
    fields: &[
        field("min", Kind::Whole { min: 0, max: 1_000_000 }, "At least."),
        field("max", Kind::Whole { min: 0, max: 1_000_000 }, "At most."),
    ],
    rules: &[Rule::Some(&["min", "max"])],
    example: r#"{"min":1,"max":3}"#,
};

/// A range of numbers.
const NUMBERS: Object = Object {
    schema: "NumberRange",
    name: "a range of numbers",
    doc: "At least and at most, both inclusive.",
    fields: &[
        field("min", Kind::Number { min: -1e15, max: 1e15 }, "At least."),
        field("max", Kind::Number { min: -1e15, max: 1e15 }, "At most."),
    ],
    rules: &[Rule::Some(&["min", "max"])],
    example: r#"{"min":1.5,"max":3}"#,
};

/// A number, or bounds.
pub(super) const RANGE: Kind = Kind::Either(&Kind::Number { min: -1e15, max: 1e15 }, &Kind::Object(&NUMBERS));
