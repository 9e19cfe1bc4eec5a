//! The last step of a measure: to what can be answered for, and no sooner.

/// m², to a tenth of a square centimetre.
pub fn area(area_m2: f64) -> f64 {
    to(area_m2, 4)
}

/// 0..1, to twelve decimals.
pub fn share(share: f64) -> f64 {
    to(share, 12)
}

/// Metres, to the centimetre.
pub fn length(length_m: f64) -> f64 {
    to(length_m, 2)
}

/// Degrees, to seven decimals: about a centimetre.
pub fn degrees(degrees: f64) -> f64 {
    to(degrees, 7)
}

fn to(number: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    // No negative zero, which JSON would show.
    (number * scale).round() / scale + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_no_negative_zero() {
        assert!(area(-0.000_01).is_sign_positive());
        assert_eq!(area(1.000_05).to_string(), "1.0001");
        assert_eq!(share(1.0 / 3.0).to_string(), "0.333333333333");
    }
}
