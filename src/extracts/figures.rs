//! Numbers and days as people write them: 92.600,5 and 23/11/2026 in Vietnamese, 92,600.5 and 23 November 2026 in
//! English.

use time::format_description::well_known::Iso8601;
use time::{Date, OffsetDateTime};

use crate::extracts::words::Lang;

/// A space at which no line breaks.
const NBSP: char = '\u{a0}';

/// A number with exactly so many decimals, thousands apart.
pub fn number(lang: Lang, value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let is_zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    let mut out = String::from(if value < 0.0 && !is_zero { "−" } else { "" });
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push_str(lang.of(".", ","));
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push_str(lang.of(",", "."));
        out.push_str(fraction);
    }
    out
}

/// A number with at most so many decimals.
fn trimmed(lang: Lang, value: f64, decimals: usize) -> String {
    let text = number(lang, value, decimals);
    if decimals == 0 {
        return text;
    }
    let text = text.trim_end_matches('0');
    text.trim_end_matches([',', '.']).to_owned()
}

/// m², to a tenth.
pub fn area(lang: Lang, area_m2: f64) -> String {
    format!("{}{NBSP}m²", number(lang, area_m2, 1))
}

/// ha, to a square metre.
pub fn hectares(lang: Lang, area_m2: f64) -> String {
    format!("{}{NBSP}ha", number(lang, area_m2 / 10_000.0, 4))
}

/// A share of 0..1 as a percentage of two decimals. What is not all is never written as all, nor something as nothing.
pub fn share(lang: Lang, share: f64) -> String {
    let percent = share * 100.0;
    let (sign, shown) = if percent > 0.0 && percent < 0.005 {
        ("< ", 0.01)
    } else if (99.995..100.0).contains(&percent) {
        ("> ", 99.99)
    } else {
        ("", percent)
    };
    let unit = lang.of("\u{a0}%", "%");
    format!("{sign}{}{unit}", number(lang, shown, 2))
}

/// m, to a tenth.
pub fn length(lang: Lang, length_m: f64) -> String {
    format!("{}{NBSP}m", number(lang, length_m, 1))
}

/// A measured value or a limit in its unit.
pub fn value(lang: Lang, value: f64, unit: Option<&str>) -> String {
    match unit {
        Some("share") => share(lang, value),
        Some("yes_no") if value == 0.0 => lang.of("không", "no").to_owned(),
        Some("yes_no") => lang.of("có", "yes").to_owned(),
        Some("ha") => format!("{}{NBSP}ha", trimmed(lang, value, 4)),
        Some("m2") => format!("{}{NBSP}m²", trimmed(lang, value, 1)),
        Some("m") => format!("{}{NBSP}m", trimmed(lang, value, 2)),
        Some("count") | None => trimmed(lang, value, 4),
        Some(other) => format!("{}{NBSP}{other}", trimmed(lang, value, 4)),
    }
}

/// A day written as 2026-11-23; other text stays as it is.
pub fn day(lang: Lang, text: &str) -> String {
    Date::parse(text, &Iso8601::DATE).map_or_else(|_| text.to_owned(), |date| of_date(lang, date))
}

/// A time to the second. It is written as it is given, so it should be Hà Nội's.
pub fn instant(lang: Lang, at: OffsetDateTime) -> String {
    let (hour, minute, second) = at.to_hms();
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    let date = of_date(lang, at.date());
    match lang {
        Lang::Vi => format!("{clock} ngày {date} (giờ Hà Nội)"),
        Lang::En => format!("{date}, {clock} (Hà Nội time, UTC+7)"),
    }
}

fn of_date(lang: Lang, date: Date) -> String {
    match lang {
        Lang::Vi => format!(
            "{:02}/{:02}/{}",
            date.day(),
            u8::from(date.month()),
            date.year()
        ),
        Lang::En => format!("{} {} {}", date.day(), date.month(), date.year()),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn numbers_are_grouped_and_have_the_comma_of_the_language() {
        assert_eq!(number(Lang::Vi, 92_600.54, 1), "92.600,5");
        assert_eq!(number(Lang::En, 1_234_567.0, 0), "1,234,567");
        assert_eq!(number(Lang::En, -0.04, 1), "0.0");
        assert_eq!(number(Lang::Vi, -1234.5, 1), "−1.234,5");
        assert_eq!(number(Lang::En, 123.0, 0), "123");
    }

    #[test]
    fn a_share_that_is_not_all_is_not_written_as_all() {
        assert_eq!(share(Lang::Vi, 0.314), "31,40\u{a0}%");
        assert_eq!(share(Lang::En, 1.0), "100.00%");
        assert_eq!(share(Lang::En, 0.999_999), "> 99.99%");
        assert_eq!(share(Lang::En, 0.000_001), "< 0.01%");
        assert_eq!(share(Lang::En, 0.0), "0.00%");
    }

    #[test]
    fn values_have_their_units_and_days_their_order() {
        assert_eq!(value(Lang::Vi, 4.5, Some("ha")), "4,5\u{a0}ha");
        assert_eq!(value(Lang::En, 10.0, Some("m2")), "10\u{a0}m²");
        assert_eq!(value(Lang::Vi, 1.0, Some("yes_no")), "có");
        assert_eq!(value(Lang::En, 1200.0, Some("count")), "1,200");
        assert_eq!(day(Lang::Vi, "2025-07-01"), "01/07/2025");
        assert_eq!(day(Lang::En, "2025-07-01"), "1 July 2025");
        assert_eq!(day(Lang::En, "about 2017"), "about 2017");
        let at = datetime!(2026-11-23 22:04:05.5 +7);
        assert_eq!(
            instant(Lang::Vi, at),
            "22:04:05 ngày 23/11/2026 (giờ Hà Nội)"
        );
    }
}
