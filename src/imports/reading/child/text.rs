//! Text as it stands in a file becomes Unicode: in the encoding that is asked for, declared, or guessed.

use unicode_normalization::UnicodeNormalization as _;

use crate::error::Defect;
use crate::imports::encoding::{self, Encoding, Guess};
use crate::imports::reading::child::raw::{Text, note};

/// Below this nobody should rely on a guess.
const CONVINCING: f64 = 0.7;

/// What was done to the text of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    pub encoding: Encoding,
    pub guessed: bool,
    pub notes: Vec<Defect>,
}

/// Makes Unicode, NFC, of all texts; each comes with its place.
pub fn decode(texts: &mut [(&mut String, &str)], state: Text, asked: Option<Encoding>) -> Decoded {
    let mut decoded = settle(texts, state, asked);
    let encoding = decoded.encoding;
    let is_undecoded = matches!(state, Text::Undecoded { .. });
    let mut unreadable = None;
    for (text, place) in texts {
        let bytes = encoding::bytes_of(text).filter(|bytes| !bytes.is_ascii());
        let bytes = bytes.filter(|_| is_undecoded || encoding != Encoding::Utf8);
        let read = bytes.map(|bytes| {
            encoding.decode(&bytes).unwrap_or_else(|| {
                unreadable.get_or_insert(*place);
                text.nfc().collect()
            })
        });
        **text = read.unwrap_or_else(|| text.nfc().collect());
    }
    if let Some(place) = unreadable {
        let id = encoding.id();
        decoded.notes.push(note(
            place,
            format!("có chữ không phải {id}; hãy chọn bảng mã khác"),
            format!("some text is not {id}; choose another encoding"),
        ));
    }
    decoded
}

fn settle(texts: &[(&mut String, &str)], state: Text, asked: Option<Encoding>) -> Decoded {
    let known = |encoding| Decoded {
        encoding,
        guessed: false,
        notes: Vec::new(),
    };
    if let Some(encoding) = asked {
        return known(encoding);
    }
    let foreign = || {
        texts
            .iter()
            .map(|(text, _)| text.as_str())
            .filter(|text| !text.is_ascii())
    };
    let bytes: Vec<Vec<u8>> = foreign().filter_map(encoding::bytes_of).collect();
    let guess = encoding::guess(bytes.iter().map(Vec::as_slice));
    let declared = match state {
        Text::Undecoded { declared } => declared,
        // In Unicode only what makes no Vietnamese as it is, and does in a font of old, is taken for that.
        Text::Unicode => {
            let is_old = guess.words > 1
                && guess.confidence > CONVINCING
                && matches!(guess.encoding, Encoding::Tcvn3 | Encoding::Vni)
                && encoding::share_of_syllables(foreign()) < 0.5 * guess.confidence;
            if !is_old {
                return known(Encoding::Utf8);
            }
            None
        }
    };
    if let Some(declared) = declared
        && bytes.iter().all(|text| declared.decode(text).is_some())
        && (declared == guess.encoding
            || guess.rival == Some(declared)
            || guess.confidence <= CONVINCING)
    {
        return known(declared);
    }
    if guess.words == 0 || guess.encoding == Encoding::Utf8 {
        return known(guess.encoding);
    }
    Decoded {
        encoding: guess.encoding,
        guessed: true,
        notes: vec![guessed(guess, declared)],
    }
}

fn guessed(guess: Guess, declared: Option<Encoding>) -> Defect {
    let id = guess.encoding.id();
    let percent = (guess.confidence * 100.0).round();
    let (mut vi, mut en) = match declared {
        Some(declared) => (
            format!(" (tệp khai là {})", declared.id()),
            format!(" (the file declares {})", declared.id()),
        ),
        None => (String::new(), String::new()),
    };
    if let Some(rival) = guess.rival {
        let rival = rival.id();
        vi = format!("{vi}, nhưng cũng có thể là {rival}");
        en = format!("{en}, but may be {rival} as well");
    }
    note(
        "file",
        format!("bảng mã được đoán là {id}{vi}: {percent} % số từ có dấu đọc được"),
        format!(
            "the encoding is guessed to be {id}{en}: {percent} % of the words with marks make sense"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(texts: &[&str], state: Text, asked: Option<Encoding>) -> (Vec<String>, Decoded) {
        let mut owned: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let mut places: Vec<(&mut String, &str)> =
            owned.iter_mut().map(|text| (text, "row 1")).collect();
        let outcome = decode(&mut places, state, asked);
        (owned, outcome)
    }

    const BYTES: Text = Text::Undecoded { declared: None };

    #[test]
    fn unicode_stays_what_it_is_even_where_another_encoding_could_be_read_into_it() {
        // Each of these is a word in TCVN3 as well: Phự, Hổ.
        let (texts, outcome) = decoded(&["La Phù", "Tam Hà"], Text::Unicode, None);
        assert_eq!(texts, ["La Phù", "Tam Hà"]);
        assert_eq!((outcome.encoding, outcome.guessed), (Encoding::Utf8, false));
    }

    #[test]
    fn text_in_a_font_of_old_is_found_in_unicode_files_too() {
        let (texts, outcome) = decoded(&["Côm c«ng nghiÖp", "X· ¤ Diªn"], Text::Unicode, None);
        assert_eq!(texts, ["Cụm công nghiệp", "Xã Ô Diên"]);
        assert_eq!((outcome.encoding, outcome.guessed), (Encoding::Tcvn3, true));
    }

    #[test]
    fn a_declaration_counts_unless_the_text_says_otherwise() {
        let declared = Text::Undecoded {
            declared: Some(Encoding::Windows1258),
        };
        let (texts, outcome) = decoded(&["Côm c«ng nghiÖp"], declared, None);
        assert_eq!(texts, ["Cụm công nghiệp"]);
        assert!(outcome.notes[0].said.en.contains("declares windows-1258"));
        // One word that both can read stays with what is declared.
        let (texts, outcome) = decoded(&["Ph\u{f9}"], declared, None);
        assert_eq!((texts[0].as_str(), outcome.guessed), ("Phù", false));
    }

    #[test]
    fn a_word_that_two_encodings_can_read_is_said_to_be_doubtful() {
        let (_, outcome) = decoded(&["Ph\u{f9}"], BYTES, None);
        let said = &outcome.notes[0].said.en;
        assert!(outcome.guessed && said.contains("may be"), "{said}");
    }

    #[test]
    fn what_is_asked_for_is_done_and_what_it_cannot_read_is_said() {
        let (texts, outcome) = decoded(&["C\u{ab}ng"], BYTES, Some(Encoding::Utf8));
        assert_eq!(texts, ["C«ng"]);
        assert!(outcome.notes[0].said.en.contains("not utf-8"));
    }
}
