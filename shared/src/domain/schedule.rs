//! When something happens by itself: a cron pattern in a time zone.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use croner::Cron;

/// A pattern and its time zone.
///
/// Where clocks go forward over a fixed time, it comes at the first moment after the gap; where they go back over one, it comes
/// once. Patterns with `*` or steps in hours or minutes follow the clock on the wall.
#[derive(Clone, Debug)]
pub struct Timetable {
    cron: Cron,
    zone: Tz,
}

impl Timetable {
    /// Reads a pattern of five fields (or `@daily` and the like) and the IANA name of a time zone.
    ///
    /// # Errors
    /// A sentence that says what is wrong, also when it would never come.
    pub fn parse(cron: &str, zone: &str) -> Result<Self, String> {
        let zone = Tz::from_str(zone)
            .map_err(|_| format!("`{zone}` is no time zone; write an IANA name such as `Europe/Berlin`, or `UTC`"))?;
        let nickname = cron.trim().starts_with('@');
        if !nickname && cron.split_whitespace().count() != 5 {
            return Err(format!("`{cron}` has not five fields: minute, hour, day of month, month, day of week"));
        }
        let cron = Cron::from_str(cron).map_err(|error| format!("`{cron}` is no cron pattern: {error}"))?;
        let table = Self { cron, zone };
        match table.next_after(Utc::now()) {
            Some(_) => Ok(table),
            None => Err("this never comes".into()),
        }
    }

    /// The first tick after a moment; `None` when there is none in sight.
    #[must_use]
    pub fn next_after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let next = self.cron.find_next_occurrence(&moment.with_timezone(&self.zone), false);
        next.ok().map(|tick| tick.with_timezone(&Utc)).filter(|tick| *tick > moment)
    }

    /// The next `n` ticks after a moment.
    #[must_use]
    pub fn next(&self, moment: DateTime<Utc>, n: usize) -> Vec<DateTime<Utc>> {
        std::iter::successors(self.next_after(moment), |tick| self.next_after(*tick)).take(n).collect()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn ticks(cron: &str, zone: &str, after: &str, n: usize) -> Vec<String> {
        let table = Timetable::parse(cron, zone).unwrap();
        table.next(after.parse().unwrap(), n).iter().map(|tick| tick.format("%m-%d %H:%M").to_string()).collect()
    }

    #[test]
    fn nine_in_the_morning_stays_nine_when_the_clocks_change() {
        // Berlin: +1 until 2027-03-28, then +2
        assert_eq!(
            ticks("0 9 * * *", "Europe/Berlin", "2027-03-26T12:00:00Z", 3),
            ["03-27 08:00", "03-28 07:00", "03-29 07:00"]
        );
        assert_eq!(
            ticks("0 9 * * *", "Europe/Berlin", "2027-10-29T12:00:00Z", 3),
            ["10-30 07:00", "10-31 08:00", "11-01 08:00"]
        );
    }

    #[test]
    fn a_time_that_the_clocks_jump_over_comes_right_after_the_gap() {
        // 02:00 to 03:00 do not exist on 2027-03-28; 03:00 is 01:00 UTC
        assert_eq!(ticks("30 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z", 2), ["03-28 01:00", "03-29 00:30"]);
    }

    #[test]
    fn a_time_that_the_clocks_show_twice_comes_once_and_steps_come_each_time() {
        // 02:00 to 03:00 come twice on 2027-10-31: from 00:00 and from 01:00 UTC
        assert_eq!(ticks("30 2 * * *", "Europe/Berlin", "2027-10-30T12:00:00Z", 2), ["10-31 00:30", "11-01 01:30"]);
        assert_eq!(
            ticks("*/30 * * * *", "Europe/Berlin", "2027-10-31T00:00:00Z", 4),
            ["10-31 00:30", "10-31 01:00", "10-31 01:30", "10-31 02:00"]
        );
    }

    #[test]
    fn patterns_of_other_shapes_are_refused_with_a_reason() {
        for (cron, zone) in [
            ("", "UTC"),
            ("* * * *", "UTC"),
            ("* * * * * *", "UTC"),
            ("61 * * * *", "UTC"),
            ("0 0 30 2 *", "UTC"),
            ("0 9 * * *", "Berlin"),
            ("@reboot", "UTC"),
            ("@never", "UTC"),
        ] {
            assert!(Timetable::parse(cron, zone).is_err(), "`{cron}` in {zone} was taken");
        }
        assert!(Timetable::parse("@daily", "America/New_York").is_ok());
        assert!(Timetable::parse("0 9 * * MON-FRI", "UTC").is_ok());
    }
}
