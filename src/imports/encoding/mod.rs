//! The encodings Vietnamese text comes in, and how it becomes Unicode, NFC.

use serde::{Deserialize, Serialize};

/// How the bytes of a file's text are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    /// TCVN 5712:1993 as fonts of the `.VnTime` family draw it (ABC).
    #[serde(rename = "tcvn3")]
    Tcvn3,
    /// VNI-Windows: a base letter and a second byte for its marks.
    #[serde(rename = "vni")]
    Vni,
    /// Windows code page 1258: base letters and combining marks.
    #[serde(rename = "windows-1258")]
    Windows1258,
}

impl Encoding {
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Tcvn3, Self::Vni, Self::Windows1258];

    /// What documents and settings call it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Tcvn3 => "tcvn3",
            Self::Vni => "vni",
            Self::Windows1258 => "windows-1258",
        }
    }

    /// Reads an id as [`Encoding::id`] gives it.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|encoding| encoding.id().eq_ignore_ascii_case(id))
    }
}
