use geo::{MapCoords as _, polygon};

use super::*;

/// Areas of EPSG:5897 as a file would have them whose coordinates are to be read this way.
pub fn written(areas: &[MultiPolygon], way: &Way) -> Vec<RowRead> {
    let projection = Projection::new(grid(), way.known.base.epsg).expect("a way");
    let prefix = way.prefix.unwrap_or(Prefix {
        easting_m: 0.0,
        northing_m: 0.0,
    });
    areas
        .iter()
        .zip(1..)
        .map(|(area, row)| {
            let there = projection.geometry(area.clone().into()).expect("in range");
            row_of(
                row,
                there.map_coords(|at| {
                    let at = way.known.from_base(at);
                    let (x, y) = (at.x - prefix.easting_m, at.y - prefix.northing_m);
                    if way.swapped {
                        Coord { x: y, y: x }
                    } else {
                        Coord { x, y }
                    }
                }),
            )
        })
        .collect()
}

pub(super) fn row_of(row: u64, geometry: Geometry) -> RowRead {
    RowRead {
        row,
        place: format!("feature {row}"),
        geometry: Some(geometry),
        problem: None,
        values: vec![],
    }
}

pub fn square(east: f64, north: f64, side_m: f64) -> MultiPolygon {
    MultiPolygon::new(vec![polygon![
        (x: east, y: north),
        (x: east + side_m, y: north),
        (x: east + side_m, y: north + side_m),
        (x: east, y: north + side_m),
    ]])
}

pub fn stated(epsg: u32) -> StatedCrs {
    StatedCrs {
        epsg: Some(epsg),
        name: format!("CRS {epsg}"),
        wkt: String::new(),
    }
}

pub fn way(id: &str) -> Way {
    Way::parse(id).expect("a way")
}

pub fn rank(rows: &[RowRead], stated: Option<&StatedCrs>, declared: &[Declared]) -> Ranking {
    candidates(&Evidence {
        rows,
        stated,
        declared,
    })
    .expect("a ranking")
}

pub fn declared(row: usize, commune: MultiPolygon, area_m2: Option<f64>) -> Declared {
    Declared {
        row,
        commune_5897: Some(commune),
        area_m2,
    }
}

/// A cluster of 16 ha as a file has it that is to be read this way.
pub(super) fn cluster(id: &str) -> Vec<RowRead> {
    written(&[square(588_000.0, 2_326_000.0, 400.0)], &way(id))
}

pub(super) fn around(margin_m: f64) -> MultiPolygon {
    square(
        588_000.0 - margin_m,
        2_326_000.0 - margin_m,
        400.0 + 2.0 * margin_m,
    )
}

pub(super) fn found<'a>(ranking: &'a Ranking, id: &str) -> &'a Candidate {
    let found = ranking.candidates.iter().find(|c| c.id == id);
    found.unwrap_or_else(|| panic!("{id} is not among the candidates"))
}

#[test]
fn a_stated_and_plausible_crs_is_taken_and_said_to_be_the_files_word() {
    for id in [
        "EPSG:5897",
        "EPSG:3405",
        "EPSG:4326",
        "EPSG:4756",
        "EPSG:3857",
        "EPSG:32648",
    ] {
        let ranking = rank(&cluster(id), Some(&stated(way(id).known.epsg)), &[]);
        assert_eq!(ranking.sure, Some(0), "{id}: {}", ranking.why);
        assert_eq!(ranking.candidates[0].id, id);
        assert!(
            ranking.why.en.contains("as the file states"),
            "{}",
            ranking.why
        );
        assert!(ranking.why.vi.contains("như tệp ghi"), "{}", ranking.why.vi);
        assert!(ranking.why.en.contains(id), "{}", ranking.why);
    }
    // What it cannot be told from is said with its distance.
    let ranking = rank(&cluster("EPSG:5897"), Some(&stated(5897)), &[]);
    assert!(
        ranking.why.vi.contains("EPSG:3405") && ranking.why.vi.contains("699"),
        "{}",
        ranking.why.vi
    );
}

#[test]
fn each_known_mistake_is_named_with_how_far_it_leads_and_asked_about() {
    for (right, read, apart_m, vi) in [
        (
            "EPSG:4326",
            "EPSG:4756",
            224.0,
            "bỏ qua phép chuyển hệ VN-2000/WGS 84",
        ),
        (
            "EPSG:4756",
            "EPSG:4326",
            224.0,
            "bỏ qua phép chuyển hệ VN-2000/WGS 84",
        ),
        (
            "EPSG:5897",
            "EPSG:5897;datum=wgs84",
            224.0,
            "bỏ qua phép chuyển hệ VN-2000/WGS 84",
        ),
        ("EPSG:5897", "EPSG:3405", 698.0, "TM-3 đọc nhầm là UTM"),
        (
            "EPSG:5897",
            "EPSG:9208",
            26_000.0,
            "nhầm kinh tuyến trục: 104°45′ thay vì 105°00′",
        ),
    ] {
        let ranking = rank(&cluster(right), None, &[]);
        assert_eq!(ranking.sure, None, "{right}");
        // The order of 4326 and 4756 is that of custom: nothing else tells them apart.
        let (a, b) = (found(&ranking, right), found(&ranking, read));
        let off_m = (a.shift_from_best_m - b.shift_from_best_m).abs();
        assert!(
            (off_m - apart_m).abs() < apart_m / 100.0,
            "{right}, {read}: {off_m}"
        );
        let mistake = words::mistake(&way(right), &way(read)).expect("a mistake");
        assert_eq!(mistake.vi, vi);
        if ranking.candidates[0].id == right {
            assert_eq!(b.mistake.as_ref(), Some(&mistake));
        }
    }
    let both = words::mistake(&way("EPSG:32648"), &way("EPSG:5897")).expect("a mistake");
    assert_eq!(
        both.en,
        "UTM read as TM-3; the shift between VN-2000 and WGS 84 is ignored"
    );
}

#[test]
fn swapped_axes_are_found_and_asked_about() {
    for id in [
        "EPSG:5897;swapped",
        "EPSG:3405;swapped",
        "EPSG:4326;swapped",
    ] {
        let epsg = way(id).known.epsg;
        for stated in [None, Some(&stated(epsg))] {
            let ranking = rank(&cluster(id), stated, &[]);
            assert_eq!(ranking.sure, None, "{id}: {}", ranking.why);
            found(&ranking, id);
            assert!(
                ranking.candidates[0].swapped,
                "{}",
                ranking.candidates[0].id
            );
        }
    }
    // Nothing else has numbers like these of Web Mercator.
    let ranking = rank(&cluster("EPSG:3857;swapped"), None, &[]);
    assert_eq!(
        (ranking.sure, ranking.candidates[0].id.as_str()),
        (Some(0), "EPSG:3857;swapped")
    );
}

#[test]
fn missing_digits_are_completed_to_where_they_lead_to_hanoi_and_asked_about() {
    for id in [
        "EPSG:5897;east=500000;north=2000000",
        "EPSG:5897;east=0;north=2000000",
        "EPSG:5897;east=0;north=2300000",
        "EPSG:5897;east=500000;north=0",
        "EPSG:5897;east=500000;north=2300000",
        "EPSG:5897;swapped;east=500000;north=2300000",
    ] {
        let ranking = rank(&cluster(id), None, &[declared(0, around(2_000.0), None)]);
        assert_eq!(ranking.sure, None, "{id}");
        assert_eq!(ranking.candidates[0].id, id);
        let prefix = way(id).prefix.expect("a prefix");
        assert_eq!(ranking.candidates[0].prefix, Some(prefix));
        assert!(
            ranking.why.en.contains("lack leading digits"),
            "{}",
            ranking.why
        );
    }
    // Where the digits are all there none are added.
    let ranking = rank(&cluster("EPSG:5897"), None, &[]);
    assert!(ranking.candidates.iter().all(|c| c.prefix.is_none()));
}

#[test]
fn the_deprecated_twin_of_the_grid_is_told_by_its_numbers() {
    let ranking = rank(&cluster("EPSG:6957"), None, &[]);
    assert_eq!(
        (ranking.sure, ranking.candidates[0].id.as_str()),
        (Some(0), "EPSG:6957")
    );
    assert!(ranking.why.en.contains("deprecated"), "{}", ranking.why);
    // Stated as the grid itself, it lies 500 km away in both directions.
    let ranking = rank(&cluster("EPSG:6957"), Some(&stated(5897)), &[]);
    assert_eq!(
        (ranking.sure, ranking.candidates[0].id.as_str()),
        (None, "EPSG:6957")
    );
    let as_stated = found(&ranking, "EPSG:5897");
    assert!(as_stated.shift_from_best_m > 700_000.0);
    assert!(
        as_stated
            .mistake
            .as_ref()
            .expect("a mistake")
            .en
            .contains("origin mistaken")
    );
}

#[test]
fn a_grid_of_other_provinces_is_asked_about_even_if_stated() {
    // A cluster of Hà Nội on its own grid, and 9209 chosen because no name says 105°00′.
    let rows = written(&[square(545_000.0, 2_326_000.0, 400.0)], &way("EPSG:5897"));
    let ranking = rank(&rows, Some(&stated(9209)), &[]);
    assert_eq!(ranking.sure, None);
    assert!(
        ranking.why.vi.contains("tỉnh khác") && ranking.why.vi.contains("5897"),
        "{}",
        ranking.why.vi
    );
    let hanoi = found(&ranking, "EPSG:5897");
    let bac_ninh = found(&ranking, "EPSG:9209");
    let apart_m = (hanoi.shift_from_best_m - bac_ninh.shift_from_best_m).abs();
    assert!((apart_m - 52_000.0).abs() < 1_000.0, "{apart_m}");
    // Where the communes leave no other, it is believed.
    let rows = written(&[square(588_000.0, 2_326_000.0, 400.0)], &way("EPSG:9209"));
    let told = [declared(0, around(2_000.0), None)];
    assert_eq!(rank(&rows, Some(&stated(9209)), &told).sure, Some(0));
    let unstated = rank(&rows, None, &told);
    assert_eq!(
        (unstated.sure, unstated.candidates[0].id.as_str()),
        (None, "EPSG:9209")
    );
}

#[test]
fn a_stated_crs_that_puts_the_file_elsewhere_is_doubted() {
    // Metres called degrees; and EPSG has no such code.
    for epsg in [4326, 1] {
        let ranking = rank(&cluster("EPSG:5897"), Some(&stated(epsg)), &[]);
        assert_eq!(
            (ranking.sure, ranking.candidates[0].id.as_str()),
            (None, "EPSG:5897")
        );
        assert!(
            ranking.why.en.contains(&format!("EPSG:{epsg}")),
            "{}",
            ranking.why
        );
    }
    let rows = written(&[square(150_000.0, 1_500_000.0, 400.0)], &way("EPSG:5897"));
    let ranking = rank(&rows, Some(&stated(5897)), &[]);
    assert_eq!(
        (ranking.sure, ranking.candidates[0].id.as_str()),
        (None, "EPSG:5897")
    );
    assert!(
        ranking.why.en.contains("km outside Hà Nội"),
        "{}",
        ranking.why
    );
    let ranking = rank(&rows, None, &[]);
    assert_eq!((ranking.sure, ranking.candidates.len()), (None, 0));
    assert!(
        ranking.why.en.contains("in or near Hà Nội"),
        "{}",
        ranking.why
    );
}
