//! The two axes of time of a request: `datetime` (true in the world) and `as-of` (known to us).

use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, UtcOffset};

use crate::error::Said;

/// Days between which something is true, both inclusive; `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Days {
    pub const fn on(day: Date) -> Self {
        Self {
            from: Some(day),
            to: Some(day),
        }
    }

    /// Reads `2025-07-01`, a date-time, or an interval such as `2025-01-01/..`.
    ///
    /// # Errors
    /// A sentence saying what is wrong.
    pub fn parse(text: &str) -> Result<Self, Said> {
        let Some((from, to)) = text.split_once('/') else {
            return Ok(Self::on(parse_day(text)?));
        };
        let end = |text: &str| match text {
            "" | ".." => Ok(None),
            text => parse_day(text).map(Some),
        };
        let days = Self {
            from: end(from)?,
            to: end(to)?,
        };
        match days {
            Self {
                from: None,
                to: None,
            } => Err(Said::new(
                "khoảng thời gian phải có ít nhất một đầu",
                "an interval must have at least one end",
            )),
            Self {
                from: Some(from),
                to: Some(to),
            } if from > to => Err(Said::new(
                "khoảng thời gian kết thúc trước khi bắt đầu",
                "the interval ends before it begins",
            )),
            days => Ok(days),
        }
    }
}

/// Hà Nội's clock: the register's days begin at its midnight.
pub const HANOI: UtcOffset = match UtcOffset::from_hms(7, 0, 0) {
    Ok(offset) => offset,
    Err(_) => UtcOffset::UTC,
};

/// Today in Hà Nội.
pub fn today() -> Date {
    OffsetDateTime::now_utc().to_offset(HANOI).date()
}

fn parse_day(text: &str) -> Result<Date, Said> {
    // GDAL, asked for a condition on a date, sends the day with a `T` and nothing after it.
    let day = text.strip_suffix('T').unwrap_or(text);
    Date::parse(day, format_description!("[year]-[month]-[day]"))
        .ok()
        .or_else(|| Some(parse_instant(text)?.checked_to_offset(HANOI)?.date()))
        // PostgreSQL and the standard both know years 1 to 9999; year 0 is neither's.
        .filter(|day| day.year() >= 1)
        .ok_or_else(|| {
            Said::new(
                "phải là ngày (2025-07-01), thời điểm RFC 3339, hoặc khoảng a/b",
                "must be a day (2025-07-01), an RFC 3339 date-time, or an interval a/b",
            )
        })
}

/// An RFC 3339 date-time; `+` of the offset may have come as a space.
fn parse_instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(&text.replace(' ', "+"), &Rfc3339).ok()
}

/// Reads `as-of`: a date-time, or a day, whose end in Hà Nội is meant.
///
/// # Errors
/// A sentence saying what is wrong.
pub fn parse_as_of(text: &str) -> Result<OffsetDateTime, Said> {
    let instant = parse_instant(text).map_or_else(
        || {
            let next_day = parse_day(text)?.next_day();
            Ok(next_day.map(|day| day.midnight().assume_offset(HANOI)))
        },
        |at| Ok(Some(at)),
    )?;
    // In UTC a time near the ends of the calendar may have no date any more.
    instant
        .and_then(|at| at.checked_to_offset(UtcOffset::UTC))
        .filter(|at| at.year() >= 1)
        .ok_or_else(|| Said::new("nằm ngoài lịch", "lies outside the calendar"))
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn days_instants_and_intervals_are_read() {
        assert_eq!(
            Days::parse("2025-07-01"),
            Ok(Days::on(date!(2025 - 07 - 01)))
        );
        assert_eq!(
            Days::parse("2025-06-30T17:00:00Z"),
            Ok(Days::on(date!(2025 - 07 - 01)))
        );
        assert_eq!(
            Days::parse("2025-06-30T17:00:00 07:00"),
            Ok(Days::on(date!(2025 - 06 - 30)))
        );
        let open = Days {
            from: Some(date!(2025 - 07 - 01)),
            to: None,
        };
        assert_eq!(Days::parse("2025-07-01/.."), Ok(open));
        assert_eq!(Days::parse("2025-07-01T/.."), Ok(open));
        assert_eq!(Days::parse("2025-07-01/"), Ok(open));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "today",
            "2025-13-01",
            "2025-07-01/2025-06-01",
            "../..",
            "/",
            "1e400",
            "2025-07-01/a",
            "0000-01-01",
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59-23:59",
        ] {
            assert!(Days::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_as_of_means_its_end_in_hanoi() {
        for text in [
            "9999-12-31",
            "9999-12-31T23:59:59-23:59",
            "0001-01-01T00:00:00+23:59",
        ] {
            assert!(parse_as_of(text).is_err(), "{text}");
        }
        assert_eq!(
            parse_as_of("2026-01-02"),
            Ok(datetime!(2026-01-03 00:00 +7))
        );
    }
}
