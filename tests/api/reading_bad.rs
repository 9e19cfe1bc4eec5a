//! Files that are damaged or made to do harm: each is refused in clear words with a place, in good time, and
//! leaves nothing behind.

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use ccn_atlas::imports::reading::{Asked, Limits, Reader, Wanted};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::reading_support::{assert_nothing_left, bad, good, reader, reading};
use crate::support::checkout;

fn room() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn written(room: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = room.path().join(name);
    fs::write(&path, bytes).expect("written");
    path
}

fn quick() -> Limits {
    Limits {
        wall_s: 5,
        ..Limits::default()
    }
}

#[tokio::test]
async fn every_bad_file_of_the_corpus_is_refused_in_words_that_say_why() {
    for (name, place, why) in [
        ("absolute.zip", "archive entry `/tmp", "leads out"),
        ("climbs-out.zip", "archive entry `../../", "leads out"),
        ("climbs-out-by-backslash.zip", "archive entry", "leads out"),
        ("link.zip", "archive entry `data.geojson`", "link"),
        (
            "nested.zip",
            "archive entry `inner.zip`",
            "archive in an archive",
        ),
        ("project.zip", "file", "no file that is read"),
        ("several.zip", "file", "several files"),
        (
            "shp-without-shx.zip",
            "archive entry `ranh_gioi_cum`",
            ".shx file is missing",
        ),
        (
            "wrong-inside.zip",
            "archive entry `data`",
            "is no GeoPackage",
        ),
        ("points-elsewhere.vrt", "file", "VRT"),
        ("names-a-path.geojson", "file", "no format that is taken"),
        ("network-link-only.kml", "file", "they are not followed"),
        ("external-entity.kml", "file", "damaged"),
        ("billion-laughs.kml", "file", "damaged"),
        ("huge-number.geojson", "line 2", "number out of range"),
        ("external-reference.dxf", "file", "no area"),
        ("no-coordinates.csv", "header", "no columns of coordinates"),
        ("empty.geojson", "file", "empty"),
    ] {
        let said = reading(name).limited(quick()).refused(&bad(name)).await;
        assert!(
            said.starts_with(place) && said.contains(why),
            "{name}: {said}"
        );
    }
    assert!(!Path::new("/tmp/ccn-climbed.geojson").exists());
}

#[tokio::test]
async fn rows_that_are_no_places_are_named_and_the_others_are_read() {
    let read = reading("not-numbers.csv")
        .wanting(Wanted::Points)
        .of(&bad("not-numbers.csv"))
        .await;
    let problems: Vec<_> = read.rows.iter().map(|row| row.problem.is_some()).collect();
    assert_eq!(problems, [true, true, true]);
    assert_eq!(read.rows[2].place, "row 4");
    let read = reading("open-ring.geojson")
        .of(&bad("open-ring.geojson"))
        .await;
    let problem = read.rows[0].problem.as_ref().expect("a problem");
    assert_eq!(problem.en, "a ring is not closed");
}

#[tokio::test]
async fn a_file_cut_short_anywhere_is_refused_or_read_whole() {
    let room = room();
    for name in [
        "clusters.geojson",
        "clusters.gpkg",
        "clusters.fgb",
        "clusters.kml",
        "clusters.kmz",
        "clusters-shp-utf-8.zip",
        "clusters-tab-tcvn3.zip",
        "clusters-mif-tcvn3.zip",
        "drawing.dxf",
        "corners.xlsx",
    ] {
        let whole = fs::read(good(name)).expect("a file");
        for share in [1, 4, 7, 9] {
            let end = whole.len() * share / 10;
            let path = written(&room, name, &whole[..end]);
            if let Ok(read) = reading(name).limited(quick()).result(&path).await {
                let sound = read.rows.iter().filter(|row| row.problem.is_none()).count();
                panic!("{name} cut at {end} of {} gives {sound} rows", whole.len());
            }
        }
    }
}

#[tokio::test]
async fn bytes_changed_at_random_do_no_harm() {
    let room = room();
    // A small generator of its own: the same bytes each time.
    let mut state: u64 = 305;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("a small number") % below
    };
    for name in [
        "clusters.gpkg",
        "clusters.fgb",
        "drawing.dxf",
        "clusters-grid.geojson",
        "clusters.kml",
    ] {
        for _ in 0..6 {
            let mut bytes = fs::read(good(name)).expect("a file");
            for _ in 0..20 {
                let at = next(bytes.len());
                bytes[at] = u8::try_from(next(256)).expect("a byte");
            }
            let path = written(&room, name, &bytes);
            // Read or refused, but in words and in time.
            let _ = reading(name).limited(quick()).result(&path).await;
        }
    }
}

fn archive(path: &Path, entries: impl IntoIterator<Item = (String, Vec<u8>)>) {
    let mut out = ZipWriter::new(File::create(path).expect("a file"));
    for (name, bytes) in entries {
        out.start_file(name, SimpleFileOptions::default())
            .expect("an entry");
        out.write_all(&bytes).expect("written");
    }
    out.finish().expect("an archive");
}

#[tokio::test]
async fn an_archive_that_unpacks_to_far_more_than_it_is_is_refused() {
    let room = room();
    let path = room.path().join("bomb.zip");
    archive(&path, [("data.geojson".to_owned(), vec![b' '; 64 << 20])]);
    assert!(fs::metadata(&path).expect("a file").len() < 100_000);
    let said = reading("bomb.zip").limited(quick()).refused(&path).await;
    assert!(
        said.contains("what the archive unpacks to is larger than"),
        "{said}"
    );
    archive(&path, (0..2_000).map(|n| (format!("{n}.txt"), Vec::new())));
    let said = reading("bomb.zip").limited(quick()).refused(&path).await;
    assert!(said.contains("more than 1000 files"), "{said}");
}

#[tokio::test]
async fn a_workbook_that_is_a_bomb_is_refused() {
    let room = room();
    let path = room.path().join("bomb.xlsx");
    let cell = "<row><c t=\"inlineStr\"><is><t>x</t></is></c></row>";
    let sheet = format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{}</sheetData></worksheet>",
        cell.repeat(800_000)
    );
    let types = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";
    let book = "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let links = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    archive(
        &path,
        [
            ("[Content_Types].xml".to_owned(), types.into()),
            ("xl/workbook.xml".to_owned(), book.into()),
            ("xl/_rels/workbook.xml.rels".to_owned(), links.into()),
            ("xl/worksheets/sheet1.xml".to_owned(), sheet.into_bytes()),
        ],
    );
    let limits = Limits {
        memory_bytes: 256 << 20,
        ..quick()
    };
    let said = reading("bomb.xlsx").limited(limits).refused(&path).await;
    assert!(!said.is_empty());
}

#[tokio::test]
async fn ten_million_features_are_refused_without_being_read() {
    let room = room();
    let path = room.path().join("many.geojson");
    let mut text = b"{\"type\":\"FeatureCollection\",\"features\":[".to_vec();
    for _ in 0..10_000_000 {
        text.extend(b"{},");
    }
    text.pop();
    text.extend(b"]}");
    fs::write(&path, text).expect("written");
    let said = reading("many.geojson").refused(&path).await;
    assert!(
        said.contains("not a GeoJSON feature") || said.contains("larger than 20000"),
        "{said}"
    );
}

#[tokio::test]
async fn json_nested_without_end_and_collections_in_collections_are_refused() {
    let room = room();
    let deep = "[".repeat(5_000_000);
    let path = written(
        &room,
        "deep.geojson",
        format!("{{\"type\":\"Feature\",\"properties\":{{\"a\":{deep}"),
    );
    let said = reading("deep.geojson")
        .limited(quick())
        .refused(&path)
        .await;
    assert!(said.starts_with("line 1"), "{said}");
    let mut nested = "{\"type\":\"Point\",\"coordinates\":[105,21]}".to_owned();
    for _ in 0..20 {
        nested = format!("{{\"type\":\"GeometryCollection\",\"geometries\":[{nested}]}}");
    }
    let path = written(&room, "nested.geojson", nested);
    let read = reading("nested.geojson").limited(quick()).of(&path).await;
    assert!(
        read.rows[0]
            .problem
            .as_ref()
            .expect("a problem")
            .en
            .contains("nested")
    );
}

#[tokio::test]
async fn a_wrong_extension_is_named_with_what_it_really_is() {
    for (file, name, extension, format) in [
        ("clusters.gpkg", "ranh.shp", "`.shp`", "GeoPackage"),
        ("clusters.geojson", "ranh.gpkg", "`.gpkg`", "GeoJSON"),
        ("clusters-shp-utf-8.zip", "ranh.kml", "`.kml`", "ZIP"),
        ("drawing.dxf", "ranh.csv", "`.csv`", "DXF"),
    ] {
        let said = reading(name).limited(quick()).refused(&good(file)).await;
        assert!(said.contains(extension) && said.contains(format), "{said}");
    }
}

#[tokio::test]
async fn a_folder_and_a_pipe_are_no_files() {
    let room = room();
    let said = reading("a.gpkg")
        .limited(quick())
        .refused(room.path())
        .await;
    assert!(said.contains("not a regular file"), "{said}");
    let pipe = room.path().join("pipe.gpkg");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .expect("mkfifo");
    assert!(made.success());
    let said = reading("pipe.gpkg").limited(quick()).refused(&pipe).await;
    assert!(said.contains("not a regular file"), "{said}");
    let said = reading("a.gpkg")
        .result(&room.path().join("none"))
        .await
        .expect_err("not there");
    assert!(said.contains("cannot read"), "{said}");
}

#[tokio::test]
async fn a_reader_that_is_no_reader_is_said() {
    let scratch = room();
    for (program, why) in [
        ("/bin/false", "breaks its reader"),
        ("/nowhere/ccn", "cannot be started"),
    ] {
        let reader = Reader {
            program: program.into(),
            ..reader(scratch.path())
        };
        let asked = Asked {
            path: &good("clusters.gpkg"),
            file_name: "clusters.gpkg",
            wanted: Wanted::Areas,
            layer: None,
            encoding: None,
            columns: None,
        };
        let error = reader.read(&asked, &quick()).await.expect_err("an error");
        assert!(format!("{error:?}").contains(why), "{error:?}");
        assert_nothing_left(scratch.path());
    }
}

#[tokio::test]
async fn a_file_full_of_holes_costs_no_more_than_its_size_allows() {
    let room = room();
    let path = room.path().join("holes.gpkg");
    let mut file = File::create(&path).expect("a file");
    file.write_all(b"SQLite format 3\0").expect("written");
    file.seek(SeekFrom::Start(200 << 20)).expect("a hole");
    file.write_all(b"x").expect("written");
    let said = reading("holes.gpkg").limited(quick()).refused(&path).await;
    assert!(said.contains("the file is larger than 64 MiB"), "{said}");
}

#[test]
fn the_corpus_says_how_it_is_made() {
    let text = fs::read_to_string(checkout("tests/fixtures/imports/README.md")).expect("a text");
    for folder in ["good", "bad"] {
        for entry in fs::read_dir(checkout("tests/fixtures/imports").join(folder)).expect("files") {
            let name = entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name");
            assert!(text.contains(&name), "{name} is not told of");
        }
    }
}
