use super::*;

/// The 67 letters of the alphabet that are not plain, small.
const LETTERS: &str = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ";

/// Marked letters of VNI-Windows in the order of [`LETTERS`], as fonts of Western text show them.
const VNI: &str = "aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä eø eû eõ eù eï eâ eà eå eã eá eä ì æ ó í ò \
    oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î ñ";

/// Letters as windows-1258 has them: as Python's `cp1258` encodes their canonical pieces.
fn in_windows_1258(letter: char) -> Vec<u8> {
    let whole = |c: char| {
        WINDOWS_1258
            .chars()
            .position(|other| other == c)
            .and_then(|at| u8::try_from(at + 0x80).ok())
            .or_else(|| u8::try_from(c).ok().filter(u8::is_ascii))
    };
    if let Some(byte) = whole(letter) {
        return vec![byte];
    }
    // The tone apart, the other mark with its letter.
    let tones = "\u{300}\u{301}\u{303}\u{309}\u{323}";
    let pieces: Vec<char> = std::iter::once(letter).collect::<String>().nfd().collect();
    let base: String = pieces
        .iter()
        .copied()
        .filter(|c| !tones.contains(*c))
        .nfc()
        .collect();
    let tone = pieces.iter().filter(|c| tones.contains(**c));
    base.chars()
        .chain(tone.copied())
        .map(|c| whole(c).expect("in the table"))
        .collect()
}

#[test]
fn all_small_letters_of_tcvn3_are_read() {
    // What glibc's iconv writes for TCVN5712-1.
    let bytes = hex::decode("b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cacbcccecfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9aceaebecedeeeff1f2f3f4adf5f6f7f8f9fafbfcfdfeae").expect("hex");
    assert_eq!(bytes.len(), 67);
    let read = Encoding::Tcvn3.decode(&bytes).expect("all defined");
    assert_eq!(read, LETTERS);
}

#[test]
fn capitals_that_tcvn3_has_are_read() {
    for (letter, byte) in [
        ('Ă', 0xa1),
        ('Ằ', 0xaf),
        ('Ẳ', 0xba),
        ('Ẵ', 0xbf),
        ('Ắ', 0xc0),
        ('Â', 0xa2),
        ('Ầ', 0xc1),
        ('Ẩ', 0xc2),
        ('Ẫ', 0xc3),
        ('Ấ', 0xc4),
        ('Ê', 0xa3),
        ('Ề', 0xc5),
        ('Ể', 0xcd),
        ('Ễ', 0xd9),
        ('Ế', 0xda),
        ('Ô', 0xa4),
        ('Ồ', 0xdb),
        ('Ổ', 0xe0),
        ('Ỗ', 0xf0),
        ('Ố', 0xff),
        ('Ơ', 0xa5),
        ('Ư', 0xa6),
        ('Đ', 0xa7),
    ] {
        let read = Encoding::Tcvn3.decode(&[byte]).expect("defined");
        assert_eq!(read, letter.to_string());
    }
}

#[test]
fn a_font_of_capitals_makes_capitals() {
    let read = Encoding::Tcvn3.decode(b"C\xABM C\xABNG NGHI\xD6P Li\xAAn H\xB5");
    assert_eq!(read.as_deref(), Some("CÔM CÔNG NGHIỆP Liên Hà"));
    let read = Encoding::Tcvn3.decode(b"H\xB5 N\xE9I");
    assert_eq!(read.as_deref(), Some("HÀ NỘI"));
}

#[test]
fn all_letters_of_vni_are_read_small_and_capital() {
    let written: Vec<&str> = VNI.split_whitespace().collect();
    assert_eq!(written.len(), 67);
    for (letter, text) in LETTERS.chars().zip(written) {
        let bytes = bytes_of(text).expect("Western letters");
        assert_eq!(
            Encoding::Vni.decode(&bytes),
            Some(letter.to_string()),
            "{text}"
        );
        let capital: Vec<u8> = bytes.iter().map(|byte| byte - 0x20).collect();
        let expected: String = letter.to_uppercase().collect();
        assert_eq!(Encoding::Vni.decode(&capital), Some(expected), "{text}");
        // Many type a capital and its mark in small.
        let mixed = [&capital[..1], &bytes[1..]].concat();
        let expected: String = letter.to_uppercase().collect();
        assert_eq!(Encoding::Vni.decode(&mixed), Some(expected), "{text}");
    }
}

#[test]
fn all_letters_of_windows_1258_are_read_small_and_capital() {
    for letter in LETTERS.chars().chain(LETTERS.to_uppercase().chars()) {
        let bytes = in_windows_1258(letter);
        assert_eq!(
            Encoding::Windows1258.decode(&bytes),
            Some(letter.to_string())
        );
    }
    // Python: 'Cụm công nghiệp'.encode in the pieces of cp1258.
    let read = Encoding::Windows1258.decode(b"Cu\xF2m c\xF4ng nghi\xEA\xF2p");
    assert_eq!(read.as_deref(), Some("Cụm công nghiệp"));
}

#[test]
fn utf_8_is_composed_and_may_be_cut_in_its_last_letter() {
    let decomposed: String = "Hoà Lạc".nfd().collect();
    assert_eq!(
        Encoding::Utf8.decode(decomposed.as_bytes()).as_deref(),
        Some("Hoà Lạc")
    );
    assert_eq!(
        Encoding::Utf8.decode(&"Liên Hà".as_bytes()[..8]).as_deref(),
        Some("Liên H")
    );
    assert_eq!(Encoding::Utf8.decode(b"C\xABng"), None);
}

const NAMES: [&str; 5] = [
    "Cụm công nghiệp Thanh Thuỳ",
    "Cụm công nghiệp làng nghề Phùng Xá",
    "Xã Ô Diên",
    "Đất sản xuất, kinh doanh phi nông nghiệp",
    "Trạm xử lý nước thải tập trung",
];

fn in_table(text: &str, table: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match table.chars().position(|other| other == c) {
            Some(at) => u8::try_from(at + 0x80).expect("a byte"),
            None => u8::try_from(c).expect("ASCII"),
        })
        .collect()
}

fn in_vni(text: &str) -> Vec<u8> {
    let written: Vec<&str> = VNI.split_whitespace().collect();
    text.chars()
        .flat_map(|c| {
            let small: String = c.to_lowercase().collect();
            match LETTERS.chars().position(|letter| small.starts_with(letter)) {
                Some(at) => {
                    let bytes = bytes_of(written[at]).expect("Western letters");
                    let capital = if c.is_uppercase() { 0x20 } else { 0 };
                    bytes.iter().map(|byte| byte - capital).collect()
                }
                None => vec![u8::try_from(c).expect("ASCII")],
            }
        })
        .collect()
}

#[test]
fn each_encoding_is_told_from_the_others_by_a_few_names() {
    for name in NAMES {
        for (encoding, bytes) in [
            (Encoding::Utf8, name.as_bytes().to_vec()),
            (Encoding::Tcvn3, in_table(name, TCVN3)),
            (Encoding::Vni, in_vni(name)),
            (
                Encoding::Windows1258,
                name.chars().flat_map(in_windows_1258).collect(),
            ),
        ] {
            let guessed = guess([&bytes[..]]);
            assert_eq!(guessed.encoding, encoding, "{name}: {guessed:?}");
            assert!(guessed.confidence > 0.9, "{name}: {guessed:?}");
            assert_eq!(encoding.decode(&bytes).as_deref(), Some(name));
        }
    }
}

#[test]
fn text_without_marks_is_utf_8_and_noise_convinces_nobody() {
    assert_eq!(guess([&b"CCN Thanh Thuy"[..]]).encoding, Encoding::Utf8);
    let noise: Vec<u8> = (0x80..=0xFF).flat_map(|byte| [byte, b'q', b' ']).collect();
    assert!(guess([&noise[..]]).confidence < 0.5);
}
