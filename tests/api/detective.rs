//! The detective's projections beside those of PostGIS, and its verdict on the real communes.

use std::fs;

use ccn_atlas::imports::detective::known::ALL;
use ccn_atlas::imports::detective::{Declared, Evidence, candidates, project};
use ccn_atlas::imports::reading::{RowRead, StatedCrs};
use geo::{Area as _, Coord, Geometry, MultiPolygon, Point};
use geojson::Feature;

use crate::support::{connect, own_database, real_communes};

/// Within a millimetre, as the regression point is known.
const WITHIN_M: f64 = 0.001;
/// Places over Hà Nội, longitude and latitude; the first is the regression point.
const PLACES: [(f64, f64); 5] = [
    (105.8542, 21.0285),
    (105.2901, 20.5702),
    (106.0199, 21.3805),
    (105.30, 21.38),
    (105.0, 21.0),
];

fn row(geometry: Geometry) -> RowRead {
    RowRead {
        row: 1,
        place: "feature 1".to_owned(),
        geometry: Some(geometry),
        problem: None,
        values: vec![],
    }
}

fn projected(at: Coord, candidate: &str) -> Coord {
    let rows = [row(Point::from(at).into())];
    match project(&rows, candidate).expect("a way")[..] {
        [Some(Geometry::Point(point))] => point.0,
        ref other => panic!("{candidate}: {other:?}"),
    }
}

#[test]
fn the_regression_point_is_read_from_each_crs_to_a_millimetre() {
    let expected = Coord {
        x: 588_591.944,
        y: 2_326_345.312,
    };
    for (x, y, candidate) in [
        (105.8542, 21.0285, "EPSG:4326"),
        (21.0285, 105.8542, "EPSG:4326;swapped"),
        (588_591.944, 2_326_345.312, "EPSG:5897"),
        (588_565.364, 2_325_647.338, "EPSG:3405"),
        (
            88_591.944,
            26_345.312,
            "EPSG:5897;east=500000;north=2300000",
        ),
        (88_591.944, 2_826_345.312, "EPSG:6957"),
    ] {
        let off = projected(Coord { x, y }, candidate) - expected;
        assert!(off.x.hypot(off.y) < WITHIN_M, "{candidate}: {off:?}");
    }
}

/// How PostGIS is to write a place in a CRS it has no row of, or has under PROJ's substitute for a deprecated code.
fn definition(epsg: u32) -> Option<String> {
    let tm3 = |meridian: f64, east: u32, north: u32| {
        format!(
            "+proj=tmerc +lat_0=0 +lon_0={meridian} +k=0.9999 +x_0={east} +y_0={north} +ellps=WGS84 +units=m +no_defs \
             +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
        )
    };
    let of_province = [
        (9205, 103.0),
        (9206, 104.0),
        (9207, 104.5),
        (9208, 104.75),
        (9209, 105.5),
        (9210, 105.75),
        (9211, 106.0),
        (9212, 106.25),
        (9213, 106.5),
        (9214, 107.0),
        (9215, 107.25),
        (9216, 107.5),
        (9217, 108.25),
        (9218, 108.5),
    ];
    let twins = [(6956, 102.0), (6957, 105.0), (6958, 108.0)];
    let found = |of: &[(u32, f64)]| of.iter().find(|(code, _)| *code == epsg).map(|(_, at)| *at);
    found(&of_province)
        .map(|meridian| tm3(meridian, 500_000, 0))
        .or_else(|| found(&twins).map(|meridian| tm3(meridian, 0, 500_000)))
}

#[tokio::test]
async fn every_crs_is_read_as_postgis_reads_it() {
    let client = connect(&own_database().await).await;
    let (lons, lats): (Vec<f64>, Vec<f64>) = PLACES.into_iter().unzip();
    for known in ALL {
        let epsg = known.epsg;
        let place = "ST_SetSRID(ST_MakePoint(lon, lat), 4326)";
        let written = match definition(epsg) {
            // The grid of Hà Nội with its datum ignored is defined by what it is.
            _ if known.is_datum_ignored() => format!(
                "ST_Transform({place}, '+proj=tmerc +lon_0=105 +k=0.9999 +x_0=500000 +datum=WGS84'::text)"
            ),
            Some(definition) => format!("ST_Transform({place}, '{definition}'::text)"),
            None => format!("ST_Transform({place}, {epsg})"),
        };
        let statement = format!(
            "SELECT ST_X(w), ST_Y(w), ST_X(t), ST_Y(t) FROM unnest($1::float8[], $2::float8[]) AS places (lon, lat), \
             LATERAL (SELECT {written} AS w, ST_Transform({place}, 5897) AS t) AS s"
        );
        let found = client.query(&statement, &[&lons, &lats]).await;
        let found = found.expect("transformed");
        assert_eq!(found.len(), PLACES.len());
        let candidate = if known.is_datum_ignored() {
            "EPSG:5897;datum=wgs84".to_owned()
        } else {
            format!("EPSG:{epsg}")
        };
        for row in found {
            let at = |x, y| Coord::<f64> {
                x: row.get(x),
                y: row.get(y),
            };
            let off = projected(at(0, 1), &candidate) - at(2, 3);
            assert!(
                off.x.hypot(off.y) < WITHIN_M,
                "{candidate} at {row:?}: {off:?}"
            );
        }
    }
}

/// The real communes as rows of a file in longitude and latitude, and on the grid.
fn communes() -> Option<(Vec<RowRead>, Vec<MultiPolygon>)> {
    let text = fs::read_to_string(real_communes()?).expect("a file");
    let rows: Vec<RowRead> = text
        .lines()
        .map(|line| {
            let feature: Feature = line.parse().expect("a feature");
            let geometry = feature.geometry.expect("a geometry");
            row(geometry.try_into().expect("an area"))
        })
        .collect();
    let areas = project(&rows, "EPSG:4326").expect("projected");
    let areas = areas.into_iter().map(|area| match area {
        Some(Geometry::MultiPolygon(area)) => area,
        Some(Geometry::Polygon(area)) => MultiPolygon::new(vec![area]),
        other => panic!("{other:?}"),
    });
    Some((rows, areas.collect()))
}

#[test]
fn the_real_communes_tell_the_datum_and_the_grid_that_no_extent_tells() {
    let Some((in_degrees, areas)) = communes() else {
        return;
    };
    let on_grid: Vec<RowRead> = areas.iter().cloned().map(|area| row(area.into())).collect();
    let declared: Vec<Declared> = areas
        .iter()
        .enumerate()
        .map(|(row, area)| Declared {
            row,
            commune_5897: Some(area.clone()),
            area_m2: Some(area.unsigned_area()),
        })
        .collect();
    for (rows, id) in [(&in_degrees, "EPSG:4326"), (&on_grid, "EPSG:5897")] {
        let told = candidates(&Evidence {
            rows,
            stated: None,
            declared: &declared,
        });
        let told = told.expect("a ranking");
        assert_eq!(told.sure, Some(0), "{}", told.why);
        assert_eq!(told.candidates[0].id, id);
        let untold = candidates(&Evidence {
            rows,
            stated: None,
            declared: &[],
        });
        assert_eq!(untold.expect("a ranking").sure, None, "{id}");
    }
    // Called UTM, they would lie 698 m off; nearly all of each still lies in itself, and yet that is seen.
    let stated = StatedCrs {
        epsg: Some(3405),
        name: "VN-2000 / UTM zone 48N".to_owned(),
        wkt: String::new(),
    };
    let ranking = candidates(&Evidence {
        rows: &on_grid,
        stated: Some(&stated),
        declared: &declared,
    });
    let ranking = ranking.expect("a ranking");
    assert_eq!(ranking.sure, None, "{}", ranking.why);
    assert!(ranking.why.en.contains("EPSG:5897"), "{}", ranking.why);
}
