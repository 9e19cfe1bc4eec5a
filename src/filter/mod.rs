//! Conditions on features: CQL2 in, the text of a condition and its bound values out. The only module that writes SQL.
//!
//! `read` limits a text and has it parsed, `check` turns what was parsed into a [`condition::Condition`] of a known
//! collection, and `sql` writes that down. Between the steps nothing is text: what a client wrote can become a bound
//! value and nothing else.

mod check;
mod comparison;
mod condition;
mod literal;
mod read;
mod spans;
mod spatial;
mod sql;
mod temporal;
#[cfg(test)]
mod tests;

use std::thread;

use tokio_postgres::types::ToSql;

use crate::catalogue::Collection;
use crate::error::Error;
use crate::geometry::crs::Crs;
pub use read::MAX_LETTERS;
use sql::Written;

/// A language in which a condition is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    Text,
    Json,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Text, Self::Json];

    /// As `filter-lang` has it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Text => "cql2-text",
            Self::Json => "cql2-json",
        }
    }

    /// # Errors
    /// [`Error::InvalidParameter`] when there is no such language.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.id() == text)
            .ok_or_else(|| {
                let known = Self::ALL.map(Self::id).join(", ");
                Error::parameter(
                    "filter-lang",
                    format!("phải là một trong: {known}"),
                    format!("must be one of: {known}"),
                )
            })
    }
}

/// The grammar is read by descent into it; a thread's usual 2 MB would not do for what the limits allow.
const STACK_BYTES: usize = 32 << 20;

/// A condition on the features of one collection, checked: only its queryables and the functions of the list occur
/// in it, each literal has the type it is compared with, and each geometry is sound.
#[derive(Debug, Clone)]
pub struct Filter {
    written: Written,
}

impl Filter {
    /// Reads a condition; its geometries are in `crs` and the axis order of that.
    ///
    /// # Errors
    /// [`Error::InvalidParameter`] of `filter`, naming the place and what there is instead.
    ///
    /// # Source
    /// OGC 21-065r2 (CQL2).
    pub fn parse(text: &str, lang: Lang, crs: Crs, collection: &Collection) -> Result<Self, Error> {
        let read = || {
            let expression = read::expression(text, lang)?;
            let condition = check::condition(&expression, collection, crs)?;
            Ok(Self {
                written: Written::from(condition),
            })
        };
        // In a thread of its own, for its stack; a fault of the parser ends there too.
        thread::scope(|scope| {
            let reader = thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, read)
                .map_err(|source| Error::Io {
                    what: "cannot start a thread".to_owned(),
                    source,
                })?;
            reader.join().unwrap_or_else(|_| Err(read::unreadable("")))
        })
    }

    /// The condition that a queryable has a value, as `?operating=yes` asks.
    ///
    /// # Errors
    /// [`Error::InvalidParameter`] of its name when it cannot have that value.
    ///
    /// # Source
    /// OGC 19-079r2, `queryables-query-parameters`.
    pub fn equal(collection: &Collection, name: &str, value: &str) -> Result<Self, Error> {
        let queryable = literal::queryable(name, collection)?;
        Ok(Self {
            written: Written::from(check::equality(queryable, name, value)?),
        })
    }

    /// Both conditions.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.written.extend(other.written);
        self
    }

    /// The statement with the condition at its line `-- filter`, placeholders from `$first` on. It reads the alias
    /// `f` of `published.features_matching`.
    pub fn written_into(&self, statement: &str, first: usize) -> String {
        statement.replacen("-- filter\n", &self.written.text(first), 1)
    }

    /// The values of the placeholders, in their order.
    pub fn binds(&self) -> impl Iterator<Item = &(dyn ToSql + Sync)> {
        self.written.binds()
    }
}
