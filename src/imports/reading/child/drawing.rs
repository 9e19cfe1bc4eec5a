//! The numbers of a drawing, of which GDAL reads as much as looks like one and passes over the rest.

use std::fs;

use crate::imports::reading::child::raw::{Source, not_read};
use crate::imports::reading::stream::Refused;

/// Of a value that is no number, as much as is quoted.
const QUOTED: usize = 60;

/// Sees that all coordinates, lengths and angles are plain numbers.
///
/// # Errors
/// The line of the first that is none.
pub fn check(source: &Source) -> Result<(), Refused> {
    let bytes = fs::read(&source.path).map_err(not_read)?;
    match faulty(&bytes) {
        None => Ok(()),
        Some((line, value)) => {
            let value: String = value.chars().take(QUOTED).collect();
            Err(Refused::at(
                &format!("line {line}"),
                format!("`{value}` không phải số"),
                format!("`{value}` is no number"),
            ))
        }
    }
}

/// The first value that should be a number and is none, with its line. A drawing is pairs of lines: a code that says
/// what the value below it is.
fn faulty(bytes: &[u8]) -> Option<(usize, String)> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split('\n').map(str::trim).zip(1..);
    let mut is_named = false;
    let mut has_shapes = false;
    while let (Some((code, at)), Some((value, _))) = (lines.next(), lines.next()) {
        let number = code.parse::<i32>();
        match (&number, value) {
            (Ok(0), "EOF") => return None,
            (Ok(2), _) if is_named => has_shapes = matches!(value, "ENTITIES" | "BLOCKS"),
            _ => {}
        }
        is_named = number == Ok(0) && value == "SECTION";
        if !has_shapes {
            continue;
        }
        match number {
            Err(_) => return Some((at, code.to_owned())),
            // Places, lengths, angles.
            Ok(10..=59) if !value.parse::<f64>().is_ok_and(f64::is_finite) => {
                return Some((at + 1, value.to_owned()));
            }
            Ok(_) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_to_be_drawn_is_looked_at() {
        let drawing = |header: &str, entity: &str| {
            let text = format!(
                "0\nSECTION\n2\nHEADER\n{header}0\nENDSEC\n  0\r\nSECTION\r\n  2\r\nENTITIES\r\n{entity}0\nENDSEC\n0\nEOF\n\n"
            );
            faulty(text.as_bytes())
        };
        assert_eq!(
            drawing("40\nx\n", "0\nPOINT\n8\n1,5\n 10\n 1.5E3 \n20\n-.5\n1\n\n"),
            None
        );
        let at = |value: &str| Some((14, value.to_owned()));
        assert_eq!(drawing("", "0\nPOINT\n10\n1,5\n"), at("1,5"));
        assert_eq!(drawing("", "0\nTEXT\n40\ninf\n"), at("inf"));
        assert_eq!(
            drawing("", "0\nTEXT\n1\na\nb\n"),
            Some((15, "b".to_owned()))
        );
    }
}
