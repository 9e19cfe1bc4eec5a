//! Which encoding bytes are in, by how many of their words are Vietnamese syllables in it.

use crate::imports::encoding::Encoding;
use crate::imports::encoding::syllable::is_syllable;

/// What bytes look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    pub encoding: Encoding,
    /// 0 to 1: the share of words with marks that are Vietnamese syllables.
    pub confidence: f64,
    /// One that makes about as much sense.
    pub rival: Option<Encoding>,
    /// How many words with marks there are to judge by.
    pub words: usize,
}

/// Shares closer than this decide nothing.
const ALIKE: f64 = 0.1;
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
    // Bytes of another encoding that are UTF-8 by chance are as good as unheard of.
    if words.iter().all(|word| str::from_utf8(word).is_ok()) {
        return Guess {
            encoding: Encoding::Utf8,
            confidence: 1.0,
            rival: None,
            words: words.len(),
        };
    }
    let mut judged = Encoding::ALL.map(|encoding| (encoding, share(&words, encoding)));
    judged.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let [(encoding, confidence), (second, its_share), ..] = judged;
    Guess {
        encoding,
        confidence,
        rival: (its_share > confidence - ALIKE).then_some(second),
        words: words.len(),
    }
}

/// Of the words of these texts that are not plain ASCII, the share that are Vietnamese syllables.
pub fn share_of_syllables<'a>(texts: impl IntoIterator<Item = &'a str>) -> f64 {
    let (mut all, mut good) = (0usize, 0usize);
    for word in texts
        .into_iter()
        .flat_map(|text| text.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic()))
        .filter(|word| !word.is_ascii())
        .take(MAX_WORDS)
    {
        all += 1;
        good += usize::from(is_syllable(word));
    }
    good as f64 / all.max(1) as f64
}

fn share(words: &[&[u8]], encoding: Encoding) -> f64 {
    let good = words
        .iter()
        .filter(|word| encoding.decode(word).is_some_and(|text| is_syllable(&text)))
        .count();
    good as f64 / words.len().max(1) as f64
}
