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

/// What a text that is one object may hold.
#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    features: Option<Vec<&'a RawValue>>,
}

/// The features of a FeatureCollection, of GeoJSON lines (RFC 8142 or one object a line), or a lone one.
///
/// # Errors
/// The defect that makes the text no GeoJSON at all.
pub fn locate(text: &str) -> Result<Vec<Located<'_>>, Defect> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if is_one_object(text) {
        let document: Document<'_> = serde_json::from_str(text).map_err(|error| Defect {
            place: format!("line {}", error.line()),
            said: Said::new(
                "không phải JSON của một FeatureCollection",
                format!("not a FeatureCollection: {error}"),
            ),
            location: None,
        })?;
        let Some(features) = document.features else {
            return Ok(vec![Located { line: 1, text }]);
        };
        // Features stand in order: each line is counted once.
        let (mut offset, mut line) = (0, 1);
        return Ok(features
            .into_iter()
            .map(|raw| {
                let begins = raw.get().as_ptr().addr() - text.as_ptr().addr();
                line += text[offset..begins].matches('\n').count();
                offset = begins;
                Located {
                    line,
                    text: raw.get(),
                }
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
fn is_one_object(text: &str) -> bool {
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
    fn a_lone_feature_over_several_lines_is_found() {
        let found = locate("{\n\"type\": \"Feature\"\n}")
            .map_err(|defect| defect.to_string())
            .expect("a feature");
        assert_eq!((found.len(), found[0].line), (1, 1));
    }

    #[test]
    fn a_broken_collection_is_a_defect_with_its_line() {
        let defect = locate("{\"type\":\"FeatureCollection\",\n\"features\":[{]}")
            .err()
            .expect("a defect");
        assert_eq!(defect.place, "line 2");
    }
}
