//! Comparisons of values: all operands of one kind, patterns that PostgreSQL can read.

use cql2::Expr;

use crate::error::Error;
use crate::filter::check::{
    Check, is_geometry, no_condition, no_order, operands, shown, wrong_count,
};
use crate::filter::condition::{Comparison, Condition, Kind, Scalar};
use crate::filter::literal;
use crate::filter::read::refused;

/// `%` and `_` of a pattern; how long a match takes grows with them.
const MAX_WILDCARDS: usize = 24;

impl Check<'_> {
    pub fn comparison(
        &mut self,
        whole: &Expr,
        comparison: Comparison,
        [left, right]: [&Expr; 2],
        depth: usize,
    ) -> Result<Condition, Error> {
        let values = vec![self.scalar(left, depth)?, self.scalar(right, depth)?];
        let values = literal::of_one_kind(whole, values)?;
        let [a, b] = <[Scalar; 2]>::try_from(values).map_err(|_| no_condition(whole))?;
        if a.kind() == Kind::Boolean && !comparison.is_of_sameness() {
            return Err(no_order(whole));
        }
        Ok(Condition::Compare(a, comparison, b))
    }

    pub fn is_null(
        &mut self,
        whole: &Expr,
        args: &[Box<Expr>],
        depth: usize,
    ) -> Result<Condition, Error> {
        let [value] = operands(whole, args)?;
        if is_geometry(value) {
            return Ok(Condition::HasNoGeometry);
        }
        Ok(Condition::IsNull(self.scalar(value, depth)?))
    }

    pub fn like(
        &mut self,
        whole: &Expr,
        args: &[Box<Expr>],
        depth: usize,
    ) -> Result<Condition, Error> {
        let [text, pattern] = operands(whole, args)?;
        let (text, pattern) = (self.scalar(text, depth)?, self.scalar(pattern, depth)?);
        if text.kind() != Kind::Text || pattern.kind() != Kind::Text {
            return Err(refused(
                format!("LIKE chỉ dùng với văn bản: `{}`", shown(whole)),
                format!("LIKE takes text only: `{}`", shown(whole)),
            ));
        }
        let mut written = &pattern;
        while let Scalar::Folded(_, inner) = written {
            written = inner;
        }
        let Scalar::Text(written) = written else {
            return Err(refused(
                format!("mẫu của LIKE phải viết trong nháy: `{}`", shown(whole)),
                format!(
                    "the pattern of LIKE must be written in quotes: `{}`",
                    shown(whole)
                ),
            ));
        };
        if written.matches(['%', '_']).count() > MAX_WILDCARDS {
            return Err(refused(
                format!("mẫu của LIKE có hơn {MAX_WILDCARDS} dấu % và _"),
                format!("a pattern of LIKE has more than {MAX_WILDCARDS} of % and _"),
            ));
        }
        let escapes = written.len() - written.trim_end_matches('\\').len();
        if escapes % 2 == 1 {
            return Err(refused(
                "mẫu của LIKE kết thúc bằng một dấu \\ lẻ",
                "a pattern of LIKE ends in a \\ that escapes nothing",
            ));
        }
        Ok(Condition::Like(text, pattern))
    }

    pub fn one_of(
        &mut self,
        whole: &Expr,
        args: &[Box<Expr>],
        depth: usize,
    ) -> Result<Condition, Error> {
        let [value, list] = operands(whole, args)?;
        let Expr::Array(list) = list else {
            return Err(refused(
                format!("IN cần một danh sách trong ngoặc: `{}`", shown(whole)),
                format!("IN needs a list in brackets: `{}`", shown(whole)),
            ));
        };
        let mut values = vec![self.scalar(value, depth)?];
        for item in list {
            values.push(self.scalar(item, depth)?);
        }
        if values.len() < 2 {
            return Err(wrong_count(whole, 2));
        }
        let mut values = literal::of_one_kind(whole, values)?;
        let value = values.remove(0);
        Ok(Condition::In(value, values))
    }

    pub fn between(
        &mut self,
        whole: &Expr,
        args: &[Box<Expr>],
        depth: usize,
    ) -> Result<Condition, Error> {
        let [value, low, high] = operands(whole, args)?;
        let values = vec![
            self.scalar(value, depth)?,
            self.scalar(low, depth)?,
            self.scalar(high, depth)?,
        ];
        let values = literal::of_one_kind(whole, values)?;
        let values = <[Scalar; 3]>::try_from(values).map_err(|_| no_condition(whole))?;
        if values[0].kind() == Kind::Boolean {
            return Err(no_order(whole));
        }
        Ok(Condition::Between(values))
    }
}
