//! Coordinates as text: rounded to so many decimals, no zero more than needed.

/// Appends a number.
pub fn push(out: &mut Vec<u8>, number: f64, decimals: usize) {
    let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or(9));
    let scaled = (number * scale).round();
    // Beyond this not every whole number is a double; no coordinate of this country comes near.
    if scaled.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
        push_scaled(out, scaled as i64, decimals);
    } else {
        out.extend_from_slice(number.to_string().as_bytes());
    }
}

/// A whole number with a point before its last digits. By hand: a large file has tens of millions of them, and
/// `format!` takes three times as long.
fn push_scaled(out: &mut Vec<u8>, scaled: i64, decimals: usize) {
    if scaled < 0 {
        out.push(b'-');
    }
    let mut digits = [b'0'; 24];
    let mut rest = scaled.unsigned_abs();
    let mut at = digits.len();
    // At least one digit stands before the point.
    while rest > 0 || digits.len() - at <= decimals {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    let (whole, mut part) = digits[at..].split_at(digits.len() - at - decimals);
    while let [shorter @ .., b'0'] = part {
        part = shorter;
    }
    out.extend_from_slice(whole);
    if !part.is_empty() {
        out.push(b'.');
        out.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: f64, decimals: usize) -> String {
        let mut out = Vec::new();
        push(&mut out, number, decimals);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn numbers_are_written_as_short_as_they_are() {
        assert_eq!(text(105.854_2, 9), "105.8542");
        assert_eq!(text(588_591.944_04, 4), "588591.944");
        assert_eq!(text(-0.000_000_000_1, 9), "0");
        assert_eq!(text(-0.5, 4), "-0.5");
        assert_eq!(text(21.0, 7), "21");
        assert_eq!(text(0.000_000_001, 9), "0.000000001");
        assert_eq!(text(7.6, 0), "8");
        assert_eq!(text(1e300, 4), 1e300.to_string());
    }
}
