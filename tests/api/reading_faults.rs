//! Faults of files that a reader might pass over in silence: each is refused, or told, with its place.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use ccn_atlas::imports::reading::{FileRead, Wanted, parse_pasted};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::reading_support::{good, reading};

const SQUARE: &str =
    r#"{"type":"Polygon","coordinates":[[[105.5,20.7],[105.6,20.7],[105.6,20.8],[105.5,20.7]]]}"#;

fn room() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn written(room: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = room.path().join(name);
    fs::write(&path, bytes).expect("written");
    path
}

async fn read(name: &str, bytes: impl AsRef<[u8]>) -> FileRead {
    let room = room();
    reading(name).of(&written(&room, name, bytes)).await
}

async fn refused(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let room = room();
    reading(name).refused(&written(&room, name, bytes)).await
}

fn notes(read: &FileRead) -> String {
    let notes: Vec<String> = read.notes.iter().map(ToString::to_string).collect();
    notes.join("\n")
}

fn problem(read: &FileRead, row: usize) -> &str {
    read.rows[row].problem.as_ref().map_or("", |said| &said.en)
}

/// A collection of features, one a line, below a line of its own.
fn collection(head: &str, features: &[String]) -> String {
    let features = features.join(",\n");
    format!("{{\"type\":\"FeatureCollection\",{head}\"features\":[\n{features}]}}")
}

fn feature(rest: &str) -> String {
    format!("{{\"type\":\"Feature\",\"geometry\":{SQUARE},{rest}}}")
}

#[tokio::test]
async fn a_character_that_no_text_has_is_refused_with_its_place() {
    let sound = feature(r#""properties":{"ten":"a"}"#);
    for (rest, place) in [
        (r#""properties":{"ten":"a\u0000b"}"#, "line 3"),
        (r#""properties":{"t\u0000n":"a"}"#, "line 3"),
        (r#""id":"a\u0000","properties":{"ten":"a"}"#, "line 3"),
    ] {
        let text = collection("", &[sound.clone(), feature(rest)]);
        let said = refused("a.geojson", text).await;
        assert!(said.starts_with(place) && said.contains("NUL"), "{said}");
    }
    let crs = r#""crs":{"type":"name","properties":{"name":"EPSG:\u0000"}},"#;
    let said = refused("a.geojson", collection(crs, &[sound])).await;
    assert!(said.starts_with("file") && said.contains("NUL"), "{said}");
    let rows = "a,\"POINT(105.8 21)\"\n".repeat(400);
    let said = refused("a.csv", format!("ten,wkt\n{rows}b\0,\"POINT(105.8 21)\"\n")).await;
    assert!(
        said.starts_with("row 402") && said.contains("NUL"),
        "{said}"
    );
    let read = reading("a.csv").wanting(Wanted::Points);
    let room = room();
    let path = written(
        &room,
        "a.csv",
        format!("ten,x,y\n{}b,105\0,21\n", "a,105.8,21\n".repeat(400)),
    );
    let said = read.refused(&path).await;
    assert!(
        said.starts_with("row 402") && said.contains("NUL"),
        "{said}"
    );
    let list = "Cụm \0 Một\n2321240 575920\n2321245 576260\n2320905 576266\n";
    let error = parse_pasted(list.into(), Wanted::Areas).expect_err("refused");
    assert!(format!("{error:?}").contains("NUL"), "{error:?}");
}

#[tokio::test]
async fn marks_that_cannot_be_seen_are_taken_out_of_texts_and_counted() {
    let features = [
        feature(r#""properties":{"t\u202een":"a\u0007b\tc\nd"}"#),
        feature(r#""properties":{"t\u202een":"x\uffffy\u2066z"}"#),
    ];
    let read = read("a.geojson", collection("", &features)).await;
    assert_eq!(read.fields[0].name, "ten");
    assert_eq!(read.rows[0].values[0].as_deref(), Some("a b\tc\nd"));
    assert_eq!(read.rows[1].values[0].as_deref(), Some("xyz"));
    let notes = notes(&read);
    assert!(
        notes.contains("4 characters that cannot be seen"),
        "{notes}"
    );
}

#[tokio::test]
async fn fields_that_differ_only_in_what_cannot_be_seen_are_refused() {
    let both = feature(r#""properties":{"ten":"a","te\u202en":"b"}"#);
    let said = refused("a.geojson", collection("", &[both])).await;
    assert!(said.contains("`ten`") && said.contains("twice"), "{said}");
}

fn archive(path: &Path, entries: &[(&str, &[u8])]) {
    let mut out = ZipWriter::new(File::create(path).expect("a file"));
    for (name, bytes) in entries {
        out.start_file(*name, SimpleFileOptions::default())
            .expect("an entry");
        out.write_all(bytes).expect("written");
    }
    out.finish().expect("an archive");
}

fn kml(coordinates: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>\n\
         <!-- <coordinates>none</coordinates> --><Placemark>\n\
         <description><![CDATA[<coordinates>none</coordinates>]]></description>\n\
         <Polygon><outerBoundaryIs><LinearRing><coordinates>\n{coordinates}\n</coordinates>\
         </LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"
    )
}

#[tokio::test]
async fn a_vertex_of_kml_that_cannot_be_read_is_refused_with_its_line() {
    let sound = "105.5,20.7 105.6,20.7,0\n105.6,20.8 105.5,20.7";
    assert_eq!(read("a.kml", kml(sound)).await.rows.len(), 1);
    for tuple in [
        "105.503;20.7",
        "105.6",
        "105.6,20,7,1",
        "105.6,2O.7",
        "105.6,NaN",
        "105.6,",
    ] {
        let text = kml(&sound.replace("105.6,20.8", tuple));
        let said = refused("a.kml", &text).await;
        assert!(
            said.starts_with("line 7: ") && said.contains(tuple),
            "{said}"
        );
        let room = room();
        let path = room.path().join("a.kmz");
        archive(&path, &[("doc.kml", text.as_bytes())]);
        let said = reading("a.kmz").refused(&path).await;
        assert!(
            said.starts_with("line 7: ") && said.contains(tuple),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_feature_without_geometry_is_a_row_in_every_format() {
    let room = room();
    let text = collection(
        "",
        &[
            feature(r#""properties":{"ten":"a"}"#),
            r#"{"type":"Feature","geometry":null,"properties":{"ten":"b"}}"#.to_owned(),
            feature(r#""properties":{"ten":"c"}"#),
        ],
    );
    let source = written(&room, "a.geojson", text);
    for (driver, name) in [
        ("GPKG", "a.gpkg"),
        ("ESRI Shapefile", "a.shp"),
        ("LIBKML", "a.kml"),
        ("MapInfo File", "a.tab"),
    ] {
        let path = room.path().join(name);
        let made = Command::new("ogr2ogr")
            .args(["-f", driver])
            .args([&path, &source])
            .status();
        assert!(made.expect("ogr2ogr").success(), "{driver}");
        let stem = room.path().join("a");
        let (path, name) = match name {
            "a.shp" => (zipped(&stem, &["shp", "shx", "dbf", "prj"]), "a.zip"),
            "a.tab" => (zipped(&stem, &["tab", "dat", "map", "id"]), "a.zip"),
            _ => (path, name),
        };
        let read = reading(name).of(&path).await;
        assert_eq!(read.rows.len(), 3, "{driver}");
        assert_eq!(problem(&read, 0), "", "{driver}");
        assert_eq!(problem(&read, 1), "it has no geometry", "{driver}");
        assert_eq!(problem(&read, 2), "", "{driver}");
    }
}

#[tokio::test]
async fn an_empty_point_is_said_to_be_empty() {
    let room = room();
    let path = written(
        &room,
        "a.csv",
        "ten,wkt\na,POINT(105.8 21)\nb,POINT EMPTY\n",
    );
    let read = reading("a.csv").wanting(Wanted::Points).of(&path).await;
    assert_eq!(problem(&read, 1), "the geometry is empty");
}

/// The parts of a file in an archive.
fn zipped(stem: &Path, parts: &[&str]) -> PathBuf {
    let entries: Vec<(String, Vec<u8>)> = parts
        .iter()
        .map(|part| {
            (
                format!("a.{part}"),
                fs::read(stem.with_extension(part)).expect("a part"),
            )
        })
        .collect();
    let entries: Vec<(&str, &[u8])> = entries
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let path = stem.with_extension("zip");
    archive(&path, &entries);
    path
}

#[tokio::test]
async fn a_name_that_an_archive_has_twice_is_refused() {
    let bytes = fs::read(good("clusters.geojson")).expect("a file");
    let room = room();
    let path = room.path().join("a.zip");
    archive(&path, &[("a.geojson", &bytes), ("A.GEOJSON", &bytes)]);
    let said = reading("a.zip").refused(&path).await;
    assert!(
        said.contains("`A.GEOJSON`") && said.contains("twice"),
        "{said}"
    );
    archive(&path, &[("a.geojson", &bytes), ("b.geojson", &bytes)]);
    // The writer refuses the same name twice: the second is renamed in what it wrote.
    let mut packed = fs::read(&path).expect("an archive");
    let places: Vec<usize> = (0..packed.len() - 9)
        .filter(|at| packed[*at..].starts_with(b"b.geojson"))
        .collect();
    assert_eq!(places.len(), 2);
    for at in places {
        packed[at] = b'a';
    }
    fs::write(&path, packed).expect("written");
    let said = reading("a.zip").refused(&path).await;
    assert!(
        said.contains("`a.geojson`") && said.contains("twice"),
        "{said}"
    );
}

#[tokio::test]
async fn a_property_that_a_feature_has_twice_is_refused_with_its_line() {
    let features = [
        feature(r#""properties":{"ten":"a"}"#),
        feature(r#""properties":{"ten":"a","xa":"b","ten":"c"}"#),
    ];
    let said = refused("a.geojson", collection("", &features)).await;
    assert!(
        said.starts_with("line 3") && said.contains("`ten`"),
        "{said}"
    );
    let twice = feature(r#""properties":{"ten":"a"},"properties":{"ten":"b"}"#);
    let said = refused("a.geojson", collection("", &[twice])).await;
    assert!(
        said.starts_with("line 2") && said.contains("`properties`"),
        "{said}"
    );
}

#[tokio::test]
async fn a_row_on_another_grid_than_the_first_is_told_with_both() {
    let room = room();
    let text = "ten|wkt\na|POINT(105.8 21)\nb|SRID=4326;POINT(105.8 21)\nc|SRID=5897;POINT(588591 2326345)\n\
                d|srid=4326;POINT(105.8 21)\ne|SRID=x;POINT(105.8 21)\n";
    let path = written(&room, "a.csv", text);
    let read = reading("a.csv").wanting(Wanted::Points).of(&path).await;
    assert_eq!(
        read.stated_crs.as_ref().and_then(|crs| crs.epsg),
        Some(4326)
    );
    assert_eq!([0, 1, 3].map(|row| problem(&read, row)), ["", "", ""]);
    let said = problem(&read, 2);
    assert!(
        said.contains("SRID=5897") && said.contains("SRID=4326"),
        "{said}"
    );
    assert!(problem(&read, 4).contains("cannot be read"));
}

#[tokio::test]
async fn a_coordinate_of_a_drawing_that_is_no_plain_number_is_refused_with_its_line() {
    let text = fs::read(good("drawing.dxf")).expect("a drawing");
    let text: String = text.into_iter().map(char::from).collect();
    let lines: Vec<&str> = text.lines().collect();
    let entities = lines
        .iter()
        .position(|line| *line == "ENTITIES")
        .expect("entities");
    let at = entities
        + lines[entities..]
            .iter()
            .position(|line| line.trim() == "20")
            .expect("a northing");
    for (value, end) in [
        ("2321240,75", "\n"),
        ("2321240abc", "\r\n"),
        ("", "\n"),
        ("nan", "\n"),
    ] {
        let mut changed = lines.clone();
        changed[at + 1] = value;
        let bytes: Vec<u8> = changed
            .join(end)
            .chars()
            .map(|c| u8::try_from(u32::from(c)).expect("a byte"))
            .collect();
        let said = refused("a.dxf", bytes).await;
        let place = format!("line {}: ", at + 2);
        assert!(
            said.starts_with(&place) && said.contains(&format!("`{value}`")),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_long_text_is_shown_cut_and_kept_whole() {
    let long = "ấ".repeat(100_000);
    let text = collection(
        "",
        &[feature(&format!(r#""properties":{{"ten":"{long}"}}"#))],
    );
    let read = read("a.geojson", text).await;
    assert_eq!(read.fields[0].samples, [format!("{}…", "ấ".repeat(200))]);
    assert_eq!(read.rows[0].values[0].as_ref(), Some(&long));
}

#[test]
fn a_pasted_list_in_no_known_encoding_is_refused_with_its_line() {
    let corners = "\n2321240 575920\n2321245 576260\n2320905 576266\n";
    let pasted =
        |heading: &[u8]| parse_pasted([heading, corners.as_bytes()].concat(), Wanted::Areas);
    let read = pasted("Cụm công nghiệp".as_bytes()).expect("UTF-8");
    assert_eq!(read.rows[0].values[0].as_deref(), Some("Cụm công nghiệp"));
    let read = pasted(b"C\xB8m c\xABng nghi\xD6p").expect("TCVN3");
    assert_eq!(read.rows[0].values[0].as_deref(), Some("Cám công nghiệp"));
    let error = pasted(b"a\n\xFF\xFF\x81\x8D").expect_err("nothing known");
    let said = format!("{error:?}");
    assert!(said.contains("line 2") && said.contains("UTF-8"), "{said}");
}
