//! Devices, places, clocks.

use super::{Effect, row, ruled};
use crate::domain::flow::table::{
    Kind, Row, Rule, default, field,
    objects::{EMULATE_FIELDS, GEOLOCATION},
    required,
};

const GROUP: &str = "Emulation";

const DATE: Kind = Kind::Text;
const DEVICE: Kind = Kind::Word(&["on", "none", "denied"]);

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "emulate",
        Effect::Repeatable,
        None,
        "Changes what the browser pretends to be, for all tabs. What a page has already read stays as it is until `reload`.",
        EMULATE_FIELDS,
        r#"{"type":"emulate","device":"Pixel 7","viewport":{"width":400,"height":800},"screen":{"width":400,"height":900},"device_scale_factor":2,"mobile":true,"touch":true,"user_agent":"Teapot/1.0","locale":"de-AT","timezone":"Europe/Vienna","geolocation":{"latitude":48.2,"longitude":16.4,"accuracy":20},"color_scheme":"dark","reduced_motion":"reduce","forced_colors":"active","contrast":"more","media":"print","cpu_throttle":4,"clock":"2026-11-20T10:00:00Z","reset":true}"#,
    ),
    ruled(
        row(
            GROUP,
            "clock",
            Effect::Acts,
            None,
            "Gives the pages a clock that the flow turns: dates, timers, animation frames.",
            &[
                field("install", DATE, "Begins the fake clock at this time; it runs on."),
                field("set", DATE, "Changes the time, without letting timers fire."),
                field("fix", DATE, "`Date` stands still at this time; timers go on."),
                field("pause", DATE, "Jumps to this time (timers that are due fire once) and stops."),
                field(
                    "fast_forward",
                    Kind::Text,
                    "Jumps ahead, timers that are due fire once: `05:00`, `01:30:00`, `90s`, or milliseconds.",
                ),
                field("run_for", Kind::Text, "Lets this time pass at once, with every timer in it."),
                field("resume", Kind::Bool, "Lets the time run on after `pause`."),
            ],
            r#"{"type":"clock","fast_forward":"05:00"}"#,
        ),
        &[Rule::One(&["install", "set", "fix", "pause", "fast_forward", "run_for", "resume"], "change")],
    ),
    row(
        GROUP,
        "webauthn",
        Effect::Acts,
        Some("action"),
        "Gives the tab a virtual authenticator, which makes and uses passkeys without a person.",
        &[
            required("action", Kind::Word(&["add", "remove"]), "`remove` takes away the last one, with its keys."),
            default("protocol", Kind::Word(&["ctap2", "u2f"]), "\"ctap2\"", "What it speaks."),
            default("transport", Kind::Word(&["usb", "nfc", "ble", "internal"]), "\"internal\"", "How it is attached."),
            default("resident_key", Kind::Bool, "true", "Keeps passkeys."),
            default("user_verification", Kind::Bool, "true", "Can verify its user."),
            default("verified", Kind::Bool, "true", "The user passes the verification."),
        ],
        r#"{"type":"webauthn","action":"add","protocol":"u2f","transport":"usb","resident_key":false,"user_verification":false,"verified":false}"#,
    ),
    row(
        GROUP,
        "travel",
        Effect::Repeatable,
        Some("path"),
        "Moves the device from place to place, as if it were carried along: the geolocation changes again and again until the last place is reached, where it stays.",
        &[
            required(
                "path",
                Kind::Many(&Kind::Object(&GEOLOCATION)),
                "The places, in order; the way between them is straight.",
            ),
            default(
                "speed",
                Kind::Number { min: 0.1, max: 100_000.0 },
                "1.4",
                "Metres in a second; a walk when absent.",
            ),
            default(
                "every_ms",
                Kind::Whole { min: 50, max: 60_000 },
                "1000",
                "Time between two new places in milliseconds.",
            ),
        ],
        r#"{"type":"travel","path":[{"latitude":48.2082,"longitude":16.3738,"accuracy":5},{"latitude":48.2085,"longitude":16.3721}],"speed":30,"every_ms":500}"#,
    ),
    row(
        GROUP,
        "fake_media",
        Effect::Repeatable,
        None,
        "Gives pages that are opened from here on a camera and a microphone that no machine has: a moving test picture (or one of yours) and a low tone. Permissions count: what `deny_permissions` denies stays denied.",
        &[
            default(
                "camera",
                DEVICE,
                "\"on\"",
                "`none`: there is no camera; `denied`: the person says no when the page asks.",
            ),
            default("microphone", DEVICE, "\"on\"", "The same for the microphone."),
            field(
                "picture",
                Kind::Text,
                "A file of the run (PNG, JPEG, SVG) that the camera shows instead, e.g. a QR code; at most 2 MiB.",
            ),
            default("width", Kind::Whole { min: 16, max: 4096 }, "640", "Width of the camera's picture in pixels."),
            default("height", Kind::Whole { min: 16, max: 4096 }, "480", "Height of the camera's picture in pixels."),
        ],
        r#"{"type":"fake_media","camera":"none","microphone":"denied","picture":"code.png","width":1280,"height":720}"#,
    ),
];
