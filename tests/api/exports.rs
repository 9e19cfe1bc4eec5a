//! Files of collections over HTTP: every format, what they say, jobs, and what is refused.

use ::http::StatusCode;
use serde_json::Value;

use crate::support::{Answer, TestApp};

pub const COLLECTIONS: [&str; 7] = [
    "clusters",
    "wastewater-plants",
    "communes",
    "legacy-communes",
    "legacy-districts",
    "plan-zones",
    "plan-constraints",
];
/// Each format, its media type, what its file begins with, and how its name ends.
const FORMATS: [(&str, &str, &[u8], &str); 9] = [
    (
        "gpkg",
        "application/geopackage+sqlite3",
        b"SQLite format 3\0",
        "gpkg",
    ),
    ("shp", "application/zip", b"PK\x03\x04", "shp.zip"),
    ("dxf", "image/vnd.dxf", b"0\nSECTION\n2\nHEADER\n", "dxf"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        b"PK\x03\x04",
        "xlsx",
    ),
    (
        "csv",
        "text/csv; charset=utf-8; header=present",
        b"\xEF\xBB\xBFid,",
        "csv",
    ),
    (
        "kml",
        "application/vnd.google-earth.kml+xml",
        b"<?xml",
        "kml",
    ),
    (
        "geojson",
        "application/geo+json",
        b"{\"type\":\"FeatureCollection\"",
        "geojson",
    ),
    (
        "geojsonseq",
        "application/geo+json-seq",
        b"\x1E{\"type\":\"Feature\"",
        "geojsons",
    ),
    ("fgb", "application/flatgeobuf", b"fgb\x03fgb", "fgb"),
];

/// A file that must be there.
pub async fn export(test: &TestApp, query: &str) -> Answer {
    let answer = test.get(&format!("/exports?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer
}

/// The features of an export as GeoJSON.
async fn features(test: &TestApp, query: &str) -> Vec<Value> {
    let answer = export(test, &format!("f=geojson&{query}")).await.json();
    answer["features"].as_array().expect("features").clone()
}

#[tokio::test]
async fn every_collection_comes_in_every_format() {
    let test = TestApp::start().await;
    for collection in COLLECTIONS {
        for (format, media_type, begins, ending) in FORMATS {
            let answer = export(&test, &format!("collections={collection}&f={format}")).await;
            assert_eq!(answer.header("content-type"), media_type, "{collection}");
            assert!(answer.body.starts_with(begins), "{collection} {format}");
            assert_eq!(
                answer.header("content-length"),
                answer.body.len().to_string(),
                "{collection} {format}"
            );
            let name = answer.header("content-disposition");
            let plain = format!("attachment; filename=\"ccn-atlas-{collection}-");
            assert!(name.starts_with(&plain), "{name}");
            assert!(
                name.contains(&format!(".{ending}\"; filename*=UTF-8''CCN%20Atlas")),
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn formats_are_listed_as_they_are_offered() {
    let test = TestApp::start().await;
    let listed = test.json("/exports/formats").await;
    let listed = listed["formats"].as_array().expect("formats").clone();
    assert_eq!(listed.len(), FORMATS.len());
    for (format, (id, media_type, _, ending)) in listed.iter().zip(FORMATS) {
        assert_eq!(format["id"], id);
        assert_eq!(format["media_type"], media_type);
        assert_eq!(format["extension"], ending);
        let many = export_status(&test, &format!("collections=clusters,communes&f={id}")).await;
        let expected = if format["collections"] == "many" {
            200
        } else {
            400
        };
        assert_eq!(many, expected, "{id}");
        for crs in format["crs"].as_array().expect("crs") {
            let crs = crs.as_str().expect("a URI");
            let answer = export(&test, &format!("collections=plan-zones&f={id}&crs={crs}")).await;
            assert_eq!(answer.header("content-crs"), format!("<{crs}>"), "{id}");
        }
    }
}

async fn export_status(test: &TestApp, query: &str) -> StatusCode {
    test.get(&format!("/exports?{query}")).await.status
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_by_the_name_of_its_parameter() {
    let test = TestApp::start().await;
    for (query, parameter) in [
        ("f=gpkg", "collections"),
        ("collections=", "collections"),
        ("collections=clusters,rivers", "collections"),
        ("collections=clusters,communes&f=fgb", "collections"),
        ("collections=clusters&f=dgn", "f"),
        ("collections=clusters&f=kml&crs=EPSG:5897", "crs"),
        ("collections=clusters&f=dxf&crs=CRS84", "crs"),
        ("collections=clusters&crs=EPSG:9209", "crs"),
        ("collections=clusters&bbox=1,2,3", "bbox"),
        ("collections=clusters&datetime=yesterday", "datetime"),
        ("collections=clusters&limit=5", "limit"),
        ("collections=clusters&sortby=citations", "sortby"),
        ("collections=clusters&filter=nme%3D1", "filter"),
        (
            "collections=clusters,communes&filter=declared_fit%3D%27unknown%27",
            "filter",
        ),
    ] {
        let answer = test.get(&format!("/exports?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(
            answer.json()["errors"][0]["parameter"],
            parameter,
            "{query}"
        );
    }
}

#[tokio::test]
async fn an_export_holds_what_items_match() {
    let test = TestApp::start().await;
    for (collection, query) in [
        ("clusters", "bbox=105.7,20.9,105.9,21.1"),
        (
            "clusters",
            "bbox=570000,2310000,590000,2330000&bbox-crs=EPSG:5897",
        ),
        ("clusters", "filter=declared_fit%3D%27not_conforming%27"),
        ("clusters", "q=lien+ha"),
        (
            "communes",
            "filter=kind%3D%27x%C3%A3%27&bbox=105.7,20.9,105.9,21.1",
        ),
        ("communes", "datetime=2025-06-30"),
        ("communes", "as-of=2020-01-01T00:00:00Z"),
        ("legacy-communes", "datetime=2025-06-30"),
        ("legacy-communes", "datetime=2026-01-01"),
    ] {
        let page = format!("/collections/{collection}/items?limit=10000&{query}");
        let page = test.json(&page).await;
        let exported = features(&test, &format!("collections={collection}&{query}")).await;
        assert_eq!(
            page["numberMatched"],
            exported.len(),
            "{collection} {query}"
        );
        let ids = |features: &[Value]| -> Vec<Value> {
            features
                .iter()
                .map(|feature| feature["id"].clone())
                .collect()
        };
        assert_eq!(
            ids(page["features"].as_array().expect("a page")),
            ids(&exported)
        );
    }
    assert_eq!(
        features(&test, "collections=communes&datetime=2025-06-30")
            .await
            .len(),
        0
    );
    let fit = features(
        &test,
        "collections=clusters&filter=declared_fit%3D%27not_conforming%27",
    );
    assert_eq!(fit.await.len(), 13);
}

/// All coordinates of a geometry, one after another.
fn numbers(geometry: &Value) -> Vec<f64> {
    match geometry {
        Value::Number(number) => number.as_f64().into_iter().collect(),
        Value::Array(all) => all.iter().flat_map(numbers).collect(),
        Value::Object(members) => numbers(&members["coordinates"]),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn the_features_are_those_of_the_page_to_the_last_property() {
    let test = TestApp::start().await;
    for collection in COLLECTIONS {
        let page = format!("/collections/{collection}/items?limit=10000&precision=9");
        let page = test.json(&page).await;
        let exported = features(&test, &format!("collections={collection}")).await;
        let paged = page["features"].as_array().expect("features");
        assert_eq!(paged.len(), exported.len(), "{collection}");
        for (one, other) in paged.iter().zip(&exported) {
            assert_eq!(one["id"], other["id"]);
            assert_eq!(one["properties"], other["properties"]);
            let (shown, written) = (numbers(&one["geometry"]), numbers(&other["geometry"]));
            assert_eq!(shown.len(), written.len(), "{collection} {}", one["id"]);
            // Half a unit of the last of nine decimals is rounded up by one and down by the other.
            let apart = shown.iter().zip(&written).map(|(a, b)| (a - b).abs());
            assert!(
                apart.fold(0.0, f64::max) < 1.5e-9,
                "{collection} {}",
                one["id"]
            );
        }
    }
}

#[tokio::test]
async fn what_matches_nothing_is_a_whole_file_all_the_same() {
    let test = TestApp::start().await;
    for (format, media_type, begins, _) in FORMATS {
        let query = format!("collections=clusters&f={format}&q=khong-co-gi-nhu-the");
        let answer = export(&test, &query).await;
        assert_eq!(answer.header("content-type"), media_type);
        let begins = if format == "geojsonseq" {
            &[][..]
        } else {
            begins
        };
        assert!(answer.body.starts_with(begins), "{format}");
        assert_eq!(answer.body.is_empty(), format == "geojsonseq", "{format}");
    }
}

#[tokio::test]
async fn accept_chooses_the_format_of_a_page() {
    let test = TestApp::start().await;
    let path = "/collections/clusters/items?limit=2";
    for (accept, media_type) in [
        ("*/*", "application/geo+json"),
        (
            "text/html,application/xhtml+xml,*/*;q=0.8",
            "application/geo+json",
        ),
        ("application/json", "application/geo+json"),
        ("application/pdf", "application/geo+json"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        (
            "text/csv;q=0.4, application/flatgeobuf;q=0.5",
            "application/flatgeobuf",
        ),
        (
            "application/geo+json;q=0.2, application/geo+json-seq",
            "application/geo+json-seq",
        ),
    ] {
        let answer = test.get_with(path, &[("accept", accept)]).await;
        assert_eq!(answer.status, 200, "{accept}: {}", answer.text());
        assert_eq!(answer.header("content-type"), media_type, "{accept}");
        assert!(
            answer.header("vary").to_lowercase().contains("accept"),
            "{accept}"
        );
    }
    // What the address says goes before what the header says.
    let as_csv = format!("{path}&f=csv");
    let asked = test
        .get_with(&as_csv, &[("accept", "application/flatgeobuf")])
        .await;
    assert!(asked.header("content-type").starts_with("text/csv"));
    assert_eq!(test.get(&format!("{path}&f=dgn")).await.status, 400);
    assert_eq!(
        test.get(&format!("{path}&f=kml&crs=EPSG:5897"))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn pages_of_files_lead_to_the_next_and_hold_each_feature_once() {
    let test = TestApp::start().await;
    for first in [
        "/collections/clusters/items?limit=40&f=geojsonseq",
        "/collections/clusters/items?limit=30&f=geojsonseq&sortby=-declared_area_ha",
    ] {
        let mut ids = Vec::new();
        let mut path = Some(first.to_owned());
        while let Some(page) = path {
            let answer = test.get(&page).await;
            assert_eq!(answer.header("ogc-numbermatched"), "91");
            let text = answer.text();
            let records: Vec<&str> = text.split('\u{1E}').skip(1).collect();
            assert_eq!(
                answer.header("ogc-numberreturned"),
                records.len().to_string()
            );
            for record in records {
                let feature: Value = serde_json::from_str(record).expect("a feature a record");
                ids.push(feature["id"].to_string());
            }
            let links = answer.headers.get_all("link").iter();
            let next = links
                .map(|link| link.to_str().expect("plain"))
                .find(|link| link.contains("rel=\"next\""));
            path = next.map(|link| {
                let link = link.trim_start_matches("<http://atlas.test");
                link.split('>').next().expect("an address").to_owned()
            });
        }
        assert_eq!(ids.len(), 91, "{first}");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 91, "{first}");
    }
}
