//! The code tables of Vietnamese text from before Unicode.

/// What stands for a byte that an encoding does not define.
pub const UNDEFINED: char = '\u{FFFD}';

/// Bytes 0x80 to 0xFF of TCVN3. Where a tone stands on a capital, files use a font of capitals instead: only
/// some of them have a byte. In 0x80 to 0x9F stand the quotation marks and dashes of Windows, as in the documents
/// such text comes from.
///
/// # Source
/// TCVN 5712:1993, sets VN2 and VN3.
pub const TCVN3: &str = concat!(
    "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}",
    "\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ",
    "\u{a0}ĂÂÊÔƠƯĐăâêôơưđẰ",
    "\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴ",
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ",
    "éẹềểễếệìỉỄẾỒĩíịò",
    "Ổỏõóọồổỗốộờởỡớợù",
    "ỖủũúụừửữứựỳỷỹýỵỐ",
);

/// Bytes 0x80 to 0xFF of windows-1258: some letters whole, the tones of others as combining marks.
///
/// # Source
/// The registration at IANA and Microsoft's `bestfit1258` table.
pub const WINDOWS_1258: &str = concat!(
    "€\u{fffd}‚ƒ„…†‡ˆ‰\u{fffd}‹Œ\u{fffd}\u{fffd}\u{fffd}",
    "\u{fffd}‘’“”•–—˜™\u{fffd}›œ\u{fffd}\u{fffd}Ÿ",
    "\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯",
    "°±²³´µ¶·¸¹º»¼½¾¿",
    "ÀÁÂĂÄÅÆÇÈÉÊË\u{300}ÍÎÏ",
    "ĐÑ\u{309}ÓÔƠÖ×ØÙÚÛÜƯ\u{303}ß",
    "àáâăäåæçèéêë\u{301}íîï",
    "đñ\u{323}óôơö÷øùúûüư₫ÿ",
);

/// Bytes 0x80 to 0x9F of windows-1252, which text of the other encodings shows where a program took it for that.
pub const WINDOWS_1252_LOW: &str = concat!(
    "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}",
    "\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ",
);

/// Letters of VNI-Windows that are one byte: small and capital.
pub const VNI_SINGLE: [(u8, char, char); 8] = [
    (0xED, 'í', 'Í'),
    (0xEC, 'ì', 'Ì'),
    (0xE6, 'ỉ', 'Ỉ'),
    (0xF3, 'ĩ', 'Ĩ'),
    (0xF2, 'ị', 'Ị'),
    (0xEE, 'ỵ', 'Ỵ'),
    (0xF1, 'đ', 'Đ'),
    // A base letter as well: tones follow it.
    (0xF4, 'ơ', 'Ơ'),
];
/// The other base letter of its own.
pub const VNI_U_HORN: (u8, char, char) = (0xF6, 'ư', 'Ư');

/// Marks of VNI-Windows: the byte after a small letter (0x20 less after a capital), and what it adds to it.
///
/// # Source
/// The table VNI Software publishes with its fonts (VNI-Windows, two bytes a marked vowel).
pub const VNI_MARKS: [(u8, &str); 17] = [
    (0xF9, "\u{301}"),
    (0xF8, "\u{300}"),
    (0xFB, "\u{309}"),
    (0xF5, "\u{303}"),
    (0xEF, "\u{323}"),
    (0xE2, "\u{302}"),
    (0xE1, "\u{302}\u{301}"),
    (0xE0, "\u{302}\u{300}"),
    (0xE5, "\u{302}\u{309}"),
    (0xE3, "\u{302}\u{303}"),
    (0xE4, "\u{302}\u{323}"),
    (0xEA, "\u{306}"),
    (0xE9, "\u{306}\u{301}"),
    (0xE8, "\u{306}\u{300}"),
    (0xFA, "\u{306}\u{309}"),
    (0xFC, "\u{306}\u{303}"),
    (0xEB, "\u{306}\u{323}"),
];
