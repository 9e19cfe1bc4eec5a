//! Is a word a Vietnamese syllable? In the right encoding nearly all words are, in a wrong one hardly any.

use unicode_normalization::UnicodeNormalization as _;

/// What a syllable may begin with; nothing as well.
const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "th", "tr", "qu", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
];

/// What may follow, its tone left out.
const RHYMES: &str = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu \
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu ych ynh yn yt \
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet \
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uy uya uych uyn uynh uyt uyu uyên uyêt \
    uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu";

/// Grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Whether a word, capitals or not, can be a syllable. One that ends in c, ch, p or t has the acute tone or the dot.
pub fn is_syllable(word: &str) -> bool {
    if !is_one_case(word) {
        return false;
    }
    let mut tones = word.nfd().filter(|c| TONES.contains(c));
    let tone = tones.next();
    if tones.next().is_some() {
        return false;
    }
    let plain: String = word
        .nfd()
        .filter(|c| !TONES.contains(c))
        .flat_map(char::to_lowercase)
        .nfc()
        .collect();
    let stops = ["c", "ch", "p", "t"].iter().any(|end| plain.ends_with(end));
    if stops && !matches!(tone, Some('\u{301}' | '\u{323}')) {
        return false;
    }
    ONSETS
        .iter()
        .filter_map(|onset| plain.strip_prefix(onset))
        .any(|rest| RHYMES.split_whitespace().any(|rhyme| rhyme == rest))
}

/// All small, all capital, or the first alone capital.
fn is_one_case(word: &str) -> bool {
    let mut rest = word.chars();
    let first_is_capital = rest.next().is_some_and(char::is_uppercase);
    let rest: Vec<char> = rest.filter(|c| c.is_alphabetic()).collect();
    rest.iter().all(|c| !c.is_uppercase())
        || first_is_capital && rest.iter().all(|c| c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_names_and_laws_are_told_from_garbled_ones() {
        for word in
            "Cụm công nghiệp Thuỵ Lâm quyết định NGHIỆP Đường giếng gì quy hoạch khuya yêu Ứng"
                .split(' ')
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in [
            "Cuïm", "C«ng", "nghiÖp", "công1", "quyếch", "hoac", "cônG", "Đưưng", "àá",
        ] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
