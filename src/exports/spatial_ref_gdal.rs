//! Definitions of reference systems, as GDAL takes them from the EPSG register of PROJ.

use gdal::errors::GdalError;
use gdal::spatial_ref::SpatialRef;

use crate::error::Error;
use crate::geometry::crs::Crs;

/// What to call it, and its definition as WKT 1.
pub struct Definition {
    pub name: String,
    pub wkt: String,
}

/// The definition of a CRS; CRS84 is EPSG:4326, whose axes files have in x, y order.
///
/// # Errors
/// [`Error::Startup`] when PROJ does not know it.
pub fn definition(crs: Crs) -> Result<Definition, Error> {
    read(crs).map_err(|source| {
        Error::startup_from(
            format!("GDAL gives no definition of {}", crs.short()),
            source,
        )
    })
}

fn read(crs: Crs) -> Result<Definition, GdalError> {
    let found = SpatialRef::from_epsg(crs.srid().unsigned_abs())?;
    Ok(Definition {
        name: found.name().unwrap_or_default(),
        wkt: found.to_wkt()?,
    })
}
