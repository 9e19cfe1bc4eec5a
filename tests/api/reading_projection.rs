//! What the detective projects lies where PostGIS puts it.

use ccn_atlas::imports::detective;
use ccn_atlas::imports::reading::RowRead;
use geo::{Geometry, Point};
use tokio_postgres::types::ToSql;

use crate::support::{connect, own_database};

/// Places all over Hà Nội, longitude and latitude on WGS 84.
const PLACES: [(f64, f64); 6] = [
    (105.8542, 21.0285),
    (105.30, 21.05),
    (105.42, 21.33),
    (105.75, 20.58),
    (106.01, 20.80),
    (105.95, 21.35),
];

#[tokio::test]
async fn places_are_projected_as_postgis_does_to_a_millimetre() {
    let database = own_database().await;
    let client = connect(&database).await;
    for srid in [5897, 3405, 4326, 4756, 3857, 32648, 5896, 5898, 5899] {
        let mut rows = Vec::new();
        let mut expected = Vec::new();
        for (lon, lat) in PLACES {
            let there: [&(dyn ToSql + Sync); 3] = [&lon, &lat, &srid];
            let row = client
                .query_one(
                    "SELECT ST_X(p) AS x, ST_Y(p) AS y, ST_X(g) AS easting, ST_Y(g) AS northing FROM \
                     (SELECT ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), 4326), $3) AS p) AS written, \
                     LATERAL (SELECT ST_Transform(p, 5897) AS g) AS stored",
                    &there,
                )
                .await
                .expect("PostGIS knows it");
            let number = |name: &str| row.get::<_, f64>(name);
            rows.push(RowRead {
                row: 1,
                place: "row 1".to_owned(),
                geometry: Some(Point::new(number("x"), number("y")).into()),
                problem: None,
                values: vec![],
            });
            expected.push((number("easting"), number("northing")));
        }
        let projected = detective::project(&rows, &format!("EPSG:{srid}")).expect("projected");
        for (found, (easting, northing)) in projected.into_iter().zip(expected) {
            let Some(Geometry::Point(at)) = found else {
                panic!("a point");
            };
            let off_m = (at.x() - easting).hypot(at.y() - northing);
            assert!(off_m < 1e-3, "EPSG:{srid}: {off_m} m");
        }
    }
}
