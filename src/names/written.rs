//! A place as people write it: tokens, the words for kinds of units, and how well marks agree.

use unicode_normalization::UnicodeNormalization;

use crate::names::search_key;

/// Longer texts are no names of places.
const MAX_TOKENS: usize = 48;

/// A syllable or number of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Lower case, NFC, with its marks.
    pub raw: String,
    /// As [`search_key`] has it.
    pub key: String,
    /// A comma, bracket or dash stands before it, or it is the first.
    pub begins: bool,
}

/// Splits a text into syllables; one with more than any place has gives none.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut raw = String::new();
    let mut begins = true;
    let mut close = |raw: &mut String, begins: &mut bool| {
        if !raw.is_empty() && found.len() <= MAX_TOKENS {
            let key = search_key(raw);
            found.push(Token {
                raw: std::mem::take(raw),
                key,
                begins: *begins,
            });
            *begins = false;
        }
        raw.clear();
    };
    for letter in text.nfc().flat_map(char::to_lowercase) {
        // What is not seen is not written: soft hyphens, joiners, byte-order marks.
        if matches!(
            letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        ) {
            continue;
        }
        // The Icelandic letter stands for the Vietnamese one in many old files.
        let letter = if letter == 'ð' { 'đ' } else { letter };
        if letter.is_alphanumeric() {
            raw.push(letter);
        } else {
            close(&mut raw, &mut begins);
            begins |= matches!(
                letter,
                ',' | ';' | '(' | ')' | '/' | '|' | '\n' | '-' | '–' | '—'
            );
        }
    }
    close(&mut raw, &mut begins);
    if found.len() > MAX_TOKENS {
        found.clear();
    }
    found
}

/// Which level a kind of unit is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Commune,
    District,
}

/// A word for a kind of unit: its tokens, each as a key and with its marks.
struct KindWord {
    tokens: &'static [(&'static str, &'static str)],
    kind: &'static str,
    level: Level,
}

const fn word(
    tokens: &'static [(&'static str, &'static str)],
    kind: &'static str,
    level: Level,
) -> KindWord {
    KindWord {
        tokens,
        kind,
        level,
    }
}

/// Longer words first: `thị xã` before `xã`.
const KIND_WORDS: [KindWord; 14] = [
    word(
        &[("thi", "thị"), ("tran", "trấn")],
        "thị trấn",
        Level::Commune,
    ),
    word(&[("thi", "thị"), ("xa", "xã")], "thị xã", Level::District),
    word(&[("phuong", "phường")], "phường", Level::Commune),
    word(&[("xa", "xã")], "xã", Level::Commune),
    word(&[("quan", "quận")], "quận", Level::District),
    word(&[("huyen", "huyện")], "huyện", Level::District),
    word(&[("t", "t"), ("t", "t")], "thị trấn", Level::Commune),
    word(&[("t", "t"), ("x", "x")], "thị xã", Level::District),
    word(&[("tt", "tt")], "thị trấn", Level::Commune),
    word(&[("tx", "tx")], "thị xã", Level::District),
    word(&[("p", "p")], "phường", Level::Commune),
    word(&[("x", "x")], "xã", Level::Commune),
    word(&[("q", "q")], "quận", Level::District),
    word(&[("h", "h")], "huyện", Level::District),
];

/// A kind of unit that a text begins with: how many tokens it takes, which, and of which level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub length: usize,
    pub kind: &'static str,
    pub level: Level,
    /// Written out, not abbreviated.
    pub in_full: bool,
}

/// The kind that these tokens begin with, if any.
pub fn kind_at(tokens: &[Token]) -> Option<Kind> {
    KIND_WORDS.iter().find_map(|word| {
        let given = tokens.get(..word.tokens.len())?;
        let same = given.iter().zip(word.tokens).all(|(token, (key, text))| {
            token.key == *key && marks(&token.raw, text).is_some_and(|m| m != Marks::Differ)
        });
        same.then_some(Kind {
            length: given.len(),
            kind: word.kind,
            level: word.level,
            in_full: word.tokens[0].0.len() > 2 || word.tokens[0].0 == "xa",
        })
    })
}

/// How the marks of a text agree with those of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Marks {
    Exact,
    /// Some are left out.
    Missing,
    Differ,
}

/// Compares a syllable with one of a name, wherever the tone mark sits; none when their letters differ.
pub fn marks(given: &str, name: &str) -> Option<Marks> {
    let (given_letters, given_tone) = letters(given);
    let (name_letters, name_tone) = letters(name);
    if given_letters.len() != name_letters.len() {
        return None;
    }
    let agree = |given: Option<char>, name: Option<char>| match (given, name) {
        (a, b) if a == b => Marks::Exact,
        (None, Some(_)) => Marks::Missing,
        _ => Marks::Differ,
    };
    let mut all = agree(given_tone, name_tone);
    for ((a, a_mark), (b, b_mark)) in given_letters.into_iter().zip(name_letters) {
        if a != b {
            return None;
        }
        all = all.max(agree(a_mark, b_mark));
    }
    Some(all)
}

/// Plain letters, each with its own mark, and the tone of the syllable.
fn letters(syllable: &str) -> (Vec<(char, Option<char>)>, Option<char>) {
    // Grave, acute, tilde, hook above, dot below: the five written tones.
    const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let mut letters: Vec<(char, Option<char>)> = Vec::new();
    let mut tone = None;
    for c in syllable.nfd().flat_map(char::to_lowercase) {
        if TONES.contains(&c) {
            tone = Some(c);
        } else if unicode_normalization::char::is_combining_mark(c) {
            if let Some((_, mark)) = letters.last_mut() {
                *mark = Some(c);
            }
        } else if c == 'đ' {
            letters.push(('d', Some('đ')));
        } else {
            letters.push((c, None));
        }
    }
    (letters, tone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_or_bracket_begins_a_part_and_a_dot_does_not() {
        let read = tokens("P.Từ  Liêm (Q. Nam Từ Liêm), HN");
        let shown: Vec<(&str, bool)> = read.iter().map(|t| (t.key.as_str(), t.begins)).collect();
        assert_eq!(
            shown,
            [
                ("p", true),
                ("tu", false),
                ("liem", false),
                ("q", true),
                ("nam", false),
                ("tu", false),
                ("liem", false),
                ("hn", true)
            ]
        );
    }

    #[test]
    fn kinds_are_read_in_full_or_short_and_longest_first() {
        let kind = |text: &str| kind_at(&tokens(text)).map(|k| (k.kind, k.length));
        assert_eq!(kind("thị xã Sơn Tây"), Some(("thị xã", 2)));
        assert_eq!(kind("THI TRAN Phung"), Some(("thị trấn", 2)));
        assert_eq!(kind("TX. Sơn Tây"), Some(("thị xã", 1)));
        assert_eq!(kind("Xá Tân"), None);
        assert_eq!(kind("Phùng"), None);
    }

    #[test]
    fn marks_may_be_left_out_and_a_tone_may_sit_elsewhere() {
        assert_eq!(marks("hòa", "hoà"), Some(Marks::Exact));
        assert_eq!(marks("hoa", "hoà"), Some(Marks::Missing));
        assert_eq!(marks("hóa", "hoà"), Some(Marks::Differ));
        assert_eq!(marks("dong", "đông"), Some(Marks::Missing));
        assert_eq!(marks("đong", "dông"), Some(Marks::Differ));
        assert_eq!(marks("hà", "hài"), None);
    }
}
