//! Instants and intervals as spans of days.

use cql2::Expr;

use crate::error::Error;
use crate::filter::check::{Check, shown};
use crate::filter::condition::{End, Kind, Scalar, Span};
use crate::filter::literal;
use crate::filter::read::refused;

impl Check<'_> {
    /// A date, an instant, an interval, or a property that is a date.
    pub fn span(&mut self, expression: &Expr, depth: usize) -> Result<Span, Error> {
        if let Expr::Interval { interval } = expression {
            let [first, last] = &interval[..] else {
                return Err(refused(
                    format!("`{}` cần hai đầu", shown(expression)),
                    format!("`{}` needs two ends", shown(expression)),
                ));
            };
            let span = Span {
                first: self.end(first, depth)?,
                last: self.end(last, depth)?,
            };
            if let (End::Day(Scalar::Day(first)), End::Day(Scalar::Day(last))) =
                (&span.first, &span.last)
                && first > last
            {
                return Err(refused(
                    format!("`{}` kết thúc trước khi bắt đầu", shown(expression)),
                    format!("`{}` ends before it begins", shown(expression)),
                ));
            }
            return Ok(span);
        }
        let day = self.day(expression, depth)?;
        Ok(Span {
            first: End::Day(day.clone()),
            last: End::Day(day),
        })
    }

    fn end(&mut self, expression: &Expr, depth: usize) -> Result<End, Error> {
        match expression {
            Expr::Literal(text) if text == ".." => Ok(End::Open),
            _ => self.day(expression, depth).map(End::Day),
        }
    }

    fn day(&mut self, expression: &Expr, depth: usize) -> Result<Scalar, Error> {
        let value = match self.scalar(expression, depth)? {
            Scalar::Text(text) => literal::day(&text),
            value => (value.kind() == Kind::Day).then_some(value),
        };
        value.ok_or_else(|| literal::no_day(expression))
    }
}
