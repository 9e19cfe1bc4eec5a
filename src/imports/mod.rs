//! Files of geometry: read in a child process, understood, checked; every defect with its place.

pub mod boundaries;
pub mod detective;
pub mod encoding;
pub mod fields;
pub mod format;
mod lines;
mod read_gdal;
pub mod reading;
pub mod staged;
