//! From the CRS of a file to EPSG:5897 and on to longitude and latitude, by PROJ.

use std::cell::RefCell;

use gdal::errors::GdalError;
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, CoordTransformOptions, SpatialRef};
use geo::{Coord, CoordsIter as _, Geometry, MapCoordsInPlace as _};

use crate::error::Error;

/// West, south, east, north around Hà Nội: for this area PROJ chooses its operations, which makes the one between
/// VN-2000 and WGS 84 that of EPSG:6960.
const AROUND: [f64; 4] = [105.0, 20.3, 106.3, 21.6];

/// A way from one CRS to another; x, y order in both.
pub struct Projection {
    /// None where they are the same.
    transform: Option<CoordTransform>,
}

impl Projection {
    /// # Errors
    /// [`Error::Startup`] when PROJ has no such CRS or no operation between them.
    pub fn new(from: u32, to: u32) -> Result<Self, Error> {
        if from == to {
            return Ok(Self { transform: None });
        }
        transform(from, to)
            .map(|transform| Self {
                transform: Some(transform),
            })
            .map_err(|source| {
                Error::startup_from(
                    format!("PROJ knows no way from EPSG:{from} to EPSG:{to}"),
                    source,
                )
            })
    }

    /// These places in the other CRS; one that is not in its range is none.
    pub fn places(&self, places: &[Coord]) -> Vec<Option<Coord>> {
        let mut x: Vec<f64> = places.iter().map(|at| at.x).collect();
        let mut y: Vec<f64> = places.iter().map(|at| at.y).collect();
        if let Some(transform) = &self.transform {
            // It says only whether all could be transformed; those that could not are infinite.
            let _ = transform.transform_coords(&mut x, &mut y, &mut []);
        }
        x.into_iter()
            .zip(y)
            .map(|(x, y)| (x.is_finite() && y.is_finite()).then_some(Coord { x, y }))
            .collect()
    }

    /// A geometry in the other CRS; none when part of it is not in its range.
    pub fn geometry(&self, mut geometry: Geometry) -> Option<Geometry> {
        if self.transform.is_none() {
            return Some(geometry);
        }
        let places: Vec<Coord> = geometry.coords_iter().collect();
        let places: Option<Vec<Coord>> = self.places(&places).into_iter().collect();
        // Coordinates are changed in the order in which they are listed.
        let places = RefCell::new(places?.into_iter());
        geometry.map_coords_in_place(|at| places.borrow_mut().next().unwrap_or(at));
        Some(geometry)
    }
}

fn transform(from: u32, to: u32) -> Result<CoordTransform, GdalError> {
    let crs = |epsg: u32| {
        let mut crs = SpatialRef::from_epsg(epsg)?;
        crs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        Ok::<_, GdalError>(crs)
    };
    let mut options = CoordTransformOptions::new()?;
    let [west, south, east, north] = AROUND;
    options.set_area_of_interest(west, south, east, north)?;
    options.set_ballpark_allowed(false)?;
    CoordTransform::new_with_options(&crs(from)?, &crs(to)?, &options)
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    fn project(from: u32, to: u32, x: f64, y: f64) -> Coord {
        let projection = Projection::new(from, to).expect("a way");
        projection.places(&[Coord { x, y }])[0].expect("in range")
    }

    /// One point in four CRS: WGS 84, the two grids, and VN-2000 in degrees 224 m away.
    const WGS84: (f64, f64) = (105.8542, 21.0285);
    const TM3: (f64, f64) = (588_591.944, 2_326_345.312);
    const UTM: (f64, f64) = (588_565.364, 2_325_647.338);

    #[test]
    fn the_regression_point_is_kept_to_a_millimetre_in_both_directions() {
        for ((from, at), (to, expected)) in [
            ((4326, WGS84), (5897, TM3)),
            ((4326, WGS84), (3405, UTM)),
            ((3405, UTM), (5897, TM3)),
            ((5897, TM3), (3405, UTM)),
        ] {
            let found = project(from, to, at.0, at.1);
            let off_m = (found.x - expected.0).hypot(found.y - expected.1);
            assert!(off_m < 1e-3, "EPSG:{from} to EPSG:{to}: {off_m} m");
        }
        for (from, at) in [(5897, TM3), (3405, UTM)] {
            let found = project(from, 4326, at.0, at.1);
            // Here a degree is 103,960 m of longitude and 110,720 m of latitude.
            let (off_e, off_n) = (
                (found.x - WGS84.0) * 103_960.0,
                (found.y - WGS84.1) * 110_720.0,
            );
            assert!(
                off_e.abs() < 1e-3 && off_n.abs() < 1e-3,
                "EPSG:{from}: {off_e} m, {off_n} m"
            );
        }
    }

    /// Where EPSG:6960 itself, asked for by its code, puts a place.
    fn by_6960(from: u32, to: u32, at: Coord, reverse: bool) -> Coord {
        let mut options = CoordTransformOptions::new().expect("options");
        options
            .set_coordinate_operation("urn:ogc:def:coordinateOperation:EPSG::6960", reverse)
            .expect("an operation");
        let crs = |epsg| {
            let mut crs = SpatialRef::from_epsg(epsg).expect("a CRS");
            crs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
            crs
        };
        let operation = CoordTransform::new_with_options(&crs(from), &crs(to), &options);
        let (mut x, mut y) = ([at.x], [at.y]);
        operation
            .expect("a way")
            .transform_coords(&mut x, &mut y, &mut [])
            .expect("in range");
        Coord { x: x[0], y: y[0] }
    }

    #[test]
    fn the_shift_between_the_datums_is_epsg_6960() {
        for (lon, lat) in [(105.8542, 21.0285), (105.3, 20.6), (106.02, 21.38)] {
            let at = Coord { x: lon, y: lat };
            for (from, to, reverse) in [(4756, 4326, false), (4326, 4756, true)] {
                let (ours, theirs) = (project(from, to, lon, lat), by_6960(from, to, at, reverse));
                // A tenth of a millimetre.
                assert!((ours.x - theirs.x).abs() < 1e-9 && (ours.y - theirs.y).abs() < 1e-9);
                // It is not nothing.
                assert!((ours.x - at.x).abs() > 1e-3);
            }
        }
    }

    #[test]
    fn a_geometry_keeps_its_vertices_in_order() {
        let area = polygon![(x: 105.8, y: 21.0), (x: 105.9, y: 21.0), (x: 105.9, y: 21.1)];
        let projection = Projection::new(4326, 5897).expect("a way");
        let projected = projection.geometry(area.clone().into()).expect("in range");
        let back = Projection::new(5897, 4326).expect("a way");
        let again = back.geometry(projected).expect("in range");
        for (a, b) in again.coords_iter().zip(area.coords_iter()) {
            // There and back a Helmert shift of seven parameters is off by less than a millimetre.
            assert!((a.x - b.x).abs() < 9e-9 && (a.y - b.y).abs() < 9e-9);
        }
    }
}
