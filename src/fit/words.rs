//! Numbers as a sentence says them: a comma and `%` after a space in Vietnamese, a point in English.

use crate::error::Said;

/// A space that does not break a line between a number and its unit.
const NBSP: char = '\u{a0}';

/// A number in both languages.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub vi: String,
    pub en: String,
}

/// A share of 0..1 as a percentage; what is too small to show is said to be less than the least shown.
pub fn percent(share: f64) -> Number {
    let percent = share * 100.0;
    let (text, sign) = if percent > 0.0 && percent < 0.01 {
        ("0.01".to_owned(), "<")
    } else {
        (trimmed(percent, 2), "")
    };
    Number {
        vi: format!("{sign}{}{NBSP}%", comma(&text)),
        en: format!("{sign}{text}%"),
    }
}

/// Hectares of an area in m²; less than a hundredth of one in m².
pub fn area(area_m2: f64) -> Number {
    if area_m2.abs() < 100.0 {
        return with_unit(&trimmed(area_m2, 1), "m²");
    }
    with_unit(&trimmed(area_m2 / 10_000.0, 2), "ha")
}

/// Hectares as a rule or a source states them.
pub fn hectares(area_ha: f64) -> Number {
    with_unit(&trimmed(area_ha, 3), "ha")
}

/// Metres, whole; kilometres from one on.
pub fn distance(length_m: f64) -> Number {
    if length_m < 1000.0 {
        with_unit(&trimmed(length_m, 0), "m")
    } else {
        with_unit(&trimmed(length_m / 1000.0, 1), "km")
    }
}

/// Joins a sentence in both languages.
pub fn said(vi: String, en: String) -> Said {
    Said { vi, en }
}

fn with_unit(text: &str, unit: &str) -> Number {
    Number {
        vi: format!("{}{NBSP}{unit}", comma(text)),
        en: format!("{text}{NBSP}{unit}"),
    }
}

/// At most `decimals`, without zeros at the end.
fn trimmed(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    if text == "-0" { "0".to_owned() } else { text }
}

fn comma(text: &str) -> String {
    text.replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_does() {
        assert_eq!(percent(0.1234).vi, "12,34\u{a0}%");
        assert_eq!(percent(0.1234).en, "12.34%");
        assert_eq!(percent(1.0).en, "100%");
        assert_eq!(percent(0.00001).vi, "<0,01\u{a0}%");
        assert_eq!(percent(0.0).en, "0%");
        assert_eq!(area(92_600.0).vi, "9,26\u{a0}ha");
        assert_eq!(area(12.34).en, "12.3\u{a0}m²");
        assert_eq!(distance(1499.0).vi, "1,5\u{a0}km");
        assert_eq!(distance(0.2).en, "0\u{a0}m");
    }
}
