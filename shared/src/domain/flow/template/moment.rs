//! `{{now}}` with an offset and a format: `{{now+2d}}`, `{{now-1h30m|%H:%M}}`, `{{now|unix}}`.

use chrono::{
    DateTime, Months, SecondsFormat, TimeDelta, Utc,
    format::{Item, StrftimeItems},
};
use serde_json::Value;

/// Named formats.
const FORMATS: &[&str] = &["iso", "date", "time", "unix", "unix_ms"];

/// What stands in `{{now…}}`, read.
struct Moment<'a> {
    months: i32,
    seconds: i64,
    format: &'a str,
}

/// Whether the text is `now`, perhaps with an offset or a format.
pub(super) fn is_moment(text: &str) -> bool {
    text.strip_prefix("now")
        .is_some_and(|rest| rest.trim_start().is_empty() || rest.trim_start().starts_with(['+', '-', '|']))
}

/// Checks `now+2d|%Y-%m-%d`.
///
/// # Errors
/// A sentence about what is wrong.
pub(super) fn check(text: &str) -> Result<(), String> {
    read(text).map(drop)
}

/// The value of `now+2d|%Y-%m-%d` at this moment.
///
/// # Errors
/// A sentence, also for times out of all bounds.
pub(super) fn value(text: &str, now: DateTime<Utc>) -> Result<Value, String> {
    let Moment { months, seconds, format } = read(text)?;
    let by = Months::new(months.unsigned_abs());
    let moved = if months < 0 { now.checked_sub_months(by) } else { now.checked_add_months(by) };
    let moved = moved.and_then(|at| at.checked_add_signed(TimeDelta::try_seconds(seconds)?));
    let at = moved.ok_or_else(|| format!("`{{{{{text}}}}}` is a time too far away"))?;
    Ok(match format {
        "" | "iso" => at.to_rfc3339_opts(SecondsFormat::Millis, true).into(),
        "date" => at.format("%Y-%m-%d").to_string().into(),
        "time" => at.format("%H:%M:%S").to_string().into(),
        "unix" => at.timestamp().into(),
        "unix_ms" => at.timestamp_millis().into(),
        pattern => at.format(pattern).to_string().into(),
    })
}

fn read(text: &str) -> Result<Moment<'_>, String> {
    let rest = text.strip_prefix("now").unwrap_or(text);
    let (offset, format) = rest.split_once('|').unwrap_or((rest, ""));
    let (offset, format) = (offset.trim(), format.trim());
    let (mut months, mut seconds) = (0_i32, 0_i64);
    let mut sign = 1_i64;
    let mut left = offset;
    while !left.is_empty() {
        if let Some(after) = left.strip_prefix(['+', '-']) {
            sign = if left.starts_with('-') { -1 } else { 1 };
            left = after.trim_start();
        }
        let digits = left.find(|c: char| !c.is_ascii_digit()).unwrap_or(left.len());
        let letters = left[digits..].find(|c: char| !c.is_ascii_alphabetic()).map_or(left.len(), |n| digits + n);
        let wrong = || {
            format!(
                "`{{{{{text}}}}}` has no time in `{offset}`; write e.g. `now+2d`, `now-1h30m` (units s, m, h, d, w, mo, y)"
            )
        };
        let number = left[..digits].parse::<i64>().ok().filter(|n| *n <= 1_000_000).ok_or_else(wrong)? * sign;
        match &left[digits..letters] {
            "s" => seconds += number,
            "m" => seconds += number * 60,
            "h" => seconds += number * 3600,
            "d" => seconds += number * 86_400,
            "w" => seconds += number * 604_800,
            "mo" => months = months.saturating_add(i32::try_from(number).map_err(|_| wrong())?),
            "y" => months = months.saturating_add(i32::try_from(number * 12).map_err(|_| wrong())?),
            _ => return Err(wrong()),
        }
        left = left[letters..].trim_start();
    }
    if !FORMATS.contains(&format) && StrftimeItems::new(format).any(|item| item == Item::Error) {
        return Err(format!(
            "`{{{{{text}}}}}` has no valid format `{format}`; write {} or a pattern such as `%Y-%m-%d %H:%M`",
            FORMATS.iter().map(|f| format!("`{f}`")).collect::<Vec<_>>().join(", ")
        ));
    }
    if !format.is_empty() && !FORMATS.contains(&format) && !format.contains('%') {
        return Err(format!(
            "`{{{{{text}}}}}` has the format `{format}`, which names nothing; a pattern has `%`, e.g. `%Y-%m-%d`"
        ));
    }
    Ok(Moment { months, seconds, format })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn at(text: &str) -> Value {
        let now = DateTime::parse_from_rfc3339("2026-01-31T10:20:30.456Z").unwrap().to_utc();
        value(text, now).unwrap()
    }

    #[test]
    fn a_time_can_be_moved_and_written_as_wanted() {
        assert_eq!(at("now"), "2026-01-31T10:20:30.456Z");
        assert_eq!(at("now+2d|date"), "2026-02-02");
        assert_eq!(at("now - 1h30m | %H:%M"), "08:50");
        assert_eq!(at("now+1mo|%d.%m.%Y"), "28.02.2026");
        assert_eq!(at("now-1y|time"), "10:20:30");
        assert_eq!(at("now|unix"), 1_769_854_830_i64);
        assert_eq!(at("now+1w-1d|unix_ms"), 1_769_854_830_456_i64 + 6 * 86_400_000);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (text, part) in [("now+2", "no time"), ("now+2x", "no time"), ("now|%Q", "format"), ("now|nice", "format")]
        {
            assert!(check(text).unwrap_err().contains(part), "{text}");
        }
        assert!(value("now+1000000y", Utc::now()).is_err());
    }
}
