//! Numbers of a table as decimals, exactly as they are written.

use std::str::FromStr;

use rust_decimal::Decimal;

use crate::error::Said;

/// Digits before the mark. A sum of a table's numbers then has at most 18, and with [`MAX_SCALE`] all fit.
const MAX_WHOLE: usize = 15;
/// Digits after the mark.
const MAX_FRACTION: usize = 9;
/// Digits after the mark of what is computed: a decimal holds 28 in all.
const MAX_SCALE: u32 = 10;
/// Digits after the mark beyond those of the number itself, when it is divided.
const FINER: u32 = 4;

/// What stands before the fraction of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    #[default]
    Point,
    Comma,
}

/// A number of a table; nothing where the field is empty.
///
/// # Errors
/// Why it is none.
pub fn parse(text: &str, mark: Mark) -> Result<Option<Decimal>, Said> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (point, other) = match mark {
        Mark::Point => ('.', ','),
        Mark::Comma => (',', '.'),
    };
    let (whole, fraction) = unsigned.split_once(point).unwrap_or((unsigned, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let has_mark = unsigned.contains(point);
    if !digits(whole) || has_mark && !digits(fraction) {
        let has = |c: char| unsigned.contains(c);
        let starts_as_number = unsigned.starts_with(|c: char| c.is_ascii_digit());
        if starts_as_number && (has(other) || fraction.contains(point) || has(' ') || has('\u{a0}'))
        {
            return Err(grouped(mark));
        }
        return Err(Said::new("không phải là số", "is no number"));
    }
    let whole_digits = whole.trim_start_matches('0').len();
    let significant = fraction.trim_end_matches('0').len();
    if whole_digits > MAX_WHOLE || significant > MAX_FRACTION {
        return Err(Said::new(
            format!("số có quá {MAX_WHOLE} chữ số nguyên hoặc {MAX_FRACTION} chữ số lẻ"),
            format!("has more than {MAX_WHOLE} digits before or {MAX_FRACTION} after the mark"),
        ));
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    // Zeros are kept as written: how many digits a number has says how it was rounded.
    let fraction = &fraction[..fraction.len().min(MAX_FRACTION)];
    let number = Decimal::from_str(format!("{sign}{whole}.{fraction}").trim_end_matches('.'));
    number
        .map(Some)
        .map_err(|_| Said::new("không phải là số", "is no number"))
}

fn grouped(mark: Mark) -> Said {
    match mark {
        Mark::Point => Said::new(
            "số có dấu phân cách hàng nghìn hoặc dấu phẩy thập phân; bỏ dấu phân cách, hoặc dùng decimal=comma",
            "has separators of thousands or a decimal comma; leave the separators out, or use decimal=comma",
        ),
        Mark::Comma => Said::new(
            "số có dấu phân cách hàng nghìn hoặc dấu chấm thập phân; bỏ dấu phân cách, hoặc dùng decimal=point",
            "has separators of thousands or a decimal point; leave the separators out, or use decimal=point",
        ),
    }
}

/// Whether a text that is no number was meant as one: digits with marks, spaces, an exponent or a percent sign.
pub fn is_alike(text: &str) -> bool {
    let unsigned = text.trim();
    let unsigned = unsigned.strip_prefix(['-', '+']).unwrap_or(unsigned);
    let letters = |c: char| c.is_ascii_digit() || ".,' \u{a0}\u{202f}eE%".contains(c);
    unsigned.starts_with(|c: char| c.is_ascii_digit()) && unsigned.chars().all(letters)
}

/// A number as it is written in an answer.
pub fn write(number: Decimal, mark: Mark) -> String {
    let plain = number.normalize().to_string();
    match mark {
        Mark::Point => plain,
        Mark::Comma => plain.replace('.', ","),
    }
}

/// A share of a unit that goes to a unit of today.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    pub weight: Decimal,
    /// The law fixes this share; else it is measured or estimated.
    pub fixed: bool,
}

/// What of a number goes to one part, and between what it lies for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    pub value: Decimal,
    pub min: Decimal,
    pub max: Decimal,
}

/// Divides a number by weights that sum to 1, to a few digits more than it has. The amounts sum to the number
/// exactly: each is cut off, and what that leaves goes to the largest part that is not fixed.
pub fn divide(number: Decimal, parts: &[Part]) -> Vec<Amount> {
    let scale = (number.scale() + FINER).min(MAX_SCALE);
    let mut values: Vec<Decimal> = parts
        .iter()
        .map(|part| {
            let exact = number.checked_mul(part.weight).unwrap_or_default();
            exact.trunc_with_scale(scale)
        })
        .collect();
    let rest = number - values.iter().sum::<Decimal>();
    // Of equal weights the first, so that the same table gives the same answer.
    let largest = (0..parts.len()).rev().max_by_key(|at| {
        let Part { weight, fixed } = parts[*at];
        (!fixed && !weight.is_zero(), weight)
    });
    if let Some(largest) = largest {
        values[largest] += rest;
    }
    let fixed_sum: Decimal = parts
        .iter()
        .zip(&values)
        .filter_map(|(part, value)| part.fixed.then_some(value))
        .sum();
    let free = number - fixed_sum;
    let alone = parts.iter().filter(|part| !part.fixed).count() == 1;
    let certain = |part: &Part| part.fixed || alone;
    parts
        .iter()
        .zip(values)
        .map(|(part, value)| Amount {
            value,
            min: if certain(part) {
                value
            } else {
                free.min(Decimal::ZERO)
            },
            max: if certain(part) {
                value
            } else {
                free.max(Decimal::ZERO)
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Option<Decimal> {
        parse(text, Mark::Point).expect("a number")
    }

    fn reason(text: &str, mark: Mark) -> String {
        parse(text, mark).expect_err("no number").en
    }

    #[test]
    fn numbers_are_read_as_written() {
        for (text, same) in [
            ("12", "12"),
            (" -0.50 ", "-0.5"),
            ("+007", "7"),
            ("999999999999999.999999999", "999999999999999.999999999"),
            ("0.0000000000", "0"),
        ] {
            let read = number(text).expect("there");
            assert_eq!(write(read, Mark::Point), same);
        }
        assert_eq!(number(""), None);
        assert_eq!(parse("1,5", Mark::Comma).expect("a number"), number("1.5"));
        assert_eq!(write(Decimal::new(15, 1), Mark::Comma), "1,5");
    }

    #[test]
    fn separators_of_thousands_are_refused_and_not_guessed() {
        for text in ["1,234", "1.234.567", "1 234", "1\u{a0}234", "1,234.5"] {
            assert!(reason(text, Mark::Point).contains("thousands"), "{text}");
        }
        assert!(reason("1.234,5", Mark::Comma).contains("thousands"));
        for text in [
            "-", "n/a", "1e5", "12%", ".5", "5.", "=1+1", "٣", "0x10", "--1",
        ] {
            assert!(reason(text, Mark::Point).contains("no number"), "{text}");
        }
        assert!(reason("1000000000000000", Mark::Point).contains("digits"));
        assert!(reason("0.0000000001", Mark::Point).contains("digits"));
        assert!(reason(&"9".repeat(5000), Mark::Point).contains("digits"));
    }

    #[test]
    fn what_the_law_fixes_is_certain_and_the_rest_lies_between_nothing_and_all() {
        let part = |weight: &str, fixed| Part {
            weight: weight.parse().expect("a weight"),
            fixed,
        };
        let ten = Decimal::TEN;
        let whole = divide(ten, &[part("1", true)]);
        assert_eq!(
            (whole[0].value, whole[0].min, whole[0].max),
            (ten, ten, ten)
        );
        let land_only = divide(
            ten,
            &[part("0", true), part("0.7", false), part("0.3", false)],
        );
        assert_eq!(land_only[0].max, Decimal::ZERO);
        assert_eq!(land_only[1].value, Decimal::from(7));
        assert_eq!((land_only[2].min, land_only[2].max), (Decimal::ZERO, ten));
        // Negative numbers, as of migration, lie between all and nothing.
        let negative = divide(-ten, &[part("0.5", false), part("0.5", false)]);
        assert_eq!((negative[0].min, negative[0].max), (-ten, Decimal::ZERO));
    }

    proptest! {
        #[test]
        fn the_amounts_sum_to_the_number_exactly_and_lie_within_their_bounds(
            mantissa in -999_999_999_999_999_999_999_999_i128..=999_999_999_999_999_999_999_999,
            scale in 0_u32..=9,
            weights in prop::collection::vec((0_u32..1000, any::<bool>()), 1..12),
        ) {
            let limit = Decimal::from(1_000_000_000_000_000_i64);
            let number = Decimal::from_i128_with_scale(mantissa, scale);
            let number = if number.abs() < limit { number } else { number % limit };
            let sum: u32 = weights.iter().map(|(weight, _)| weight).sum();
            prop_assume!(sum > 0);
            let parts: Vec<Part> = weights
                .iter()
                .map(|(weight, fixed)| Part {
                    weight: Decimal::try_from(f64::from(*weight) / f64::from(sum)).expect("a weight"),
                    fixed: *fixed,
                })
                .collect();
            let amounts = divide(number, &parts);
            prop_assert_eq!(amounts.iter().map(|amount| amount.value).sum::<Decimal>(), number);
            for amount in &amounts {
                prop_assert!(amount.min <= amount.value && amount.value <= amount.max, "{:?}", amounts);
                prop_assert!(amount.value.is_zero() || amount.value.is_sign_negative() == number.is_sign_negative());
            }
        }
    }
}
