//! The coordinate reference systems that files about Hà Nội come in.

/// The parameters of a transverse Mercator grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    pub meridian_deg: f64,
    pub scale: f64,
    pub false_easting_m: f64,
    pub false_northing_m: f64,
}

/// EPSG's code of a VN-2000 grid with these parameters.
pub fn by_grid(grid: Grid) -> Option<u32> {
    let _ = grid;
    None
}
