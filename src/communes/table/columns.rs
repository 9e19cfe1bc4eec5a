//! Which columns of a table name communes: guessed from the header, or as somebody says.

use super::rows::Rows;
use crate::communes::table::Record;
use crate::error::Said;
use crate::names::search_key;

/// Headers of a column of codes, as search keys; the first found is taken.
const CODE: &[&str] = &[
    "former code",
    "old code",
    "ma cu",
    "ma xa cu",
    "commune code",
    "ward code",
    "unit code",
    "ma xa",
    "ma phuong",
    "ma xa phuong",
    "ma phuong xa",
    "ma dvhc",
    "ma don vi",
    "ma don vi hanh chinh",
    "code",
    "ma",
];

/// Headers of a column of names, the most telling first.
const NAME: &[&str] = &[
    "former commune",
    "former name",
    "ten xa cu",
    "xa cu",
    "ten xa phuong thi tran",
    "xa phuong thi tran",
    "ten xa phuong",
    "xa phuong",
    "phuong xa",
    "ten xa",
    "xa",
    "ten phuong",
    "phuong",
    "commune name",
    "commune",
    "ward name",
    "ward",
    "ten don vi hanh chinh",
    "don vi hanh chinh",
    "ten don vi",
    "don vi",
    "dia phuong",
    "dia ban",
    "full name",
    "unit",
    "ten",
    "name",
    "place",
    "text",
    "dia diem",
    "dia chi",
    "address",
];

/// Headers of a column of districts.
const DISTRICT: &[&str] = &[
    "former district",
    "huyen cu",
    "quan huyen cu",
    "ten quan huyen thi xa",
    "quan huyen thi xa",
    "ten quan huyen",
    "ten huyen quan",
    "quan huyen",
    "huyen quan",
    "ten huyen",
    "huyen",
    "ten quan",
    "quan",
    "district name",
    "district",
];

/// Headers of numbers that number the rows, the units or the years, and measure nothing.
const NO_INDICATOR: &[&str] = &[
    "stt",
    "tt",
    "so tt",
    "so thu tu",
    "no",
    "index",
    "id",
    "nam",
    "year",
    "district code",
    "ma huyen",
    "ma quan",
    "ma quan huyen",
    "ma tinh",
    "province code",
];

/// The columns that name a unit; at least a code or a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Columns {
    pub code: Option<usize>,
    pub name: Option<usize>,
    pub district: Option<usize>,
}

impl Columns {
    /// In the order code, name, district.
    pub fn all(self) -> impl Iterator<Item = usize> {
        [self.code, self.name, self.district].into_iter().flatten()
    }

    /// From the header alone.
    ///
    /// # Errors
    /// That no column seems to name communes, and what to do.
    pub fn guess(header: &[String]) -> Result<Self, Said> {
        let keys: Vec<String> = header.iter().map(|name| search_key(name)).collect();
        let first = |known: &[&str]| {
            known
                .iter()
                .find_map(|name| keys.iter().position(|key| key == name))
        };
        let found = Self {
            code: first(CODE),
            name: first(NAME),
            district: first(DISTRICT),
        };
        match found {
            // A table of districts.
            Self {
                code: None,
                name: None,
                district: Some(_),
            } => Ok(Self {
                name: found.district,
                ..Self::default()
            }),
            Self {
                code: None,
                name: None,
                ..
            } => Err(no_column(header)),
            found => Ok(found),
        }
    }

    /// As the parameter `columns` says: the column of names or codes, and that of districts if there is one.
    ///
    /// # Errors
    /// What is wrong with the parameter.
    pub fn chosen(header: &[String], text: &str) -> Result<Self, Said> {
        let wanted = fields(text);
        let (name, district) = match wanted.as_slice() {
            [name] => (name, None),
            [name, district] => (name, Some(district)),
            _ => {
                return Err(Said::new(
                    "phải là một hay hai tên cột, cách nhau bằng dấu phẩy: cột tên (hoặc mã), cột huyện",
                    "must be one or two headers separated by a comma: that of names (or codes), that of districts",
                ));
            }
        };
        let found = |wanted: &String| {
            let exact = header.iter().position(|name| name == wanted);
            let alike = || {
                let key = search_key(wanted);
                header.iter().position(|name| search_key(name) == key)
            };
            exact.or_else(alike).ok_or_else(|| {
                let (wanted, there) = (short(wanted), list(header));
                Said::new(
                    format!("bảng không có cột `{wanted}`; có: {there}"),
                    format!("the table has no column `{wanted}`; it has: {there}"),
                )
            })
        };
        Ok(Self {
            code: None,
            name: Some(found(name)?),
            district: district.map(found).transpose()?,
        })
    }
}

/// Whether the header says that the column only numbers or names: its numbers are not to be summed.
pub fn is_no_indicator(header: &str) -> bool {
    let key = search_key(header);
    [NO_INDICATOR, CODE]
        .iter()
        .any(|known| known.contains(&key.as_str()))
        || header.trim() == "#"
}

/// A list as a row of CSV, so that a header with a comma can be given in quotes.
fn fields(text: &str) -> Vec<String> {
    let mut record = Record::default();
    let read = Rows::open(text.as_bytes()).and_then(|mut rows| {
        rows.style.separator = b',';
        rows.next(&mut record)
    });
    match read {
        Ok(true) => record
            .fields()
            .map(|field| field.trim().to_owned())
            .collect(),
        _ => Vec::new(),
    }
}

fn no_column(header: &[String]) -> Said {
    let there = list(header);
    Said::new(
        format!(
            "không nhận ra cột nào nêu tên xã, phường; bảng có: {there}. Nêu cột bằng columns=tên,huyện; dòng đầu phải là tiêu đề"
        ),
        format!(
            "no column seems to name communes; the table has: {there}. Say which by columns=name,district; the first line must be the header"
        ),
    )
}

/// A text from outside, short enough to be shown.
pub fn short(text: &str) -> String {
    let mut letters = text.chars().filter(|c| !c.is_control());
    let shown: String = letters.by_ref().take(60).collect();
    if letters.next().is_some() {
        format!("{shown}…")
    } else {
        shown
    }
}

fn list(header: &[String]) -> String {
    let mut names: Vec<String> = header.iter().take(12).map(|name| short(name)).collect();
    if header.len() > names.len() {
        names.push("…".to_owned());
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn columns_are_guessed_in_both_languages_with_and_without_marks() {
        let guess = |names: &[&str]| Columns::guess(&header(names)).ok();
        let of = |code, name, district| {
            Some(Columns {
                code,
                name,
                district,
            })
        };
        assert_eq!(
            guess(&["STT", "Quận/Huyện", "Xã, phường", "Dân số"]),
            of(None, Some(2), Some(1))
        );
        assert_eq!(
            guess(&["former_code", "name", "district"]),
            of(Some(0), Some(1), Some(2))
        );
        assert_eq!(guess(&["Ma xa", "Ten xa"]), of(Some(0), Some(1), None));
        assert_eq!(guess(&["Địa chỉ", "Tên"]), of(None, Some(1), None));
        assert_eq!(guess(&["Huyện", "Số hộ"]), of(None, Some(0), None));
        assert_eq!(guess(&["Bát Tràng", "12"]), None);
    }

    #[test]
    fn chosen_columns_are_found_as_written_or_alike() {
        let header = header(&["Nơi, chốn", "Vùng", "vung"]);
        let chosen = |text: &str| Columns::chosen(&header, text);
        let found = chosen("\"Nơi, chốn\", vung").expect("both are there");
        assert_eq!((found.name, found.district), (Some(0), Some(2)));
        assert_eq!(chosen("VÙNG").ok().and_then(|c| c.name), Some(1));
        for bad in ["", "a,b,c", "khác", "Vùng,", "\"Vùng"] {
            assert!(chosen(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_numbers_rows_is_no_indicator() {
        assert!(is_no_indicator("STT") && is_no_indicator("Mã huyện") && is_no_indicator("code"));
        assert!(!is_no_indicator("Số hộ") && !is_no_indicator("Dân số"));
    }
}
