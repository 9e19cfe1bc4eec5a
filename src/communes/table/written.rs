//! A table as an answer: written as the table that was sent is written.

use std::io::{self, Write};

use csv::{ErrorKind, QuoteStyle, Terminator, Writer, WriterBuilder};

use super::style::{MARK, Style};
use crate::error::Error;

impl Style {
    /// Writes rows with this separator and these line ends.
    pub fn writer<W: Write>(self, out: W) -> Writer<W> {
        let terminator = if self.crlf {
            Terminator::CRLF
        } else {
            Terminator::Any(b'\n')
        };
        WriterBuilder::new()
            .delimiter(self.separator)
            .terminator(terminator)
            .quote_style(QuoteStyle::Necessary)
            .flexible(true)
            .from_writer(out)
    }

    /// Writes what stands before the header.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn begin(self, out: &mut impl Write) -> Result<(), Error> {
        if self.mark {
            out.write_all(MARK).map_err(not_written)?;
        }
        Ok(())
    }

    /// The separator, as a person reads it.
    pub fn separator_name(self) -> &'static str {
        match self.separator {
            b';' => ";",
            b'\t' => "tab",
            _ => ",",
        }
    }
}

/// The answer cannot be written.
pub fn not_written(source: io::Error) -> Error {
    Error::Io {
        what: "the answer cannot be written".to_owned(),
        source,
    }
}

/// As [`not_written`], of a row; what the output said is kept, so that a broken pipe is known as one.
pub fn row_not_written(error: csv::Error) -> Error {
    not_written(match error.into_kind() {
        ErrorKind::Io(source) => source,
        other => io::Error::other(format!("{other:?}")),
    })
}
