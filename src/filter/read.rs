//! A text to an expression: limited first, then parsed by the `cql2` crate. Only its `Expr` is used.

use std::num::NonZeroUsize;

use cql2::Expr;

use crate::error::Error;
use crate::filter::Lang;

/// A longer text is refused. It holds a polygon of 200 corners; and percent-encoded, at twelve bytes for a letter at
/// worst, it still fits the 65,534 bytes that an address may have.
pub const MAX_LETTERS: usize = 5000;
/// Brackets within brackets.
const MAX_BRACKETS: usize = 48;
/// Letters of `=`, `<`, `>` and of arithmetic.
const MAX_SIGNS: usize = 600;
/// Steps of the parser: more than the longest text takes. What ends badly within many brackets takes twice as many
/// with each of them.
const MAX_STEPS: usize = 1_000_000;

/// # Errors
/// [`Error::InvalidParameter`] of `filter`, with line and column.
pub fn expression(text: &str, lang: Lang) -> Result<Expr, Error> {
    if text.chars().count() > MAX_LETTERS {
        return Err(refused(
            format!("dài hơn {MAX_LETTERS} ký tự"),
            format!("is longer than {MAX_LETTERS} characters"),
        ));
    }
    if text.trim().is_empty() {
        return Err(refused("trống", "is empty"));
    }
    match lang {
        Lang::Text => {
            look_over(text)?;
            pest::set_call_limit(NonZeroUsize::new(MAX_STEPS));
            cql2::parse_text(text).map_err(|error| match error {
                cql2::Error::Pest(error) => {
                    let (line, column) = match error.line_col {
                        pest::error::LineColLocation::Pos(at)
                        | pest::error::LineColLocation::Span(at, _) => at,
                    };
                    refused(
                        format!("không đọc được ở dòng {line}, cột {column}"),
                        format!("cannot be read at line {line}, column {column}"),
                    )
                }
                other => unreadable(&format!(": {other}")),
            })
        }
        // `serde_json` refuses what is nested more than 127 deep.
        Lang::Json => cql2::parse_json(text).map_err(|error| {
            if error.is_syntax() || error.is_eof() {
                refused(
                    format!(
                        "không phải JSON, ở dòng {}, cột {}",
                        error.line(),
                        error.column()
                    ),
                    format!("is no JSON: {error}"),
                )
            } else {
                unreadable(" (cql2-json)")
            }
        }),
    }
}

/// A filter that the parser cannot make anything of.
pub fn unreadable(more: &str) -> Error {
    refused(
        format!("không đọc được theo CQL2{more}"),
        format!("cannot be read as CQL2{more}"),
    )
}

pub fn refused(vi: impl Into<String>, en: impl Into<String>) -> Error {
    Error::parameter("filter", vi, en)
}

/// Brackets and quotes have to close, and neither brackets nor a chain such as `1 = 1 = 1` may be too long for the
/// parser, which descends into both.
fn look_over(text: &str) -> Result<(), Error> {
    let mut quote = None;
    let mut depth = 0_usize;
    let mut signs = 0_usize;
    for (index, letter) in text.chars().enumerate() {
        match (quote, letter) {
            // A quote written twice closes and opens again.
            (Some(open), letter) if open == letter => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, '=' | '<' | '>' | '*' | '/' | '^' | '%' | '+') => signs += 1,
            (None, ')') => {
                depth = depth.checked_sub(1).ok_or_else(|| {
                    let at = index + 1;
                    refused(
                        format!("có ngoặc đóng thừa ở ký tự {at}"),
                        format!("has a closing bracket too many at character {at}"),
                    )
                })?;
            }
            _ => {}
        }
        if signs > MAX_SIGNS {
            return Err(refused(
                format!("có hơn {MAX_SIGNS} dấu so sánh"),
                format!("has more than {MAX_SIGNS} signs of comparison"),
            ));
        }
        if depth > MAX_BRACKETS {
            return Err(refused(
                format!("có hơn {MAX_BRACKETS} ngoặc lồng nhau"),
                format!("has more than {MAX_BRACKETS} brackets within each other"),
            ));
        }
    }
    match (quote, depth) {
        (None, 0) => Ok(()),
        (Some(quote), _) => Err(refused(
            format!("có dấu {quote} không đóng"),
            format!("has a {quote} that is not closed"),
        )),
        (None, _) => Err(refused(
            "có ngoặc không đóng",
            "has a bracket that is not closed",
        )),
    }
}
