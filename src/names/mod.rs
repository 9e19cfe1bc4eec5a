//! Vietnamese names: the key they are searched by, and how an administrative unit is written.

pub mod unit;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key a text is searched by: no diacritics, `đ` as `d`, lower case, single spaces.
/// Where the tone mark sits (Hoà, Hòa) makes no difference, as no mark is left.
///
/// # Example
/// `Liên Hà – Đan  Phượng` gives `lien ha dan phuong`.
pub fn search_key(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'đ' => 'd',
            c if c.is_alphanumeric() => c,
            _ => ' ',
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Kind and name as people write them, such as `Xã Ô Diên`.
pub fn full_name(kind: &str, name: &str) -> String {
    let mut letters = kind.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let kind: String = first.chain(letters).collect();
    format!("{kind} {name}")
}

/// What a text says of an administrative unit: its kind, where stated, and its name.
#[derive(Debug, PartialEq, Eq)]
pub struct WrittenUnit<'a> {
    pub kind: Option<&'static str>,
    pub name: &'a str,
}

/// Reads `xã Chương Mỹ`, `Phường Tây Tựu`, `thị trấn Phùng` or a bare name.
pub fn parse_unit(text: &str) -> WrittenUnit<'_> {
    let text = text.trim();
    for kind in ["phường", "xã", "thị trấn"] {
        let (length, same) = leading(text, kind);
        if same {
            return WrittenUnit {
                kind: Some(kind),
                name: text[length..].trim_start(),
            };
        }
    }
    WrittenUnit {
        kind: None,
        name: text,
    }
}

/// Whether `text` begins with `word` and a space, in any case; and the bytes that takes.
fn leading(text: &str, word: &str) -> (usize, bool) {
    let length: usize = text
        .chars()
        .take(word.chars().count())
        .map(char::len_utf8)
        .sum();
    let same = text[..length].to_lowercase() == word && text[length..].starts_with(' ');
    (length, same)
}

/// Whether two names are the same to a Vietnamese reader: NFC, case and the place of the tone mark aside.
pub fn same_name(a: &str, b: &str) -> bool {
    tone_free_order(a) == tone_free_order(b)
}

/// Letters with their own marks, tones apart and last in each syllable: `hoà` and `hòa` become one.
fn tone_free_order(name: &str) -> Vec<(String, String)> {
    // Grave, acute, tilde, hook above, dot below: the five written tones.
    const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    name.split_whitespace()
        .map(|syllable| {
            syllable
                .nfd()
                .flat_map(char::to_lowercase)
                .partition(|c| !TONES.contains(c))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_key_drops_marks_case_and_punctuation() {
        assert_eq!(search_key("Liên Hà – Đan  Phượng"), "lien ha dan phuong");
        assert_eq!(search_key("Hoà Lạc"), search_key("Hòa Lạc"));
        assert_eq!(search_key("Ứng Hoà"), "ung hoa");
        let decomposed: String = "Ô Diên".nfd().collect();
        assert_eq!(search_key(&decomposed), search_key("Ô Diên"));
    }

    #[test]
    fn a_written_unit_is_kind_and_name() {
        let read = parse_unit("xã Chương Mỹ");
        assert_eq!((read.kind, read.name), (Some("xã"), "Chương Mỹ"));
        let read = parse_unit("Thị trấn Phùng");
        assert_eq!((read.kind, read.name), (Some("thị trấn"), "Phùng"));
        let read = parse_unit("Xãnh Tiến");
        assert_eq!((read.kind, read.name), (None, "Xãnh Tiến"));
    }

    #[test]
    fn the_place_of_the_tone_mark_does_not_matter_but_the_tone_does() {
        assert!(same_name("Hoà Lạc", "Hòa Lạc"));
        assert!(same_name("TÂY PHƯƠNG", "Tây phương"));
        assert!(same_name("Thùy", "Thuỳ"));
        assert!(!same_name("Hòa", "Hóa"));
        assert!(!same_name("Đông", "Dong"));
    }
}
