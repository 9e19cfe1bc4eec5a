//! The encodings Vietnamese text comes in, and how it becomes Unicode, NFC.

mod guess;
mod syllable;
mod tables;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::imports::encoding::tables::{
    TCVN3, UNDEFINED, VNI_MARKS, VNI_SINGLE, VNI_U_HORN, WINDOWS_1252_LOW, WINDOWS_1258,
};

pub use guess::{Guess, guess, share_of_syllables};

/// How the bytes of a file's text are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    /// TCVN 5712:1993 as fonts of the `.VnTime` family draw it (ABC).
    #[serde(rename = "tcvn3")]
    Tcvn3,
    /// VNI-Windows: a base letter and a second byte for its marks.
    #[serde(rename = "vni")]
    Vni,
    /// Windows code page 1258: base letters and combining marks.
    #[serde(rename = "windows-1258")]
    Windows1258,
}

impl Encoding {
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Tcvn3, Self::Vni, Self::Windows1258];

    /// What documents and settings call it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Tcvn3 => "tcvn3",
            Self::Vni => "vni",
            Self::Windows1258 => "windows-1258",
        }
    }

    /// Reads an id as [`Encoding::id`] gives it.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|encoding| encoding.id().eq_ignore_ascii_case(id))
    }

    /// Text of these bytes, NFC; none when they are not of this encoding. UTF-8 whose last letter was cut by the
    /// width of a column loses that letter.
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        let text = match self {
            Self::Utf8 => match str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(error) if error.error_len().is_none() => {
                    String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
                }
                Err(_) => return None,
            },
            Self::Tcvn3 => in_capitals(&by_table(bytes, TCVN3)),
            Self::Windows1258 => by_table(bytes, WINDOWS_1258),
            Self::Vni => from_vni(bytes),
        };
        (!text.contains(UNDEFINED)).then(|| text.nfc().collect())
    }
}

fn by_table(bytes: &[u8], table: &str) -> String {
    let high: Vec<char> = table.chars().collect();
    bytes
        .iter()
        .map(|byte| match byte.checked_sub(0x80) {
            None => char::from(*byte),
            Some(at) => high.get(usize::from(at)).copied().unwrap_or(UNDEFINED),
        })
        .collect()
}

/// Fonts of capitals draw small letters as capitals: a word with two plain capitals and no plain small letter is all
/// capitals, and so is what stands beside it if no plain small letter does.
fn in_capitals(text: &str) -> String {
    let no_small = |part: &str| !part.contains(|c: char| c.is_ascii_lowercase());
    let capitals = |word: &str| word.matches(|c: char| c.is_ascii_uppercase()).count() > 1;
    let words = || text.split_inclusive(|c: char| !c.is_alphanumeric());
    let all = no_small(text) && words().any(capitals);
    words()
        .map(|word| {
            if all || no_small(word) && capitals(word) {
                word.to_uppercase()
            } else {
                word.to_owned()
            }
        })
        .collect()
}

/// The mark that a byte adds to the letter before it; the byte is 0x20 less after a capital.
fn vni_mark(byte: u8) -> Option<&'static str> {
    VNI_MARKS
        .iter()
        .find(|(small, _)| *small == byte || *small == byte.wrapping_add(0x20))
        .map(|(_, marks)| *marks)
}

fn vni_letter(byte: u8) -> Option<char> {
    VNI_SINGLE
        .iter()
        .chain([&VNI_U_HORN])
        .find_map(|(code, small, capital)| {
            if *code == byte {
                Some(*small)
            } else {
                (*code == byte.wrapping_add(0x20)).then_some(*capital)
            }
        })
}

fn from_vni(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut base = false;
    for byte in bytes {
        if let (true, Some(marks)) = (base, vni_mark(*byte)) {
            text.push_str(marks);
            base = false;
            continue;
        }
        let letter = match byte {
            0..0x80 => char::from(*byte),
            0x80..0xA0 => low_1252(*byte),
            _ => vni_letter(*byte).unwrap_or(UNDEFINED),
        };
        base = matches!(
            letter.to_ascii_lowercase(),
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ơ' | 'Ơ' | 'ư' | 'Ư'
        );
        text.push(letter);
    }
    text
}

fn low_1252(byte: u8) -> char {
    WINDOWS_1252_LOW
        .chars()
        .nth(usize::from(byte) - 0x80)
        .unwrap_or(UNDEFINED)
}

/// The bytes of text that a program has read as ISO 8859-1 or windows-1252; none where it holds other letters.
pub fn bytes_of(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| {
            u8::try_from(u32::from(c)).ok().or_else(|| {
                let at = WINDOWS_1252_LOW
                    .chars()
                    .position(|low| low == c && c != UNDEFINED)?;
                u8::try_from(at + 0x80).ok()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
