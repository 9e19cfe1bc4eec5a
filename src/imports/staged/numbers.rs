//! Numbers as people write them in tables, and as sentences say them.

use crate::error::Said;

/// A space that does not break a line between a number and its unit.
const NBSP: char = '\u{a0}';

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoNumber {
    /// One separator with three digits after it: thousands or decimals.
    Ambiguous,
    NotOne,
}

/// A number that a person typed, and the unit after it if there is one: a comma or a point before the decimals,
/// the other one or spaces between thousands.
///
/// # Errors
/// [`NoNumber`] when it is none, or when it may be two.
pub fn parse_typed(text: &str) -> Result<(f64, &str), NoNumber> {
    let text = text.trim();
    let unit = text.find(char::is_alphabetic).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit);
    if !is_unit(unit) {
        return Err(NoNumber::NotOne);
    }
    Ok((plain(number)?, unit))
}

fn plain(number: &str) -> Result<f64, NoNumber> {
    let compact: String = number
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}'))
        .collect();
    let points = compact.matches('.').count();
    let commas = compact.matches(',').count();
    let plain = match (points, commas) {
        (0, 0) => compact,
        (1, 0) | (0, 1) => {
            let decimals = compact.rsplit(['.', ',']).next().unwrap_or_default();
            let whole = compact.split(['.', ',']).next().unwrap_or_default();
            if decimals.len() == 3 && whole != "0" && whole.len() <= 3 {
                return Err(NoNumber::Ambiguous);
            }
            compact.replace(',', ".")
        }
        (_, 0) => grouped(&compact, '.')?,
        (0, _) => grouped(&compact, ',')?,
        _ => {
            let last = compact.rfind(['.', ',']).unwrap_or_default();
            let (whole, decimals) = compact.split_at(last);
            let separator = if decimals.starts_with(',') { '.' } else { ',' };
            let whole = grouped(whole, separator)?;
            format!("{whole}.{}", &decimals[1..])
        }
    };
    let well_formed = plain
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    plain
        .parse()
        .ok()
        .filter(|n: &f64| well_formed && n.is_finite())
        .ok_or(NoNumber::NotOne)
}

/// Whether what stands after a number is a unit, such as `ha` or `m3/ngày`.
fn is_unit(text: &str) -> bool {
    let exponent = text
        .strip_prefix(['e', 'E'])
        .is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
    !exponent
        && text.chars().all(|c| {
            c.is_alphabetic() || matches!(c, '2' | '3' | '²' | '³' | '/' | '.' | ' ' | '\u{a0}')
        })
}

/// Digits without their separators, which stand between groups of three.
fn grouped(text: &str, separator: char) -> Result<String, NoNumber> {
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or_default();
    if first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3) {
        return Err(NoNumber::NotOne);
    }
    Ok(text.replace(separator, ""))
}

/// A number with its unit in both languages.
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

/// An area in m² as hectares; less than a hundredth of one as m².
pub fn area(area_m2: f64) -> Number {
    if area_m2.abs() < 100.0 {
        return with_unit(&trimmed(area_m2, if area_m2 < 0.1 { 4 } else { 1 }), "m²");
    }
    let decimals = if area_m2.abs() < 10_000.0 { 3 } else { 2 };
    with_unit(&trimmed(area_m2 / 10_000.0, decimals), "ha")
}

/// Hectares as a rule or a source states them.
pub fn hectares(area_ha: f64) -> Number {
    with_unit(&trimmed(area_ha, 3), "ha")
}

/// Metres; kilometres from one on, millimetres below a tenth.
pub fn distance(length_m: f64) -> Number {
    if length_m < 0.1 {
        with_unit(&trimmed(length_m * 1000.0, 1), "mm")
    } else if length_m < 1000.0 {
        with_unit(&trimmed(length_m, 1), "m")
    } else {
        with_unit(&trimmed(length_m / 1000.0, 1), "km")
    }
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

/// Why a text is not taken for a number.
pub fn refusal(text: &str, why: NoNumber) -> Said {
    match why {
        NoNumber::Ambiguous => Said::new(
            format!(
                "`{text}` có thể là hàng nghìn hoặc phần thập phân; viết không có dấu phân cách hàng nghìn"
            ),
            format!(
                "`{text}` may have thousands or decimals; write it without a separator of thousands"
            ),
        ),
        NoNumber::NotOne => Said::new(
            format!("`{text}` không phải là số"),
            format!("`{text}` is no number"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_both_languages_write_them() {
        for (text, number) in [
            ("9,26", 9.26),
            ("9.26 ha", 9.26),
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("1.234.567", 1_234_567.0),
            ("12 000", 12_000.0),
            ("1 800 m3/ngày", 1800.0),
            ("0,125", 0.125),
            ("12345.678", 12345.678),
            ("7", 7.0),
        ] {
            assert_eq!(
                parse_typed(text).map(|(number, _)| number),
                Ok(number),
                "{text}"
            );
        }
    }

    #[test]
    fn what_may_be_two_numbers_or_none_is_refused() {
        assert_eq!(parse_typed("1.234"), Err(NoNumber::Ambiguous));
        assert_eq!(parse_typed("12,345 ha"), Err(NoNumber::Ambiguous));
        for text in [
            "",
            "khoảng mười",
            "1.23.4",
            "1e2",
            "9,26,1",
            "inf",
            "nan",
            "1e999",
            "5-7",
            "1.2,3.4",
        ] {
            assert!(parse_typed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_said_as_each_language_does() {
        assert_eq!(percent(0.1234).vi, "12,34\u{a0}%");
        assert_eq!(percent(0.00001).en, "<0.01%");
        assert_eq!(area(92_600.0).vi, "9,26\u{a0}ha");
        assert_eq!(area(0.000_9).en, "0.0009\u{a0}m²");
        assert_eq!(distance(0.0012).en, "1.2\u{a0}mm");
        assert_eq!(hectares(5.0).vi, "5\u{a0}ha");
    }
}
