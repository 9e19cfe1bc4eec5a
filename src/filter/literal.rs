//! Queryables and written values: what each is, and that what is compared is of one kind.

use cql2::Expr;
use time::format_description::well_known::Rfc3339;
use time::macros::{format_description, offset};
use time::{Date, OffsetDateTime};
use unicode_normalization::UnicodeNormalization as _;

use crate::catalogue::Collection;
use crate::error::Error;
use crate::filter::check::{GEOMETRY, is_geometry, shown};
use crate::filter::condition::{Kind, Scalar};
use crate::filter::read::refused;

/// The name the id of a feature is asked by.
const ID: &str = "id";
/// A longer text is no value of the register.
const MAX_LETTERS: usize = 1000;

/// A queryable or a written value.
pub fn scalar(expression: &Expr, collection: &Collection) -> Result<Scalar, Error> {
    match expression {
        Expr::Property { .. } if is_geometry(expression) => Err(refused(
            format!("`{GEOMETRY}` chỉ dùng trong hàm không gian và IS NULL"),
            format!("`{GEOMETRY}` stands only in spatial functions and IS NULL"),
        )),
        Expr::Property { property } => queryable(property, collection),
        Expr::Literal(value) => text(value).ok_or_else(|| {
            refused(
                format!("có văn bản dài hơn {MAX_LETTERS} ký tự hoặc có ký tự NUL"),
                format!("has a text of more than {MAX_LETTERS} characters, or with a NUL"),
            )
        }),
        Expr::Float(value) => {
            number(*value).ok_or_else(|| refused("có số quá lớn", "has a number that is too large"))
        }
        Expr::Bool(value) => Ok(Scalar::Boolean(*value)),
        Expr::Date { date: value } | Expr::Timestamp { timestamp: value } => {
            written_day(value).ok_or_else(|| no_day(value))
        }
        Expr::Null => Err(refused(
            "không so được với NULL; hãy viết IS NULL",
            "nothing compares with NULL; write IS NULL",
        )),
        Expr::Geometry(_) | Expr::BBox { .. } => Err(refused(
            "hình chỉ dùng trong hàm không gian",
            "a geometry stands only in spatial functions",
        )),
        Expr::Interval { .. } => Err(refused(
            "INTERVAL chỉ dùng trong hàm thời gian",
            "INTERVAL stands only in temporal functions",
        )),
        Expr::Array(_) | Expr::Operation { .. } => Err(refused(
            format!("cần một giá trị: `{}`", shown(expression)),
            format!("one value is needed: `{}`", shown(expression)),
        )),
    }
}

/// The queryable of a name.
///
/// # Errors
/// [`Error::InvalidParameter`] of `filter`, with all there are.
pub fn queryable(name: &str, collection: &Collection) -> Result<Scalar, Error> {
    if name == ID {
        return Ok(Scalar::Id);
    }
    let known = collection.property(name);
    let kind = known.and_then(|property| Kind::of(&property.kind));
    let (Some(known), Some(kind)) = (known, kind) else {
        let name: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
        let all: Vec<&str> = [ID, GEOMETRY]
            .into_iter()
            .chain(
                collection
                    .properties
                    .iter()
                    .filter(|property| Kind::of(&property.kind).is_some())
                    .map(|property| property.name.as_str()),
            )
            .collect();
        let all = all.join(", ");
        return Err(refused(
            format!("không có thuộc tính `{name}` để lọc; có: {all}"),
            format!("there is no queryable `{name}`; there are: {all}"),
        ));
    };
    Ok(Scalar::Property {
        name: known.name.clone(),
        kind,
    })
}

/// A text as the register has it; none when it is too long or holds a NUL, which PostgreSQL takes in no text.
pub fn text(value: &str) -> Option<Scalar> {
    let fits = value.chars().count() <= MAX_LETTERS && !value.contains('\0');
    fits.then(|| Scalar::Text(value.nfc().collect()))
}

pub fn number(value: f64) -> Option<Scalar> {
    value.is_finite().then_some(Scalar::Number(value))
}

/// A day, or the day in Hà Nội of an instant.
pub fn day(value: &str) -> Option<Scalar> {
    let day = Date::parse(value, format_description!("[year]-[month]-[day]")).ok();
    day.or_else(|| {
        let instant = OffsetDateTime::parse(value, &Rfc3339).ok()?;
        Some(instant.checked_to_offset(offset!(+7))?.date())
    })
    .filter(|day| day.year() >= 1)
    .map(Scalar::Day)
}

fn written_day(value: &Expr) -> Option<Scalar> {
    match value {
        Expr::Literal(value) => day(value),
        _ => None,
    }
}

pub fn no_day(value: &Expr) -> Error {
    refused(
        format!("`{}` không phải ngày hay thời điểm", shown(value)),
        format!("`{}` is no date or instant", shown(value)),
    )
}

/// The values, if all are of one kind. Beside a date, a text that is a date counts as one.
pub fn of_one_kind(whole: &Expr, values: Vec<Scalar>) -> Result<Vec<Scalar>, Error> {
    let has_days = values.iter().any(|value| value.kind() == Kind::Day);
    let values: Vec<Scalar> = values
        .into_iter()
        .map(|value| match value {
            Scalar::Text(text) if has_days => day(&text).unwrap_or(Scalar::Text(text)),
            value => value,
        })
        .collect();
    let first = values.first().map(Scalar::kind);
    let other = values.iter().find(|value| Some(value.kind()) != first);
    if let (Some(first), Some(other)) = (first, other) {
        let (a, b) = (first, other.kind());
        return Err(refused(
            format!("so {} với {} trong `{}`", a.vi(), b.vi(), shown(whole)),
            format!("compares {} with {} in `{}`", a.en(), b.en(), shown(whole)),
        ));
    }
    Ok(values)
}
