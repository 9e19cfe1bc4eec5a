//! Which columns of a table are indicators, and their numbers.

use rust_decimal::Decimal;
use serde::Serialize;

use super::numbers::{self, Mark};
use crate::communes::table::columns::is_no_indicator;
use crate::communes::table::{Columns, Record, defect, place_of};
use crate::error::{Defect, Error, Said};
use crate::names::search_key;

/// Places of one column that are listed, and of all columns.
const PLACES: usize = 3;
const MAX_DEFECTS: usize = 20;

/// Words of a header that stands over ratios, which must not be summed.
const RATIOS: [&str; 14] = [
    "ty le",
    "ti le",
    "ty trong",
    "mat do",
    "binh quan",
    "trung binh",
    "phan tram",
    "percent",
    "ratio",
    "rate",
    "density",
    "average",
    "mean",
    "per capita",
];

/// A column, and why it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub column: String,
    pub why: Said,
}

/// A remark in one language.
#[derive(Debug, Clone, Serialize)]
pub struct Remarked {
    pub column: String,
    pub reason: String,
}

impl Remark {
    pub fn of(self, pick: fn(&Said) -> &str) -> Remarked {
        Remarked {
            reason: pick(&self.why).to_owned(),
            column: self.column,
        }
    }
}

/// A column of numbers.
#[derive(Debug, PartialEq, Eq)]
pub struct Indicator {
    pub name: String,
    /// A number for each row; nothing where the field is empty.
    pub numbers: Vec<Option<Decimal>>,
}

/// What the columns of a table are.
#[derive(Debug, Default)]
pub struct Indicators {
    pub all: Vec<Indicator>,
    /// Columns that take no part.
    pub left_out: Vec<Remark>,
    /// Columns whose sums may mean nothing.
    pub doubtful: Vec<Remark>,
}

/// Reads every column that does not name the units.
///
/// # Errors
/// [`Error::InvalidTable`] with the first places where a column of numbers holds none, or when there is no number.
pub fn read(
    header: &[String],
    naming: Columns,
    rows: &[Record],
    mark: Mark,
) -> Result<Indicators, Error> {
    let mut found = Indicators::default();
    let mut defects = Vec::new();
    for (at, name) in header.iter().enumerate() {
        if naming.all().any(|column| column == at) {
            continue;
        }
        let left_out = |why| Remark {
            column: name.clone(),
            why,
        };
        if is_no_indicator(name) {
            found.left_out.push(left_out(Said::new(
                "đánh số dòng, đơn vị hoặc năm",
                "numbers the rows, units or years",
            )));
            continue;
        }
        let (numbers, mut bad) = column(header, at, rows, mark);
        // A column of which every number is written with separators is no column of words.
        let meant = || rows.iter().any(|row| numbers::is_alike(row.get(at)));
        if numbers.iter().all(Option::is_none) && !meant() {
            found
                .left_out
                .push(left_out(Said::new("không có số nào", "holds no number")));
            continue;
        }
        defects.append(&mut bad);
        if let Some(why) = doubt(name, &numbers) {
            found.doubtful.push(left_out(why));
        }
        found.all.push(Indicator {
            name: name.clone(),
            numbers,
        });
    }
    defects.truncate(MAX_DEFECTS);
    if defects.is_empty() && found.all.is_empty() {
        let why = Said::new("không có cột số nào", "no column holds numbers");
        defects.push(defect(1, why));
    }
    if defects.is_empty() {
        return Ok(found);
    }
    Err(Error::InvalidTable { defects })
}

fn column(
    header: &[String],
    at: usize,
    rows: &[Record],
    mark: Mark,
) -> (Vec<Option<Decimal>>, Vec<Defect>) {
    let mut bad = Vec::new();
    let numbers = rows.iter().map(|row| {
        numbers::parse(row.get(at), mark).unwrap_or_else(|said| {
            if bad.len() < PLACES {
                bad.push(Defect {
                    place: place_of(row.line, at, header),
                    said,
                    location: None,
                });
            }
            None
        })
    });
    (numbers.collect(), bad)
}

/// Why the sums of a column may mean nothing.
fn doubt(name: &str, numbers: &[Option<Decimal>]) -> Option<Said> {
    let key = format!(" {} ", search_key(name));
    if name.contains('%') || RATIOS.iter().any(|word| key.contains(&format!(" {word} "))) {
        return Some(Said::new(
            "có vẻ là tỷ lệ hoặc bình quân: cộng lại không có nghĩa",
            "seems to be a ratio or an average: its sums mean nothing",
        ));
    }
    let fractions = || numbers.iter().flatten().filter(|number| number.scale() > 0);
    let three_digits = |number: &Decimal| number.scale() == 3;
    (fractions().count() > 1 && fractions().all(three_digits)).then(|| {
        Said::new(
            "mọi phần lẻ đều có ba chữ số: nếu dấu là dấu phân cách hàng nghìn thì hãy bỏ đi",
            "every fraction has three digits: if the mark separates thousands, leave it out",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::communes::table::Table;

    fn read_text(text: &str, mark: Mark) -> Result<Indicators, Error> {
        let mut table = Table::open(text.as_bytes(), None).expect("a header");
        let mut rows = vec![Record::default()];
        while table.next(rows.last_mut().expect("one")).expect("a row") {
            rows.push(Record::default());
        }
        rows.pop();
        read(&table.header, table.columns, &rows, mark)
    }

    fn names(remarks: &[Remark]) -> Vec<&str> {
        remarks
            .iter()
            .map(|remark| remark.column.as_str())
            .collect()
    }

    #[test]
    fn columns_without_numbers_and_of_ordinals_are_left_out_and_said_so() {
        let text = "STT,xã,huyện,ghi chú,dân số,mật độ\n1,A,B,x,10,5.5\n2,C,B,,,4\n";
        let found = read_text(text, Mark::Point).expect("sound");
        assert_eq!(names(&found.left_out), ["STT", "ghi chú"]);
        assert_eq!(names(&found.doubtful), ["mật độ"]);
        let numbers: Vec<_> = found.all.iter().map(|i| i.numbers.clone()).collect();
        assert_eq!(numbers[0], [Some(Decimal::TEN), None]);
        let thousands = read_text("xã,hộ\nA,1.234\nB,2.100\n", Mark::Point).expect("sound");
        assert_eq!(names(&thousands.doubtful), ["hộ"]);
    }

    #[test]
    fn a_column_with_some_words_is_refused_with_the_first_places() {
        let text = "xã,hộ\nA,1\nB,x\nC,\"1,5\"\n";
        let Err(Error::InvalidTable { defects }) = read_text(text, Mark::Point) else {
            panic!("refused");
        };
        let places: Vec<&str> = defects.iter().map(|d| d.place.as_str()).collect();
        assert_eq!(places, ["line 3, column 2 `hộ`", "line 4, column 2 `hộ`"]);
        for all_alike in ["xã,hộ\nA,\"1,234\"\nB,\"2,100\"\n", "xã,hộ\nA,12%\n"] {
            assert!(read_text(all_alike, Mark::Point).is_err(), "{all_alike}");
        }
        let date = read_text("xã,ngày,n\nA,2024-01-02,1\n", Mark::Point).expect("sound");
        assert_eq!(names(&date.left_out), ["ngày"]);
        assert!(read_text("xã,ghi chú\nA,x\n", Mark::Point).is_err());
    }
}
