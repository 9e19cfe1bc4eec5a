//! An expression to a condition of a collection: a list of operators and functions, and nothing else.

use cql2::Expr;

use crate::catalogue::Collection;
use crate::error::Error;
use crate::filter::condition::{Comparison, Condition, Fold, Kind, Scalar, Spatial, Temporal};
use crate::filter::literal;
use crate::filter::read::refused;
use crate::geometry::crs::Crs;

/// Operators, functions, names and values of a condition.
const MAX_NODES: usize = 500;
/// Operators within operators; chains of AND and of OR count as one.
const MAX_DEPTH: usize = 40;
/// Spatial functions; each may compare two shapes of thousands of vertices.
const MAX_SPATIAL: usize = 16;
/// Uses of `casei` and `accenti`.
const MAX_FOLDS: usize = 64;
const FOLDS: [(&str, Fold); 2] = [("casei", Fold::Case), ("accenti", Fold::Marks)];

/// What is checked against, and what was counted on the way.
pub struct Check<'a> {
    pub collection: &'a Collection,
    pub crs: Crs,
    nodes: usize,
    spatial: usize,
    folds: usize,
}

/// # Errors
/// [`Error::InvalidParameter`] of `filter`, naming the place.
pub fn condition(expression: &Expr, collection: &Collection, crs: Crs) -> Result<Condition, Error> {
    Check {
        collection,
        crs,
        nodes: 0,
        spatial: 0,
        folds: 0,
    }
    .condition(expression, 0)
}

/// A queryable has this value.
///
/// # Errors
/// [`Error::InvalidParameter`] of its name.
pub fn equality(queryable: Scalar, name: &str, value: &str) -> Result<Condition, Error> {
    let wrong = |vi: &str, en: &str| Error::parameter(name, vi, en);
    let wanted = match queryable.kind() {
        Kind::Text => literal::text(value).ok_or_else(|| wrong("quá dài", "is too long"))?,
        Kind::Number => literal::number(value.parse().unwrap_or(f64::NAN))
            .ok_or_else(|| wrong("phải là số", "must be a number"))?,
        // GDAL writes a condition on a boolean field with 1 and 0.
        Kind::Boolean => match value {
            "true" | "1" => Scalar::Boolean(true),
            "false" | "0" => Scalar::Boolean(false),
            _ => {
                return Err(wrong("phải là true hoặc false", "must be true or false"));
            }
        },
        Kind::Day => literal::day(value)
            .ok_or_else(|| wrong("phải là ngày (2025-07-01)", "must be a date (2025-07-01)"))?,
    };
    Ok(Condition::Compare(queryable, Comparison::Equal, wanted))
}

/// A part of a filter as its text has it, to be named in a sentence.
pub fn shown(expression: &Expr) -> String {
    let text = expression.to_text().unwrap_or_else(|_| "…".to_owned());
    let mut letters = text.chars().filter(|c| !c.is_control());
    let mut short: String = letters.by_ref().take(80).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

impl Check<'_> {
    /// Counts what is met and how deep it stands.
    fn enter(&mut self, depth: usize) -> Result<usize, Error> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(refused(
                format!("có hơn {MAX_NODES} phép so sánh, tên và giá trị"),
                format!("has more than {MAX_NODES} operators, names and values"),
            ));
        }
        if depth > MAX_DEPTH {
            return Err(refused(
                format!("lồng nhau quá {MAX_DEPTH} bậc"),
                format!("is nested more than {MAX_DEPTH} deep"),
            ));
        }
        Ok(depth + 1)
    }

    fn condition(&mut self, expression: &Expr, depth: usize) -> Result<Condition, Error> {
        let inner = self.enter(depth)?;
        match expression {
            Expr::Bool(value) => Ok(Condition::Constant(*value)),
            Expr::Property { .. } => {
                let value = self.scalar(expression, inner)?;
                if value.kind() == Kind::Boolean {
                    Ok(Condition::Holds(value))
                } else {
                    Err(no_condition(expression))
                }
            }
            Expr::Operation { op, args } => self.operation(expression, op, args, inner),
            _ => Err(no_condition(expression)),
        }
    }

    fn operation(
        &mut self,
        whole: &Expr,
        op: &str,
        args: &[Box<Expr>],
        depth: usize,
    ) -> Result<Condition, Error> {
        if let Some(comparison) = Comparison::of(op) {
            let [left, right] = operands(whole, args)?;
            return self.comparison(whole, comparison, [left, right], depth);
        }
        if let Some((_, relation)) = Spatial::ALL.iter().find(|(name, _)| *name == op) {
            return self.spatial(whole, *relation, operands(whole, args)?);
        }
        if let Some((_, relation)) = Temporal::ALL.iter().find(|(name, _)| *name == op) {
            let [left, right] = operands(whole, args)?;
            let (a, b) = (self.span(left, depth)?, self.span(right, depth)?);
            return Ok(Condition::Temporal(*relation, a, b));
        }
        match op {
            "and" => Ok(Condition::All(self.conditions(whole, args, depth)?)),
            "or" => Ok(Condition::Any(self.conditions(whole, args, depth)?)),
            "not" => {
                let [inner] = operands(whole, args)?;
                Ok(Condition::Not(Box::new(self.condition(inner, depth)?)))
            }
            "isNull" => self.is_null(whole, args, depth),
            "like" => self.like(whole, args, depth),
            "in" => self.one_of(whole, args, depth),
            "between" => self.between(whole, args, depth),
            _ if FOLDS.iter().any(|(name, _)| *name == op) => Err(no_condition(whole)),
            _ => Err(unknown_function(op)),
        }
    }

    fn conditions(
        &mut self,
        whole: &Expr,
        args: &[Box<Expr>],
        depth: usize,
    ) -> Result<Vec<Condition>, Error> {
        if args.len() < 2 {
            return Err(wrong_count(whole, 2));
        }
        args.iter().map(|arg| self.condition(arg, depth)).collect()
    }

    fn spatial(
        &mut self,
        whole: &Expr,
        relation: Spatial,
        [left, right]: [&Expr; 2],
    ) -> Result<Condition, Error> {
        self.spatial += 1;
        if self.spatial > MAX_SPATIAL {
            return Err(refused(
                format!("có hơn {MAX_SPATIAL} hàm không gian"),
                format!("has more than {MAX_SPATIAL} spatial functions"),
            ));
        }
        let (a, b) = (self.shape(left, whole)?, self.shape(right, whole)?);
        Self::refuse_collections(relation, &a, &b, whole)?;
        Ok(Condition::Spatial(relation, a, b, self.crs.srid()))
    }

    /// A value: a queryable, a literal, or one of the two with case or marks folded.
    pub fn scalar(&mut self, expression: &Expr, depth: usize) -> Result<Scalar, Error> {
        let inner = self.enter(depth)?;
        let Expr::Operation { op, args } = expression else {
            return literal::scalar(expression, self.collection);
        };
        let Some((_, fold)) = FOLDS.iter().find(|(name, _)| *name == op) else {
            return Err(if is_arithmetic(op) {
                refused(
                    format!("không có phép tính số học: `{}`", shown(expression)),
                    format!("arithmetic is not offered: `{}`", shown(expression)),
                )
            } else if is_known(op) {
                refused(
                    format!(
                        "cần một giá trị, không phải một điều kiện: `{}`",
                        shown(expression)
                    ),
                    format!(
                        "a value is needed, not a condition: `{}`",
                        shown(expression)
                    ),
                )
            } else {
                unknown_function(op)
            });
        };
        self.folds += 1;
        if self.folds > MAX_FOLDS {
            return Err(refused(
                format!("dùng casei và accenti hơn {MAX_FOLDS} lần"),
                format!("uses casei and accenti more than {MAX_FOLDS} times"),
            ));
        }
        let [argument] = operands(expression, args)?;
        let value = self.scalar(argument, inner)?;
        if value.kind() != Kind::Text {
            return Err(refused(
                format!("`{op}` chỉ dùng với văn bản: `{}`", shown(expression)),
                format!("`{op}` takes text only: `{}`", shown(expression)),
            ));
        }
        Ok(Scalar::Folded(*fold, Box::new(value)))
    }
}

/// The name the geometry of a feature is asked by.
pub const GEOMETRY: &str = "geometry";

pub fn is_geometry(expression: &Expr) -> bool {
    matches!(expression, Expr::Property { property } if property == GEOMETRY)
}

fn is_arithmetic(op: &str) -> bool {
    matches!(op, "+" | "-" | "*" | "/" | "%" | "^" | "div")
}

fn is_known(op: &str) -> bool {
    Comparison::of(op).is_some()
        || matches!(
            op,
            "and" | "or" | "not" | "isNull" | "like" | "in" | "between"
        )
        || functions().any(|name| name == op)
}

/// Every function there is.
pub fn functions() -> impl Iterator<Item = &'static str> {
    FOLDS
        .iter()
        .map(|(name, _)| *name)
        .chain(Spatial::ALL.iter().map(|(name, _)| *name))
        .chain(Temporal::ALL.iter().map(|(name, _)| *name))
}

/// The operands of an operator, as many as it takes.
pub fn operands<'a, const N: usize>(
    whole: &Expr,
    args: &'a [Box<Expr>],
) -> Result<[&'a Expr; N], Error> {
    let all: Vec<&Expr> = args.iter().map(AsRef::as_ref).collect();
    all.try_into().map_err(|_| wrong_count(whole, N))
}

pub fn wrong_count(whole: &Expr, wanted: usize) -> Error {
    refused(
        format!("`{}` cần {wanted} toán hạng", shown(whole)),
        format!("`{}` needs {wanted} operands", shown(whole)),
    )
}

pub fn no_condition(expression: &Expr) -> Error {
    refused(
        format!("`{}` không phải một điều kiện", shown(expression)),
        format!("`{}` is no condition", shown(expression)),
    )
}

pub fn no_order(whole: &Expr) -> Error {
    refused(
        format!("đúng/sai chỉ so được bằng = và <>: `{}`", shown(whole)),
        format!(
            "true and false compare by = and <> only: `{}`",
            shown(whole)
        ),
    )
}

fn unknown_function(op: &str) -> Error {
    let op: String = op.chars().filter(|c| !c.is_control()).take(60).collect();
    let known: Vec<&str> = functions().collect();
    let known = known.join(", ");
    refused(
        format!("không có hàm `{op}`; có: {known}"),
        format!("there is no function `{op}`; there are: {known}"),
    )
}
