//! Which CRS a file states, in EPSG's terms where it can be told.

use gdal::spatial_ref::SpatialRef;

use crate::imports::detective::known;
use crate::imports::reading::StatedCrs;

/// The CRS of a layer; none for a plain drawing.
pub fn stated(crs: Option<SpatialRef>) -> Option<StatedCrs> {
    let mut crs = crs?;
    if crs.is_local() {
        return None;
    }
    let name = crs.name().unwrap_or_default();
    let wkt = crs.to_wkt().unwrap_or_default();
    Some(StatedCrs {
        epsg: code(&mut crs).or_else(|| by_parameters(&crs, &wkt)),
        name,
        wkt,
    })
}

fn code(crs: &mut SpatialRef) -> Option<u32> {
    let of = |crs: &SpatialRef| {
        (crs.auth_name().as_deref() == Some("EPSG"))
            .then(|| crs.auth_code().ok())
            .flatten()
            .and_then(|code| u32::try_from(code).ok())
    };
    of(crs).or_else(|| {
        crs.auto_identify_epsg().ok()?;
        of(crs)
    })
}

/// A projection that some program wrote by its parameters, as `.prj` files and MapInfo have it.
fn by_parameters(crs: &SpatialRef, wkt: &str) -> Option<u32> {
    let datum = wkt.to_uppercase().replace(['-', ' '], "_");
    let is_vn2000 = datum.contains("VN_2000")
        || datum.contains("VIETNAM_2000")
        || datum.contains("TOWGS84[_191.9")
        || datum.contains("TOWGS84[__191.9");
    let is_wgs84 = datum.contains("WGS_84") || datum.contains("WGS_1984");
    if crs.is_geographic() {
        return if is_vn2000 {
            Some(4756)
        } else {
            is_wgs84.then_some(4326)
        };
    }
    let parameter = |name: &str| crs.get_proj_param(name).ok().flatten();
    let grid = known::Grid {
        meridian_deg: parameter("central_meridian")?,
        scale: parameter("scale_factor")?,
        false_easting_m: parameter("false_easting")?,
        false_northing_m: parameter("false_northing")?,
    };
    if is_vn2000 {
        known::by_grid(grid)
    } else {
        None
    }
}
