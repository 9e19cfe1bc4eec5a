//! Commune boundaries: indicative where nothing better is had, replaced whole or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use ccn_atlas::communes::replace::{Provenance, replace};
use ccn_atlas::error::Error;
use ccn_atlas::imports::boundaries;
use serde_json::{Value, json};

use crate::support::{TestApp, real_communes, unit_codes};

fn provenance(certainty: &str) -> Provenance {
    Provenance {
        source_id: "own-boundaries".to_owned(),
        title: "made-up squares".to_owned(),
        url: None,
        boundary_certainty: certainty.to_owned(),
    }
}

/// 126 made-up squares, one a commune, as features.
fn squares() -> Vec<Value> {
    unit_codes()
        .iter()
        .enumerate()
        .map(|(i, code)| {
            let (west, south) = (
                105.3 + 0.01 * (i % 12) as f64,
                20.7 + 0.01 * (i / 12) as f64,
            );
            let (east, north) = (west + 0.009, south + 0.009);
            let ring = json!([
                [west, south],
                [east, south],
                [east, north],
                [west, north],
                [west, south]
            ]);
            json!({
                "type": "Feature",
                "properties": { "code": code },
                "geometry": { "type": "Polygon", "coordinates": [ring] },
            })
        })
        .collect()
}

fn lines(features: &[Value]) -> String {
    features
        .iter()
        .map(Value::to_string)
        .collect::<Vec<_>>()
        .join("\n")
        + "\n"
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("ccn-{}-{name}", std::process::id()));
    fs::write(&path, text).expect("a file");
    path
}

fn defects(name: &str, text: &str) -> Vec<(String, String)> {
    match boundaries::read(&file(name, text)) {
        Err(Error::InvalidFile { defects, .. }) => {
            defects.into_iter().map(|d| (d.place, d.said.en)).collect()
        }
        other => panic!("{name}: {:?}", other.map(|b| b.len())),
    }
}

#[tokio::test]
async fn the_indicative_boundaries_are_126_sound_units_that_do_not_overlap() {
    let test = TestApp::start().await;
    let units = "admin_unit_version v JOIN admin_unit u ON u.id = v.admin_unit_id AND u.valid_from = '2025-07-01'";
    assert_eq!(
        test.count(&format!(
            "SELECT count(*) FROM {units} WHERE boundary_certainty = 'indicative'"
        ))
        .await,
        126
    );
    let overlapping = "SELECT count(*) FROM admin_unit_version a JOIN admin_unit_version b ON a.version_id < b.version_id \
        AND a.valid = b.valid AND length(a.code) = length(b.code) AND a.geom && b.geom AND ST_Area(ST_Intersection(a.geom, b.geom)) > 1";
    assert_eq!(test.count(overlapping).await, 0);
}

/// Mean intersection over union against the real boundaries. 0.73 was measured.
#[tokio::test]
async fn indicative_boundaries_agree_with_the_real_ones_as_far_as_stated() {
    let Some(path) = real_communes() else { return };
    let test = TestApp::start().await;
    let read = boundaries::read(&path).expect("the real file is sound");
    let written = replace(
        &mut test.client().await,
        "real",
        &read,
        &provenance("digitised"),
    )
    .await;
    assert_eq!(written.expect("replaced"), 126);
    let row = test
        .client()
        .await
        .query_one(
            "SELECT count(*), avg(ST_Area(ST_Intersection(a.geom, b.geom)) / ST_Area(ST_Union(a.geom, b.geom))) \
             FROM admin_unit_version a JOIN admin_unit_version b USING (admin_unit_id) \
             WHERE a.row_version = 1 AND b.row_version = 2",
            &[],
        )
        .await
        .expect("a comparison");
    let (units, mean_iou): (i64, f64) = (row.get(0), row.get(1));
    assert_eq!(units, 126);
    assert!(mean_iou >= 0.66, "mean IoU {mean_iou}");
    // Official total 3,359.97 km²; the file gives 3,359.18.
    let area_km2 = test.count("SELECT round(sum(ST_Area(geom)) / 1e6)::bigint FROM admin_unit_version WHERE row_version = 2").await;
    assert_eq!(area_km2, 3359);
}

#[tokio::test]
async fn replacing_adds_a_version_and_keeps_every_reference_and_the_past() {
    let test = TestApp::start().await;
    let cluster_communes =
        "SELECT count(*) FROM cluster_version v JOIN admin_unit u ON u.id = v.commune_id";
    let before = test.count(cluster_communes).await;
    let past = test.json("/collections/communes/items/00004").await;
    let known_at: String = test
        .client()
        .await
        .query_one(
            "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
            &[],
        )
        .await
        .expect("the time")
        .get(0);
    let read = boundaries::read(&file("squares.geojsonl", &lines(&squares()))).expect("sound");
    let written = replace(
        &mut test.client().await,
        "squares",
        &read,
        &provenance("surveyed"),
    )
    .await;
    assert_eq!(written.expect("replaced"), 126);
    assert_eq!(test.count(cluster_communes).await, before);
    let now = test.json("/collections/communes/items/00004").await;
    assert_eq!(now["properties"]["boundary_certainty"], "surveyed");
    assert_eq!(now["properties"]["row_version"], 2);
    assert_eq!(
        now["properties"]["population"],
        past["properties"]["population"]
    );
    let then = test
        .json(&format!(
            "/collections/communes/items/00004?as-of={known_at}"
        ))
        .await;
    assert_eq!(then["geometry"], past["geometry"]);
    assert_eq!(
        test.json("/collections/communes/items?limit=200").await["numberMatched"],
        126
    );
    // Nobody else is credited with them, and no licence is made up.
    let said = test.json("/collections/communes").await;
    assert_eq!(said["boundaries"]["source_id"], "own-boundaries");
    assert_eq!(
        said["licence"],
        "licence not stated (boundaries); MIT (names, codes)"
    );
    assert!(!said.to_string().contains("thanglequoc"), "{said}");
    let exported = test
        .get("/exports?collections=communes&f=geojson")
        .await
        .text();
    assert!(exported.contains("licence not stated (boundaries)"));
}

#[tokio::test]
async fn a_file_that_lacks_a_unit_or_names_a_foreign_one_changes_nothing() {
    let test = TestApp::start().await;
    let mut features = squares();
    features[3]["properties"]["code"] = json!("99999");
    let read =
        boundaries::read(&file("foreign.geojsonl", &lines(&features))).expect("sound features");
    let refused = replace(
        &mut test.client().await,
        "foreign",
        &read,
        &provenance("digitised"),
    )
    .await;
    let Err(Error::InvalidFile { defects, .. }) = refused else {
        panic!("it must be refused");
    };
    let said: Vec<String> = defects.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("line 4: code 99999"), "{said:?}");
    assert!(said[1].contains(&unit_codes()[3]), "{said:?}");
    assert_eq!(
        test.count("SELECT count(*) FROM admin_unit_version WHERE row_version > 1")
            .await,
        0
    );
}

#[test]
fn every_defect_of_a_file_is_listed_with_its_line() {
    let mut features = squares();
    features[1]["geometry"]["coordinates"][0][4] = json!([105.5, 20.7]);
    features[4]["geometry"]["coordinates"][0] = json!([
        [105.3, 20.7],
        [105.4, 20.8],
        [105.4, 20.7],
        [105.3, 20.8],
        [105.3, 20.7]
    ]);
    features[6]["geometry"] = json!({ "type": "Point", "coordinates": [105.3, 20.7] });
    let mut text = lines(&features[..8]);
    text.push_str("{\"type\": \"Feature\", nonsense\n");
    let found = defects("bad.geojsonl", &text);
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        places,
        ["line 2", "line 5", "line 7", "line 9"],
        "{found:?}"
    );
    assert!(found[0].1.contains("not closed"), "{found:?}");
    assert!(found[1].1.contains("crosses itself"), "{found:?}");
}

#[test]
fn codes_that_are_missing_wrong_or_repeated_are_defects() {
    let mut features = squares();
    features.truncate(4);
    features[1]["properties"] = json!({});
    features[2]["properties"]["code"] = json!("4");
    features[3]["properties"]["code"] = features[0]["properties"]["code"].clone();
    let found = defects("codes.geojsonl", &lines(&features));
    let places: BTreeSet<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        places,
        BTreeSet::from(["line 2", "line 3", "line 4"]),
        "{found:?}"
    );
}

#[test]
fn swapped_axes_are_noticed() {
    let mut features = squares();
    features.truncate(1);
    features[0]["geometry"]["coordinates"][0] =
        json!([[20.7, 85.3], [20.8, 85.3], [20.8, 85.4], [20.7, 85.3]]);
    assert!(
        defects("swapped.geojsonl", &lines(&features))[0]
            .1
            .contains("outside")
    );
}

#[test]
fn a_feature_collection_and_a_geopackage_in_vn2000_are_read_alike() {
    let features = squares();
    let collection = json!({ "type": "FeatureCollection", "features": features });
    let path = file(
        "collection.geojson",
        &serde_json::to_string_pretty(&collection).expect("text"),
    );
    let from_json = boundaries::read(&path).expect("sound");
    assert_eq!(from_json.len(), 126);
    assert!(from_json[1].place.starts_with("line ") && from_json[1].place != from_json[0].place);
    let package = path.with_extension("gpkg");
    let _ = fs::remove_file(&package);
    let made = std::process::Command::new("ogr2ogr")
        .args(["-f", "GPKG", "-t_srs", "EPSG:5897"])
        .args([&package, &path])
        .status()
        .expect("gdal-bin is installed");
    assert!(made.success());
    let from_package = boundaries::read(&package).expect("sound");
    let corner = |b: &boundaries::Boundary| b.area_84.0[0].exterior().0[0];
    assert_eq!(from_package.len(), 126);
    // 1e-8 degree is about a millimetre.
    assert!((corner(&from_package[7]).x - corner(&from_json[7]).x).abs() < 1e-8);
    assert!((corner(&from_package[7]).y - corner(&from_json[7]).y).abs() < 1e-8);
}

#[test]
fn what_is_no_geometry_file_is_refused() {
    assert!(
        !defects(
            "empty.geojson",
            "{\"type\":\"FeatureCollection\",\"features\":[{]}"
        )
        .is_empty()
    );
    assert!(boundaries::read(&file("binary.geojson", "\u{1}\u{2}")).is_err());
    assert!(boundaries::read(std::path::Path::new("/nowhere/communes.geojson")).is_err());
}
