//! Vietnamese names: the key they are searched by, and how an administrative unit is written.

pub mod gazetteer;
pub mod reading;
pub mod resolve;
pub mod sentence;
pub mod written;

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
}
