//! Vector tiles, and the replies kept in memory until the data under them changes.

pub mod freshness;
pub mod mvt;
pub mod replies;
