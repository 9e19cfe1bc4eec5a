//! Which encoding bytes are in, by how many of their words are Vietnamese syllables in it.

use crate::imports::encoding::Encoding;
use crate::imports::encoding::syllable::is_syllable;

/// What bytes look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    pub encoding: Encoding,
    /// 0 to 1: the share of words with marks that are Vietnamese syllables.
    pub confidence: f64,
    /// How many words with marks there are to judge by.
    pub words: usize,
}

/// Words looked at; the first are as good as all.
const MAX_WORDS: usize = 2_000;

/// Judges samples of text by their words that are not plain ASCII. Without any, it is UTF-8.
pub fn guess<'a>(samples: impl IntoIterator<Item = &'a [u8]>) -> Guess {
    let words: Vec<&[u8]> = samples
        .into_iter()
        .flat_map(|sample| sample.split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()))
        .filter(|word| !word.is_ascii())
        .take(MAX_WORDS)
        .collect();
    let judged = |encoding: Encoding| Guess {
        encoding,
        confidence: share(&words, encoding),
        words: words.len(),
    };
    // Bytes of another encoding that are UTF-8 by chance are as good as unheard of.
    if words.iter().all(|word| str::from_utf8(word).is_ok()) {
        return Guess {
            confidence: 1.0,
            ..judged(Encoding::Utf8)
        };
    }
    Encoding::ALL
        .into_iter()
        .map(judged)
        .reduce(|best, other| {
            if other.confidence > best.confidence {
                other
            } else {
                best
            }
        })
        .unwrap_or(judged(Encoding::Utf8))
}

fn share(words: &[&[u8]], encoding: Encoding) -> f64 {
    let good = words
        .iter()
        .filter(|word| encoding.decode(word).is_some_and(|text| is_syllable(&text)))
        .count();
    good as f64 / words.len().max(1) as f64
}
