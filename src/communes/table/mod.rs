//! A table whose rows name communes: read once from a stream, and refused with every defect in its place.

pub mod columns;
pub mod rows;
pub mod style;
pub mod written;

use std::io::Read;

use crate::error::{Defect, Error, Said};
pub use columns::{Columns, short};
pub use rows::Record;
use rows::{Broken, MAX_FIELDS, Rows};
pub use style::Style;

/// Defects listed at once.
const MAX_DEFECTS: usize = 20;

/// A table of which the header is read.
pub struct Table<R> {
    rows: Rows<R>,
    pub header: Vec<String>,
    pub columns: Columns,
}

/// What a row says of the unit it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub district: &'a str,
}

impl Asked<'_> {
    /// As one text, for a person and for the resolver.
    pub fn text(&self) -> String {
        let name = if self.name.is_empty() {
            self.code
        } else {
            self.name
        };
        if name.is_empty() || self.district.is_empty() || self.name.is_empty() {
            // A district alone is a row about the district.
            let alone = if name.is_empty() { self.district } else { name };
            return alone.to_owned();
        }
        format!("{name}, {}", self.district)
    }
}

impl<R: Read> Table<R> {
    /// Reads the header; `columns` overrides the guess.
    ///
    /// # Errors
    /// [`Error::InvalidTable`], [`Error::InvalidParameter`] of `columns`, [`Error::Io`].
    pub fn open(input: R, columns: Option<&str>) -> Result<Self, Error> {
        let mut rows = Rows::open(input).map_err(|broken| refused(broken, &[]))?;
        let mut record = Record::default();
        if !rows
            .next(&mut record)
            .map_err(|broken| refused(broken, &[]))?
        {
            return Err(one(1, Said::new("bảng trống", "the table is empty")));
        }
        let line = record.line;
        if record.len > MAX_FIELDS {
            return Err(one(line, too_many(record.len)));
        }
        let header: Vec<String> = record.fields().map(|name| name.trim().to_owned()).collect();
        check_header(&header).map_err(|said| one(line, said))?;
        let columns = match columns {
            Some(text) => {
                Columns::chosen(&header, text).map_err(|reason| Error::InvalidParameter {
                    name: "columns".to_owned(),
                    reason,
                })?
            }
            None => Columns::guess(&header).map_err(|said| one(line, said))?,
        };
        Ok(Self {
            rows,
            header,
            columns,
        })
    }

    pub fn style(&self) -> Style {
        self.rows.style
    }

    /// The headers of the columns in use.
    pub fn used(&self) -> Vec<String> {
        let names = self.columns.all().map(|at| self.header[at].clone());
        names.collect()
    }

    /// Refuses a table that has one of these headers: they are those of the answer.
    ///
    /// # Errors
    /// [`Error::InvalidTable`].
    pub fn refuse_headers(&self, ours: &[&str]) -> Result<(), Error> {
        let taken = self
            .header
            .iter()
            .find(|name| ours.contains(&name.as_str()));
        taken.map_or(Ok(()), |name| {
            Err(one(
                1,
                Said::new(
                    format!("tiêu đề `{name}` dành cho kết quả; hãy bỏ cột này"),
                    format!("the header `{name}` is one of the answer's; leave that column out"),
                ),
            ))
        })
    }

    /// The next row; false at the end.
    ///
    /// # Errors
    /// [`Error::InvalidTable`] with the first defect, [`Error::Io`].
    pub fn next(&mut self, record: &mut Record) -> Result<bool, Error> {
        self.read(record)
            .map_err(|broken| refused(broken, &self.header))
    }

    fn read(&mut self, record: &mut Record) -> Result<bool, Broken> {
        let more = self.rows.next(record)?;
        let (is, wanted) = (record.len, self.header.len());
        if more && is != wanted {
            let said = Said::new(
                format!("có {is} ô, tiêu đề có {wanted}"),
                format!("has {is} fields where the header has {wanted}"),
            );
            return Err(Broken::Row(record.line, usize::MAX, said));
        }
        Ok(more)
    }

    /// Reads to the end and gives the number of rows.
    ///
    /// # Errors
    /// [`Error::InvalidTable`] with every defect, twenty at most; [`Error::Io`].
    pub fn check(mut self) -> Result<u64, Error> {
        let mut record = Record::default();
        let mut defects = Vec::new();
        let mut count = 0;
        while defects.len() < MAX_DEFECTS {
            match self.read(&mut record) {
                Ok(true) => count += 1,
                Ok(false) => break,
                Err(broken) => {
                    let goes_on = matches!(broken, Broken::Row(..));
                    match refused(broken, &self.header) {
                        Error::InvalidTable { defects: mut more } => defects.append(&mut more),
                        other => return Err(other),
                    }
                    if !goes_on {
                        break;
                    }
                }
            }
        }
        if defects.is_empty() {
            return Ok(count);
        }
        Err(Error::InvalidTable { defects })
    }

    /// What a row says of its unit.
    pub fn asked<'a>(&self, record: &'a Record) -> Asked<'a> {
        let of = |column: Option<usize>| column.map_or("", |at| record.get(at).trim());
        let asked = Asked {
            code: of(self.columns.code),
            name: of(self.columns.name),
            district: of(self.columns.district),
        };
        // A code in the column of names needs no district beside it.
        if asked.code.is_empty() && asked.name.bytes().all(|b| b.is_ascii_digit()) {
            return Asked {
                code: asked.name,
                name: "",
                ..asked
            };
        }
        asked
    }
}

fn check_header(header: &[String]) -> Result<(), Said> {
    for (at, name) in header.iter().enumerate() {
        if !name.is_empty() && header[..at].contains(name) {
            let name = short(name);
            return Err(Said::new(
                format!("tiêu đề `{name}` lặp lại"),
                format!("the header `{name}` stands twice"),
            ));
        }
    }
    Ok(())
}

fn too_many(fields: usize) -> Said {
    Said::new(
        format!("có {fields} cột, nhiều hơn {MAX_FIELDS}"),
        format!("has {fields} columns, more than {MAX_FIELDS}"),
    )
}

/// A table with one defect.
pub fn one(line: u64, said: Said) -> Error {
    Error::InvalidTable {
        defects: vec![defect(line, said)],
    }
}

pub fn defect(line: u64, said: Said) -> Defect {
    Defect {
        place: format!("line {line}"),
        said,
        location: None,
    }
}

/// The place of a field, with the header of its column.
pub fn place_of(line: u64, field: usize, header: &[String]) -> String {
    match header.get(field) {
        Some(name) if !name.is_empty() => {
            format!("line {line}, column {} `{}`", field + 1, short(name))
        }
        _ => format!("line {line}, column {}", field + 1),
    }
}

fn refused(broken: Broken, header: &[String]) -> Error {
    match broken {
        Broken::Rest(line, said) | Broken::Row(line, usize::MAX, said) => one(line, said),
        Broken::Row(line, field, said) => Error::InvalidTable {
            defects: vec![Defect {
                place: place_of(line, field, header),
                said,
                location: None,
            }],
        },
        Broken::Input(source) => Error::Io {
            what: "the table cannot be read".to_owned(),
            source,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defects(text: &str) -> Vec<String> {
        match Table::open(text.as_bytes(), None).and_then(Table::check) {
            Err(Error::InvalidTable { defects }) => {
                defects.iter().map(ToString::to_string).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_defect_is_named_with_its_place() {
        let text = "xã,dân số\nA\nB,1\nC,1,2\nD,\0\n\"E,1\n";
        assert_eq!(
            defects(text),
            [
                "line 2: has 1 fields where the header has 2",
                "line 4: has 3 fields where the header has 2",
                "line 5, column 2 `dân số`: holds a NUL character",
                "line 6: the quote opened here is never closed",
            ]
        );
        assert_eq!(defects(""), ["line 1: the table is empty"]);
        assert_eq!(defects("\n\n"), ["line 1: the table is empty"]);
        assert_eq!(defects("xã,a,a\n"), ["line 1: the header `a` stands twice"]);
        assert_eq!(
            defects(&format!("xã{}\n", ",".repeat(10_000))),
            ["line 1: has 10001 columns, more than 1000"]
        );
        let many = format!("xã,b\n{}", "x\n".repeat(1000));
        assert_eq!(defects(&many).len(), MAX_DEFECTS);
    }

    #[test]
    fn a_row_asks_by_name_and_district_or_by_what_it_has() {
        let asked = |code, name, district| Asked {
            code,
            name,
            district,
        };
        assert_eq!(asked("", "Yên Viên", "Gia Lâm").text(), "Yên Viên, Gia Lâm");
        assert_eq!(asked("", "", "Gia Lâm").text(), "Gia Lâm");
        assert_eq!(asked("00577", "", "Gia Lâm").text(), "00577");
        assert_eq!(asked("", "Yên Viên", "").text(), "Yên Viên");
    }
}
