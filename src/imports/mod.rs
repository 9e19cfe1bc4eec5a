//! Files of geometry: read by GDAL, checked feature by feature, every defect with its line.

pub mod boundaries;
mod lines;
mod read_gdal;
