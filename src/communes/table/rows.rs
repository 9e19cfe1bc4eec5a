//! The rows of a CSV table, read strictly and in little memory, each with the line it begins on.
//!
//! The crate `csv` reads on where a quote is never closed and takes the rest of the file for one field; here that
//! is a defect with its line. What is written is written by `csv`.

use std::io::{self, ErrorKind, Read};

use super::style::{self, MARK, Style, first_line};
use crate::error::Said;

/// A field holds at most this, bytes.
pub const MAX_FIELD: usize = 10_000;
/// A row holds at most so many fields.
pub const MAX_FIELDS: usize = 1_000;
/// Read from the input at once, bytes.
const CHUNK: usize = 64 << 10;

/// One row: its fields, and where it begins.
#[derive(Debug, Default)]
pub struct Record {
    /// The line its first field stands on; the header is on line 1.
    pub line: u64,
    text: Vec<u8>,
    /// Where each field ends in `text`.
    ends: Vec<usize>,
    /// Fields there were, also those over the limit, which are not kept.
    pub len: usize,
}

impl Record {
    /// A field; empty where the row has none.
    pub fn get(&self, field: usize) -> &str {
        let start = match field {
            0 => 0,
            _ => self.ends.get(field - 1).copied().unwrap_or_default(),
        };
        let end = self.ends.get(field).copied().unwrap_or(start);
        self.text
            .get(start..end)
            .and_then(|bytes| str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }

    pub fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|field| self.get(field))
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.len = 0;
    }

    fn end_field(&mut self) {
        if self.len < MAX_FIELDS {
            self.ends.push(self.text.len());
        }
        self.len += 1;
    }
}

/// What is wrong with a row.
#[derive(Debug)]
pub enum Broken {
    /// The row can be passed over and the next ones read: line, field from 0, and what is wrong.
    Row(u64, usize, Said),
    /// Nothing sensible follows: line, and what is wrong.
    Rest(u64, Said),
    Input(io::Error),
}

/// The rows of an input.
pub struct Rows<R> {
    input: R,
    chunk: Vec<u8>,
    at: usize,
    line: u64,
    pub style: Style,
}

/// What the machine reads next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    FieldStart,
    Plain,
    Quoted,
    /// After a quote in a quoted field: its end, or the first of two.
    Closed,
}

impl<R: Read> Rows<R> {
    /// Looks at the first line.
    ///
    /// # Errors
    /// [`Broken::Rest`] when this is no text in UTF-8.
    pub fn open(input: R) -> Result<Self, Broken> {
        let mut rows = Self {
            input,
            chunk: Vec::new(),
            at: 0,
            line: 1,
            style: Style::of(&[]),
        };
        rows.fill_first_line()?;
        style::is_text(&rows.chunk).map_err(|said| Broken::Rest(1, said))?;
        rows.style = Style::of(&rows.chunk);
        rows.at = if rows.style.mark { MARK.len() } else { 0 };
        Ok(rows)
    }

    /// Reads until the first line is whole, or as much as one chunk.
    fn fill_first_line(&mut self) -> Result<(), Broken> {
        let mut read = [0; 4096];
        loop {
            let (line, _) = first_line(&self.chunk);
            // One byte more tells CRLF from CR.
            if line.len() + 1 < self.chunk.len() || self.chunk.len() >= CHUNK {
                return Ok(());
            }
            match self.input.read(&mut read) {
                Ok(0) => return Ok(()),
                Ok(count) => self.chunk.extend_from_slice(&read[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Broken::Input(error)),
            }
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, Broken> {
        while self.at == self.chunk.len() {
            self.at = 0;
            self.chunk.resize(CHUNK, 0);
            match self.input.read(&mut self.chunk) {
                Ok(count) => {
                    self.chunk.truncate(count);
                    if count == 0 {
                        return Ok(None);
                    }
                }
                Err(error) => {
                    self.chunk.clear();
                    if error.kind() != ErrorKind::Interrupted {
                        return Err(Broken::Input(error));
                    }
                }
            }
        }
        Ok(self.chunk.get(self.at).copied())
    }

    /// Takes a line end that begins with `byte`, which was taken already.
    fn end_line(&mut self, byte: u8) -> Result<(), Broken> {
        if byte == b'\r' && self.peek()? == Some(b'\n') {
            self.at += 1;
        }
        self.line += 1;
        Ok(())
    }

    /// The next row that is not an empty line; false at the end.
    ///
    /// # Errors
    /// [`Broken`], saying whether the rows after this one can still be read.
    pub fn next(&mut self, record: &mut Record) -> Result<bool, Broken> {
        while let Some(byte @ (b'\r' | b'\n')) = self.peek()? {
            self.at += 1;
            self.end_line(byte)?;
        }
        record.clear();
        record.line = self.line;
        if self.peek()?.is_none() {
            return Ok(false);
        }
        let too_long = self.read_fields(record)?;
        if let Some(field) = too_long {
            return Err(Broken::Row(
                record.line,
                field,
                Said::new(
                    format!("ô dài hơn {MAX_FIELD} byte; có dấu ngoặc kép nào chưa đóng?"),
                    format!("the field is longer than {MAX_FIELD} bytes; is a quote not closed?"),
                ),
            ));
        }
        check_text(record)?;
        Ok(true)
    }

    /// Reads to the end of the row; the first field that is too long, if one is.
    fn read_fields(&mut self, record: &mut Record) -> Result<Option<usize>, Broken> {
        let separator = self.style.separator;
        let mut place = Place::FieldStart;
        let mut field_start = 0;
        let mut opened_on = self.line;
        let mut too_long = None;
        loop {
            let Some(byte) = self.peek()? else {
                if place == Place::Quoted {
                    return Err(Broken::Rest(opened_on, never_closed()));
                }
                record.end_field();
                return Ok(too_long);
            };
            self.at += 1;
            place = match (place, byte) {
                (Place::FieldStart, b'"') => {
                    opened_on = self.line;
                    Place::Quoted
                }
                (Place::Quoted, b'"') => Place::Closed,
                (Place::Closed, b'"') => {
                    record.text.push(byte);
                    Place::Quoted
                }
                (Place::Quoted, _) => {
                    if byte == b'\n' || byte == b'\r' && self.peek()? != Some(b'\n') {
                        self.line += 1;
                    }
                    record.text.push(byte);
                    Place::Quoted
                }
                (_, byte) if byte == separator => {
                    record.end_field();
                    field_start = record.text.len();
                    Place::FieldStart
                }
                (_, b'\r' | b'\n') => {
                    record.end_field();
                    self.end_line(byte)?;
                    return Ok(too_long);
                }
                (Place::Closed, _) => return Err(Broken::Rest(self.line, after_quote())),
                _ => {
                    record.text.push(byte);
                    Place::Plain
                }
            };
            if record.text.len() > field_start + MAX_FIELD {
                too_long = too_long.or(Some(record.len));
            }
            // What will not be kept takes no memory.
            if too_long.is_some() || record.len >= MAX_FIELDS {
                record.text.truncate(field_start);
            }
        }
    }
}

fn never_closed() -> Said {
    Said::new(
        "dấu ngoặc kép mở ở đây không được đóng",
        "the quote opened here is never closed",
    )
}

fn after_quote() -> Said {
    Said::new(
        "có chữ sau dấu ngoặc kép đóng; dấu ngoặc kép trong ô phải viết hai lần",
        "text follows a closing quote; a quote inside a quoted field is written twice",
    )
}

/// A row is UTF-8 without NUL, field by field.
fn check_text(record: &Record) -> Result<(), Broken> {
    let field_of = |at: usize| record.ends.partition_point(|end| *end <= at);
    let whole = match str::from_utf8(&record.text) {
        Ok(whole) => whole,
        Err(error) => {
            let field = field_of(error.valid_up_to());
            return Err(Broken::Row(record.line, field, not_utf8()));
        }
    };
    // Two halves of a letter in two fields make one letter together.
    if let Some(field) = record
        .ends
        .iter()
        .position(|end| !whole.is_char_boundary(*end))
    {
        return Err(Broken::Row(record.line, field, not_utf8()));
    }
    if let Some(at) = whole.find('\0') {
        let said = Said::new("có ký tự NUL", "holds a NUL character");
        return Err(Broken::Row(record.line, field_of(at), said));
    }
    Ok(())
}

fn not_utf8() -> Said {
    Said::new(
        "không phải UTF-8; hãy lưu thành CSV UTF-8",
        "is not UTF-8; save it as CSV UTF-8",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use csv::WriterBuilder;
    use proptest::prelude::*;

    fn read(text: &[u8]) -> Result<Vec<(u64, Vec<String>)>, Broken> {
        let mut rows = Rows::open(text)?;
        let mut record = Record::default();
        let mut all = Vec::new();
        while rows.next(&mut record)? {
            all.push((record.line, record.fields().map(str::to_owned).collect()));
        }
        Ok(all)
    }

    fn lines(text: &str) -> Vec<(u64, Vec<String>)> {
        read(text.as_bytes()).expect("a sound table")
    }

    #[test]
    fn quotes_line_ends_and_empty_lines_keep_their_lines() {
        let all = lines("a,b\r\n\r\n\"x, \"\"y\"\"\nz\",2\r\n3,\r\n");
        assert_eq!(all[0], (1, vec!["a".into(), "b".into()]));
        assert_eq!(all[1], (3, vec!["x, \"y\"\nz".into(), "2".into()]));
        assert_eq!(all[2], (5, vec!["3".into(), String::new()]));
        assert_eq!(lines("a\rb\rc").len(), 3);
        assert_eq!(lines("a,\"\"")[0].1, ["a", ""]);
        assert_eq!(lines("5\" nails")[0].1, ["5\" nails"]);
        assert!(lines("").is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        assert!(matches!(read(b"a\nb,\"c\nd\n"), Err(Broken::Rest(2, _))));
        assert!(matches!(read(b"a\n\"b\"c\n"), Err(Broken::Rest(2, _))));
        assert!(matches!(read(b"a,b\n1,x\0y\n"), Err(Broken::Row(2, 1, _))));
        assert!(matches!(read(b"a,b\n1,\xFF\n"), Err(Broken::Row(2, 1, _))));
        assert!(matches!(
            read(b"a,b\n\xC3,\xA0\n"),
            Err(Broken::Row(2, 0, _))
        ));
        let long = format!("a,b\n1,{}\n", "x".repeat(MAX_FIELD + 1));
        assert!(matches!(read(long.as_bytes()), Err(Broken::Row(2, 1, _))));
        let fits = format!("a,b\n1,{}\n", "x".repeat(MAX_FIELD));
        assert_eq!(lines(&fits)[1].1[1].len(), MAX_FIELD);
        assert!(matches!(read(b"PK\x03\x04..."), Err(Broken::Rest(1, _))));
        assert!(matches!(read(b"\xFF\xFEa\0"), Err(Broken::Rest(1, _))));
    }

    /// A pipe gives a few bytes at a time.
    #[test]
    fn a_slow_input_reads_the_same() {
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                let count = self.0.len().min(1);
                into[..count].copy_from_slice(&self.0[..count]);
                self.0 = &self.0[count..];
                Ok(count)
            }
        }
        let mut rows = Rows::open(Slow("x;y\r\n\"1\";Hà\r\n".as_bytes())).expect("text");
        let mut record = Record::default();
        let mut seen = Vec::new();
        while rows.next(&mut record).expect("a row") {
            seen.push(format!(
                "{} {}|{}",
                record.line,
                record.get(0),
                record.get(1)
            ));
        }
        assert_eq!(seen, ["1 x|y", "2 1|Hà"]);
        assert!(rows.style.crlf);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            table in prop::collection::vec(prop::collection::vec("[a-zà;,\t\"\r\n ]{0,6}", 2), 1..6),
            separator in prop::sample::select(vec![b',', b';', b'\t']),
        ) {
            let mut out = WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
            out.write_record(["x", "y"]).expect("a header");
            for row in &table {
                out.write_record(row).expect("a row");
            }
            let bytes = out.into_inner().expect("a table");
            let read = read(&bytes).expect("sound");
            let fields: Vec<_> = read.into_iter().skip(1).map(|(_, fields)| fields).collect();
            prop_assert_eq!(fields, table);
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
