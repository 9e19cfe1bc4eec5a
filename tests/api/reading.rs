//! Files of every format as their senders have them: what is read, in which words it is told, and what it took.

use std::f64::consts::TAU;

use ccn_atlas::imports::encoding::Encoding;
use ccn_atlas::imports::format::Format;
use ccn_atlas::imports::reading::{FileRead, Limits, Wanted};
use geo::{Area as _, BoundingRect as _, CoordsIter, Geometry};

use crate::reading_support::{good, reading};
use crate::support::real_communes;

/// The areas of the made-up clusters, hectares.
const AREAS_HA: [f64; 3] = [12.0, 6.25, 9.0];
const NAMES: [&str; 3] = [
    "Cụm công nghiệp Thử Nghiệm Một",
    "Cụm công nghiệp làng nghề Mẫu Hai",
    "Cụm công nghiệp Giả Định Ba",
];

async fn read(name: &str) -> FileRead {
    reading(name).of(&good(name)).await
}

fn areas_ha(read: &FileRead) -> Vec<f64> {
    read.rows
        .iter()
        .map(|row| {
            assert_eq!(row.problem, None, "{}", row.place);
            let area = row.geometry.as_ref().expect("a geometry");
            assert!(matches!(area, Geometry::MultiPolygon(_)), "{area:?}");
            area.unsigned_area() / 1e4
        })
        .collect()
}

fn column(read: &FileRead, name: &str) -> Vec<String> {
    let at = read
        .fields
        .iter()
        .position(|field| field.name == name)
        .unwrap_or_else(|| panic!("`{name}` in {:?}", read.fields));
    read.rows
        .iter()
        .map(|row| row.values[at].clone().unwrap_or_default())
        .collect()
}

fn notes(read: &FileRead) -> String {
    read.notes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn are_near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 2e-5, "{found} is not {expected}");
    }
}

#[tokio::test]
async fn clusters_on_the_grid_are_the_same_in_every_format() {
    for (name, format, field, stated) in [
        ("clusters.gpkg", Format::GeoPackage, "TEN_CUM", true),
        ("clusters.fgb", Format::FlatGeobuf, "TEN_CUM", true),
        ("clusters-grid.geojson", Format::GeoJson, "TEN_CUM", true),
        ("clusters-shp-utf-8.zip", Format::Shapefile, "TEN_CUM", true),
        ("clusters-shp-tcvn3.zip", Format::Shapefile, "TEN_CUM", true),
        (
            "clusters-tab-tcvn3.zip",
            Format::MapInfoTab,
            "TEN_CUM",
            true,
        ),
        (
            "clusters-mif-tcvn3.zip",
            Format::MapInfoMif,
            "TEN_CUM",
            true,
        ),
        ("corners.csv", Format::Csv, "Tên cụm", false),
        ("corners.xlsx", Format::Xlsx, "Tên cụm", false),
        ("wkt.csv", Format::Csv, "ten", true),
    ] {
        let read = read(name).await;
        assert_eq!(read.format, format, "{name}");
        are_near(&areas_ha(&read), &AREAS_HA);
        assert_eq!(column(&read, field), NAMES, "{name}: {}", notes(&read));
        let epsg = read.stated_crs.as_ref().and_then(|crs| crs.epsg);
        assert_eq!(
            epsg,
            stated.then_some(5897),
            "{name}: {:?}",
            read.stated_crs
        );
        let tcvn3 = name.contains("tcvn3");
        assert_eq!(read.encoding == Encoding::Tcvn3, tcvn3, "{name}");
        assert_eq!(read.encoding_guessed, tcvn3, "{name}");
        assert_eq!(
            notes(&read).contains("guessed to be tcvn3"),
            tcvn3,
            "{name}"
        );
    }
}

#[tokio::test]
async fn clusters_in_degrees_are_where_they_should_be() {
    for name in [
        "clusters.geojson",
        "clusters.geojsonl",
        "clusters.kml",
        "clusters.kmz",
    ] {
        let read = read(name).await;
        assert_eq!(read.rows.len(), 3, "{name}");
        let epsg = read.stated_crs.as_ref().and_then(|crs| crs.epsg);
        assert_eq!(epsg, Some(4326), "{name}: {:?}", read.stated_crs);
        assert_eq!(column(&read, "TEN_CUM"), NAMES, "{name}");
        for row in &read.rows {
            let area = row.geometry.as_ref().expect("a geometry");
            let at = area.bounding_rect().expect("a box").center();
            assert!(
                (105.8..105.9).contains(&at.x) && (21.0..21.1).contains(&at.y),
                "{at:?}"
            );
        }
    }
    assert_eq!(read("clusters.geojsonl").await.rows[2].place, "line 3");
}

#[tokio::test]
async fn the_id_of_a_geojson_feature_is_a_field_unless_a_property_is_called_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ids.geojson");
    let features = [
        r#""id":"tan-hoi","properties":{"ten":"a"}"#,
        r#""id":"outer","properties":{"id":"inner","ten":"b"}"#,
        r#""id":"not-null","properties":{"id":null}"#,
        r#""id":7,"properties":{"ten":"numbered by a program"}"#,
        r#""properties":null"#,
    ]
    .map(|rest| format!("{{\"type\":\"Feature\",\"geometry\":null,{rest}}}"));
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        features.join(",\n")
    );
    std::fs::write(&path, text).expect("a file");
    let read = reading("ids.geojson").of(&path).await;
    assert_eq!(
        column(&read, "id"),
        ["tan-hoi", "inner", "not-null", "", ""]
    );
}

#[tokio::test]
async fn a_text_that_an_export_kept_from_being_a_formula_is_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("names.csv");
    let text = "\u{FEFF}ten,WKT\r\n'=1+1,POINT (105.8 21)\r\n''@x,POINT (105.8 21)\r\n'a,POINT (105.8 21)\r\n";
    std::fs::write(&path, text).expect("a file");
    let read = reading("names.csv").wanting(Wanted::Points).of(&path).await;
    assert_eq!(column(&read, "ten"), ["=1+1", "'@x", "'a"]);
}

#[tokio::test]
async fn closed_lines_of_a_drawing_are_areas_with_their_layer() {
    let read = read("drawing.dxf").await;
    are_near(&areas_ha(&read), &AREAS_HA);
    assert_eq!(
        column(&read, "Layer"),
        ["RANH_CCN", "RANH_CCN", "Đất cây xanh"]
    );
    assert_eq!(
        (read.encoding, read.encoding_guessed),
        (Encoding::Windows1258, false)
    );
    assert!(read.stated_crs.is_none());
    let notes = notes(&read);
    assert!(
        notes.contains("closed lines are read as areas (3 features)"),
        "{notes}"
    );
    assert!(notes.contains("1 LineString, 1 Point"), "{notes}");
}

#[tokio::test]
async fn an_arc_becomes_straight_and_a_height_is_left_out_and_both_are_said() {
    let read = read("circle.gpkg").await;
    let expected = 45.0 * 1.0 * (TAU / 90.0).sin();
    are_near(&areas_ha(&read), &[expected]);
    let notes = notes(&read);
    assert!(
        notes.contains("heights are left out") && notes.contains("arcs"),
        "{notes}"
    );
}

#[tokio::test]
async fn points_of_a_table_are_points() {
    let read = reading("plants.csv")
        .wanting(Wanted::Points)
        .of(&good("plants.csv"))
        .await;
    let Some(Geometry::Point(at)) = read.rows[0].geometry else {
        panic!("a point: {:?}", read.rows[0]);
    };
    assert_eq!(at.x_y(), (105.8542, 21.0285));
    assert_eq!(read.rows[1].place, "row 3");
    assert_eq!(column(&read, "Công suất"), ["1500", "800"]);
}

#[tokio::test]
async fn a_pasted_list_in_a_file_is_one_boundary_under_its_heading() {
    let read = read("corners.txt").await;
    assert_eq!(read.format, Format::CoordinateList);
    are_near(&areas_ha(&read), &AREAS_HA[..1]);
    assert_eq!(column(&read, "name"), ["Cụm Một"]);
}

#[tokio::test]
async fn areas_where_points_are_wanted_are_told_row_by_row() {
    let read = reading("clusters.gpkg")
        .wanting(Wanted::Points)
        .of(&good("clusters.gpkg"))
        .await;
    for row in &read.rows {
        let problem = row.problem.as_ref().expect("a problem");
        assert!(
            problem.en.contains("Polygon; a Point is needed"),
            "{problem}"
        );
        assert_eq!(row.geometry, None);
    }
}

#[tokio::test]
async fn whoever_knows_the_encoding_says_so() {
    let file = good("clusters-shp-tcvn3.zip");
    let read = reading("a.zip").encoded(Encoding::Vni).of(&file).await;
    assert_ne!(column(&read, "TEN_CUM"), NAMES);
    assert!(notes(&read).contains("is not vni"), "{}", notes(&read));
    let read = reading("a.zip").encoded(Encoding::Tcvn3).of(&file).await;
    assert_eq!(column(&read, "TEN_CUM"), NAMES);
    assert!(
        !read.encoding_guessed && notes(&read).is_empty(),
        "{}",
        notes(&read)
    );
}

#[tokio::test]
async fn a_layer_that_is_not_there_is_refused_by_name() {
    let said = reading("clusters.gpkg")
        .layer("ranh")
        .refused(&good("clusters.gpkg"))
        .await;
    assert!(said.contains("no layer `ranh`"), "{said}");
}

#[tokio::test]
async fn limits_are_named_when_they_are_met() {
    let limits = Limits {
        features: 2,
        ..Limits::default()
    };
    let said = reading("clusters.geojson")
        .limited(limits)
        .refused(&good("clusters.geojson"))
        .await;
    assert!(
        said.contains("features in the file is larger than 2"),
        "{said}"
    );
    let limits = Limits {
        vertices: 3,
        ..Limits::default()
    };
    let said = reading("clusters.fgb")
        .limited(limits)
        .refused(&good("clusters.fgb"))
        .await;
    assert!(said.contains("vertices"), "{said}");
    let limits = Limits {
        file_bytes: 100,
        ..Limits::default()
    };
    let said = reading("clusters.fgb")
        .limited(limits)
        .refused(&good("clusters.fgb"))
        .await;
    assert!(said.contains("the file is larger"), "{said}");
}

#[tokio::test]
async fn the_real_communes_are_read_whole() {
    let Some(path) = real_communes() else { return };
    let read = reading("communes.geojsonl").of(&path).await;
    let vertices: usize = read
        .rows
        .iter()
        .filter_map(|row| row.geometry.as_ref())
        .map(CoordsIter::coords_count)
        .sum();
    assert_eq!((read.rows.len(), vertices), (126, 133_037));
    assert!(read.rows.iter().all(|row| row.problem.is_none()));
}
