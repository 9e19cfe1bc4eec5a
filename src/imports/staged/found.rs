//! What is wrong with a staged file, or worth a look.

use crate::error::Said;
use crate::imports::reading::RowRead;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is published while there is one.
    Error,
    Warning,
    Note,
}

impl Severity {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Where something is, EPSG:5897.
#[derive(Debug, Clone, PartialEq)]
pub enum Whereabouts {
    Unknown,
    Point([f64; 2]),
    /// A geometry as PostGIS writes it.
    Ewkb(Vec<u8>),
}

/// One thing found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub code: &'static str,
    pub severity: Severity,
    /// Number of the row; none of the whole file.
    pub row: Option<u64>,
    pub place: String,
    pub property: Option<String>,
    pub said: Said,
    pub at: Whereabouts,
}

impl Found {
    /// Of the whole file.
    pub fn of_file(code: &'static str, severity: Severity, said: Said) -> Self {
        Self {
            code,
            severity,
            row: None,
            place: "file".to_owned(),
            property: None,
            said,
            at: Whereabouts::Unknown,
        }
    }

    /// Of one row.
    pub fn of_row(code: &'static str, severity: Severity, row: &RowRead, said: Said) -> Self {
        Self {
            row: Some(row.row),
            place: row.place.clone(),
            ..Self::of_file(code, severity, said)
        }
    }

    pub fn property(mut self, name: &str) -> Self {
        self.property = Some(name.to_owned());
        self
    }

    pub fn at(mut self, at: Whereabouts) -> Self {
        self.at = at;
        self
    }
}

impl Whereabouts {
    /// As PostGIS reads it, little-endian; none when it is not known.
    pub fn ewkb(&self) -> Option<Vec<u8>> {
        match self {
            Self::Unknown => None,
            Self::Ewkb(bytes) => Some(bytes.clone()),
            Self::Point([x, y]) => {
                // A point that says its SRID.
                let mut bytes = vec![1];
                bytes.extend(0x2000_0001_u32.to_le_bytes());
                bytes.extend(5897_u32.to_le_bytes());
                bytes.extend(x.to_le_bytes());
                bytes.extend(y.to_le_bytes());
                Some(bytes)
            }
        }
    }
}

/// A place in a file, as a sentence in Vietnamese names it: `hàng 5` of `row 5`.
pub fn place_vi(place: &str) -> String {
    [
        ("row ", "hàng "),
        ("line ", "dòng "),
        ("feature ", "đối tượng "),
    ]
    .into_iter()
    .find_map(|(en, vi)| Some(format!("{vi}{}", place.strip_prefix(en)?)))
    .unwrap_or_else(|| place.to_owned())
}
