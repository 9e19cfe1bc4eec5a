//! Where each feature of a GeoJSON text stands, so that a defect can be named by its line. GDAL passes
//! over what it cannot read; here nothing is passed over.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Defect, Said};

/// One feature as it stands in the text.
pub struct Located<'a> {
    pub line: usize,
    pub text: &'a str,
}

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(borrow)]
    features: Vec<&'a RawValue>,
}

/// The features of a FeatureCollection, or of GeoJSON lines (RFC 8142 or one object a line).
///
/// # Errors
/// The defect that makes the text no GeoJSON at all.
pub fn locate(text: &str) -> Result<Vec<Located<'_>>, Defect> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if is_collection(text) {
        let collection: Collection<'_> = serde_json::from_str(text).map_err(|error| Defect {
            place: format!("line {}", error.line()),
            said: Said::new(
                "không phải JSON của một FeatureCollection",
                format!("not a FeatureCollection: {error}"),
            ),
            location: None,
        })?;
        return Ok(collection
            .features
            .into_iter()
            .map(|raw| Located {
                line: line_of(text, raw.get()),
                text: raw.get(),
            })
            .collect());
    }
    Ok(text
        .lines()
        .enumerate()
        .map(|(index, line)| Located {
            line: index + 1,
            text: line.trim_start_matches('\u{1E}').trim(),
        })
        .filter(|located| !located.text.is_empty())
        .collect())
}

/// Whether the text is one object and not one a line: its first line is no complete feature.
fn is_collection(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Typed {
        r#type: String,
    }
    let first = text.trim_start().lines().next().unwrap_or_default();
    match serde_json::from_str::<Typed>(first.trim_start_matches('\u{1E}')) {
        Ok(typed) => typed.r#type == "FeatureCollection",
        Err(error) => error.is_eof(),
    }
}

/// The line on which a part of a text begins.
fn line_of(text: &str, part: &str) -> usize {
    let offset = part.as_ptr().addr() - text.as_ptr().addr();
    1 + text[..offset].bytes().filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_found_with_their_lines() {
        let pretty = "{\n \"type\": \"FeatureCollection\",\n \"features\": [\n  {\"type\": \"Feature\"},\n  {\n\"a\": 1}\n ]\n}";
        let lines: Vec<usize> = locate(pretty)
            .ok()
            .into_iter()
            .flatten()
            .map(|f| f.line)
            .collect();
        assert_eq!(lines, [4, 5]);
        let sequence = "\u{1E}{\"type\":\"Feature\"}\n\n\u{1E}{bad\n";
        let lines: Vec<usize> = locate(sequence)
            .ok()
            .into_iter()
            .flatten()
            .map(|f| f.line)
            .collect();
        assert_eq!(lines, [1, 3]);
    }

    #[test]
    fn a_broken_collection_is_a_defect_with_its_line() {
        let defect = locate("{\"type\":\"FeatureCollection\",\n\"features\":[{]}")
            .err()
            .expect("a defect");
        assert_eq!(defect.place, "line 2");
    }
}
