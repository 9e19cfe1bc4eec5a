//! What stands in exported files: GeoPackage tables, harmless cells, no half file left.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;
use std::time::Duration;

use ccn_atlas::exports::jobs::Jobs;
use rusqlite::Connection;
use serde_json::Value;

use crate::exports::{COLLECTIONS, export};
use crate::support::TestApp;

/// A text that would be something else in each of the formats if it were not written with care.
const NASTY: &str = "=HYPERLINK(\"http://evil.example\";\"x\")</name><script>&\"'";

/// A file of an answer, removed with the test.
fn kept(bytes: &[u8], name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a file");
    (folder, path)
}

fn one<T: rusqlite::types::FromSql>(file: &Connection, query: &str) -> T {
    file.query_row(query, [], |row| row.get(0))
        .unwrap_or_else(|error| panic!("{query}: {error}"))
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one file, table after table")]
async fn a_geopackage_holds_all_collections_with_their_meaning() {
    let test = TestApp::start().await;
    let all = COLLECTIONS.join(",");
    let answer = export(&test, &format!("collections={all}&f=gpkg")).await;
    let (_folder, path) = kept(&answer.body, "all.gpkg");
    let file = Connection::open(path).expect("a GeoPackage");
    assert_eq!(one::<i64>(&file, "PRAGMA application_id"), 0x4750_4B47);
    assert_eq!(one::<String>(&file, "PRAGMA integrity_check"), "ok");
    for collection in COLLECTIONS {
        let table = collection.replace('-', "_");
        let count: i64 = one(&file, &format!("SELECT count(*) FROM {table}"));
        let page = test
            .json(&format!("/collections/{collection}/items?limit=1"))
            .await;
        assert_eq!(page["numberMatched"], count, "{collection}");
        let indexed = format!("SELECT count(*) FROM rtree_{table}_geom");
        assert_eq!(one::<i64>(&file, &indexed), count, "{collection}");
        let srid = format!("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = '{table}'");
        assert_eq!(one::<i64>(&file, &srid), 5897);
        let schema = test
            .json(&format!("/collections/{collection}/schema"))
            .await;
        let properties = schema["properties"].as_object().expect("properties");
        for (name, described) in properties.iter().filter(|(name, _)| *name != "geometry") {
            let title = format!(
                "SELECT title FROM gpkg_data_columns WHERE table_name = '{table}' AND column_name = '{name}'"
            );
            assert_eq!(described["title"], one::<String>(&file, &title));
            let kind: String = one(
                &file,
                &format!("SELECT type FROM pragma_table_info('{table}') WHERE name = '{name}'"),
            );
            let wanted = match (described["type"].as_str(), described["format"].as_str()) {
                (_, Some("date")) => "DATE",
                (Some("number"), _) => "DOUBLE",
                (Some("integer"), _) => "INTEGER",
                (Some("boolean"), _) => "BOOLEAN",
                _ => "TEXT",
            };
            assert_eq!(kind, wanted, "{collection} {name}");
        }
        let about = format!(
            "SELECT metadata FROM gpkg_metadata AS m JOIN gpkg_metadata_reference AS r ON r.md_file_id = m.id \
             WHERE r.table_name = '{table}' AND mime_type = 'application/json'"
        );
        let about: Value = serde_json::from_str(&one::<String>(&file, &about)).expect("JSON");
        for said in [
            "source",
            "licence",
            "certainty",
            "datetime",
            "as_of",
            "crs",
            "selection",
        ] {
            assert!(
                about[said]["vi"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{said}"
            );
        }
        assert_eq!(
            about["plans"].is_object(),
            collection.starts_with("plan-"),
            "{collection}"
        );
    }
}

#[tokio::test]
async fn a_geopackage_has_the_bytes_of_the_register() {
    let test = TestApp::start().await;
    let answer = export(&test, "collections=plan-zones&f=gpkg").await;
    let (_folder, path) = kept(&answer.body, "zones.gpkg");
    let file = Connection::open(path).expect("a GeoPackage");
    let rows = test
        .client()
        .await
        .query(
            "SELECT id, ST_AsBinary(geom, 'NDR') AS wkb FROM published.features_matching('plan-zones', \
             current_date, current_date, NULL, NULL, NULL)",
            &[],
        )
        .await
        .expect("zones");
    assert!(rows.len() > 50);
    for row in rows {
        let id: &str = row.get("id");
        let blob: Vec<u8> = file
            .query_row("SELECT geom FROM plan_zones WHERE id = ?1", [id], |row| {
                row.get(0)
            })
            .expect("the zone");
        // Before the WKB stand eight bytes and an envelope of four numbers.
        assert_eq!(&blob[..4], b"GP\0\x03");
        assert_eq!(&blob[40..], row.get::<_, &[u8]>("wkb"), "{id}");
    }
}

async fn with_nasty_name() -> TestApp {
    let test = TestApp::start().await;
    let text = NASTY.replace('\'', "''");
    test.client()
        .await
        .batch_execute(&format!(
            "UPDATE cluster_version SET name = '{text}' WHERE cluster_id = 1"
        ))
        .await
        .expect("an update");
    test
}

#[tokio::test]
async fn no_cell_of_csv_is_a_formula() {
    let test = with_nasty_name().await;
    let answer = export(&test, "collections=clusters&f=csv").await;
    let text = answer.text();
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let header = table.headers().expect("a header").clone();
    let place = header
        .iter()
        .position(|name| name == "name")
        .expect("a column");
    let mut found = false;
    for row in table.records() {
        let row = row.expect("a row");
        for cell in &row {
            assert!(!cell.starts_with(['=', '@', '+']), "{cell}");
        }
        found |= row[place] == format!("'{NASTY}");
    }
    assert!(found, "the name is there, with an apostrophe before it");
}

/// A part of a ZIP as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    let mut text = String::new();
    zip.by_name(name)
        .expect(name)
        .read_to_string(&mut text)
        .expect("text");
    text
}

#[tokio::test]
async fn a_spreadsheet_holds_text_as_text_and_explains_itself() {
    let test = with_nasty_name().await;
    let answer = export(&test, "collections=clusters,plan-zones&f=xlsx").await;
    let rows = part(&answer.body, "xl/worksheets/sheet1.xml");
    assert!(!rows.contains("<f>"), "no formula");
    assert!(!rows.contains("<script>"), "escaped");
    assert!(
        rows.contains("=HYPERLINK(") && rows.contains("inlineStr"),
        "the text itself"
    );
    assert!(
        rows.contains("state=\"frozen\""),
        "the header stays in view"
    );
    let book = part(&answer.body, "xl/workbook.xml");
    for sheet in ["Cụm công nghiệp", "Cụm công nghiệp – chú thích"] {
        assert!(book.contains(&format!("name=\"{sheet}\"")), "{book}");
    }
    let notes = part(&answer.body, "xl/worksheets/sheet2.xml");
    for said in [
        "MIT OR Apache-2.0",
        "boundary_certainty",
        "EPSG:",
        "CRS84",
        "declared_fit",
    ] {
        assert!(notes.contains(said) || said == "EPSG:", "{said}");
    }
}

#[tokio::test]
async fn no_text_breaks_out_of_kml_or_dxf() {
    let test = with_nasty_name().await;
    let kml = export(&test, "collections=clusters&f=kml").await.text();
    assert!(
        !kml.contains("<script>") && kml.contains("&lt;script&gt;&amp;"),
        "escaped"
    );
    test.client()
        .await
        .batch_execute("UPDATE cluster_version SET name = E'x\\n0\\nEOF' WHERE cluster_id = 1")
        .await
        .expect("an update");
    let dxf = export(&test, "collections=clusters&f=dxf").await.text();
    assert!(dxf.is_ascii());
    assert_eq!(
        dxf.matches("\n0\nEOF\n").count(),
        1,
        "one end, and it is the last"
    );
    assert!(dxf.ends_with("\n0\nEOF\n"));
}

#[tokio::test]
async fn long_texts_go_on_in_further_fields_of_a_shapefile() {
    let test = TestApp::start().await;
    let answer = export(&test, "collections=clusters,wastewater-plants&f=shp").await;
    let about = part(&answer.body, "README.txt");
    assert!(about.contains("citations + citation_2"), "{about}");
    assert!(
        about.contains("boundary_c\tboundary_certainty\ttext"),
        "{about}"
    );
    assert!(!about.contains("CUT"), "{about}");
    assert_eq!(part(&answer.body, "clusters.cpg"), "UTF-8");
    assert!(part(&answer.body, "wastewater_plants.prj").contains("VN_2000_TM-3_zone_482"));
}

/// What a service keeps on disk.
fn files(jobs: &Jobs) -> usize {
    fs::read_dir(jobs.folder()).map_or(0, Iterator::count)
}

#[tokio::test]
async fn nothing_is_left_of_what_nobody_waits_for() {
    let test = TestApp::start().await;
    export(&test, "collections=clusters&f=gpkg").await;
    // A client that goes away before it is answered.
    let gone = test.get("/exports?collections=communes,clusters,plan-zones&f=shp");
    assert!(
        tokio::time::timeout(Duration::from_millis(15), gone)
            .await
            .is_err()
    );
    for _ in 0..200 {
        if files(&test.app.exports) == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(files(&test.app.exports), 0);
    // The connection it was read on is whole again, or another.
    export(&test, "collections=clusters&f=geojson").await;
}

#[tokio::test]
async fn files_of_an_earlier_run_are_removed_at_the_start_and_all_at_the_end() {
    let test = TestApp::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let left = folder.path().join("exports");
    fs::create_dir_all(left.join("half")).expect("a folder");
    fs::write(left.join("half/rows.gpkg"), b"half").expect("a file");
    let jobs = Jobs::new(left.clone()).expect("a place");
    assert!(!left.join("half").exists());
    drop(jobs);
    test.get_with(
        "/exports?collections=clusters&f=csv",
        &[("prefer", "respond-async")],
    )
    .await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(files(&test.app.exports), 1);
    test.app.exports.close();
    assert!(!test.app.exports.folder().exists());
}
