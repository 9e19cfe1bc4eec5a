//! Pure geometry: no SQL, no HTTP, no clock.

pub mod bbox;
pub mod crs;
pub mod entangled;
pub mod ewkb;
pub mod footprint;
pub mod geojson;
pub mod rounding;
pub mod shape;
pub mod validity;
pub mod wkb;
