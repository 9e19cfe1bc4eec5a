//! Features of a collection: one page, one feature, search, measures.

pub mod items;
pub mod measure;
pub mod search;
pub mod when;
