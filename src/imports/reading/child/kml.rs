//! What GDAL passes over in a KML: a vertex that is no pair of numbers, and links to elsewhere.

use std::fs;

use crate::error::Defect;
use crate::imports::reading::child::raw::{Source, not_read, note};
use crate::imports::reading::stream::Refused;

/// Of a vertex that cannot be read, as much as is quoted.
const QUOTED: usize = 60;

/// Sees that all vertices are numbers.
///
/// # Errors
/// The line of the first that is none.
pub fn check(source: &Source) -> Result<(), Refused> {
    let bytes = fs::read(&source.path).map_err(not_read)?;
    check_text(&String::from_utf8_lossy(&bytes))
}

fn check_text(text: &str) -> Result<(), Refused> {
    let (mut at, mut is_inside) = (0, false);
    while at < text.len() {
        let end = text[at..]
            .find('<')
            .map_or(text.len(), |length| at + length);
        if is_inside {
            check_vertices(text, at, end)?;
        }
        let rest = &text[end..];
        let markup = if rest.starts_with("<!--") {
            length_to(rest, "-->")
        } else if rest.starts_with("<![CDATA[") {
            let length = length_to(rest, "]]>");
            if is_inside {
                check_vertices(text, end + 9, end + length.saturating_sub(3).max(9))?;
            }
            length
        } else if rest.starts_with("<?") {
            length_to(rest, "?>")
        } else {
            let tag = &rest[..tag_length(rest)];
            if is_of_coordinates(tag) {
                is_inside = !tag.starts_with("</") && !tag.ends_with("/>");
            }
            tag.len()
        };
        at = end + markup;
    }
    Ok(())
}

fn length_to(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |at| at + end.len())
}

/// A tag ends at the first `>` that no value of it holds.
fn tag_length(text: &str) -> usize {
    let mut quote = None;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn is_of_coordinates(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
    let name = &name[..end.unwrap_or(name.len())];
    let local = name.rsplit(':').next().unwrap_or(name);
    local.eq_ignore_ascii_case("coordinates")
}

fn check_vertices(text: &str, begin: usize, end: usize) -> Result<(), Refused> {
    let Some(vertex) = text[begin..end]
        .split_whitespace()
        .find(|vertex| !is_vertex(vertex))
    else {
        return Ok(());
    };
    let at = vertex.as_ptr().addr() - text.as_ptr().addr();
    let line = 1 + text[..at].matches('\n').count();
    let quoted: String = vertex.chars().take(QUOTED).collect();
    Err(Refused::at(
        &format!("line {line}"),
        format!("`{quoted}` không phải đỉnh: cần kinh độ,vĩ độ hoặc kinh độ,vĩ độ,độ cao"),
        format!(
            "`{quoted}` is no vertex: longitude,latitude or longitude,latitude,height is needed"
        ),
    ))
}

fn is_vertex(text: &str) -> bool {
    let is_number = |part: &str| part.parse::<f64>().is_ok_and(f64::is_finite);
    matches!(text.split(',').count(), 2 | 3) && text.split(',').all(is_number)
}

/// A link to somewhere else is not followed; that it is there is said.
pub fn network_links(source: &Source) -> Option<Defect> {
    let text = fs::read(&source.path).ok()?;
    let needle = b"<networklink";
    let found = text
        .windows(needle.len())
        .any(|word| word.eq_ignore_ascii_case(needle));
    found.then(|| {
        note(
            "file",
            "tệp KML có liên kết mạng (NetworkLink): không được theo",
            "the KML has network links: they are not followed",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vertices_are_found_whatever_stands_around_them() {
        for sound in [
            "<a><coordinates>1,2 3,4,5\n</coordinates>x;y</a>",
            "<!-- <coordinates> --><a b='<coordinates>'>x</a>",
            "<coordinates/>x",
            "<coordinates><![CDATA[1,2]]></coordinates>",
            "<coordinates",
            "<coordinates><![CDATA[",
        ] {
            assert_eq!(check_text(sound), Ok(()), "{sound}");
        }
        for faulty in [
            "<a x=\">\">\n<coordinates>1;2</coordinates>",
            "\n<kml:coordinates a='/>'>1,2 x</kml:coordinates>",
            "\n<coordinates>1,2<!-- --> 1,2,3,4",
            "<?x <coordinates> ?>\n<coordinates ><![CDATA[inf,2]]>",
            "\n<coordinates>&one;</coordinates>",
        ] {
            let Err(Refused::Defects(defects)) = check_text(faulty) else {
                panic!("{faulty} is taken");
            };
            assert_eq!(defects[0].place, "line 2", "{faulty}");
        }
    }
}
