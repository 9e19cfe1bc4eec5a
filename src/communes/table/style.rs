//! How a table is written, seen from its first line.

use crate::error::Said;

/// The bytes by which a spreadsheet knows UTF-8.
pub const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Separator, mark and line ends of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub separator: u8,
    /// It begins with the mark by which a spreadsheet knows UTF-8.
    pub mark: bool,
    /// Its lines end as Windows ends them.
    pub crlf: bool,
}

impl Style {
    /// As the beginning of a table shows it.
    pub fn of(start: &[u8]) -> Self {
        let (line, crlf) = first_line(start);
        Self {
            separator: separator_of(line),
            mark: start.starts_with(MARK),
            crlf,
        }
    }
}

/// # Errors
/// What a person should do, where the bytes are of a workbook or of UTF-16.
pub fn is_text(start: &[u8]) -> Result<(), Said> {
    // A zip archive, which an .xlsx is; and the container of an .xls.
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(Said::new(
            "đây là sổ tính hoặc tệp nén; hãy lưu thành CSV UTF-8",
            "this is a workbook or an archive; save it as CSV UTF-8",
        ));
    }
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
        return Err(Said::new(
            "văn bản UTF-16; hãy lưu thành CSV UTF-8",
            "this is UTF-16; save it as CSV UTF-8",
        ));
    }
    Ok(())
}

/// The first line without its end, and whether it ends in CRLF. A line end inside quotes ends nothing.
pub fn first_line(bytes: &[u8]) -> (&[u8], bool) {
    let mut quoted = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => {
                return (&bytes[..at], bytes[at..].starts_with(b"\r\n"));
            }
            _ => {}
        }
    }
    (bytes, false)
}

/// The most frequent of the three outside quotes; of equals the one that is rarer in ordinary text.
fn separator_of(line: &[u8]) -> u8 {
    let count = |separator: u8| {
        let mut quoted = false;
        let outside = line.iter().filter(|byte| {
            quoted ^= **byte == b'"';
            !quoted && **byte == separator
        });
        outside.count()
    };
    // Of equal maxima `max_by_key` gives the last.
    [b',', b';', b'\t']
        .into_iter()
        .filter(|separator| count(*separator) > 0)
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_seen_from_the_first_line() {
        let style = |text: &str| Style::of(text.as_bytes());
        assert_eq!(style("a,b;c,d\n").separator, b',');
        assert_eq!(style("\"Xã, phường, x\";Dân số\r\n").separator, b';');
        assert_eq!(style("Xã, phường;Dân số").separator, b';');
        assert_eq!(style("a\tb").separator, b'\t');
        assert_eq!(style("a").separator, b',');
        assert!(style("\u{feff}a\r\n").mark && style("a\r\n").crlf);
    }

    #[test]
    fn a_workbook_is_no_table() {
        assert!(is_text(b"PK\x03\x04...").is_err());
        assert!(is_text(b"\xFF\xFEa\0").is_err());
        assert!(is_text("\u{feff}xã".as_bytes()).is_ok());
    }
}
