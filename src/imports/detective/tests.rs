use geo::{Area as _, Contains as _, MapCoords as _, Point, polygon};

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

fn row_of(row: u64, geometry: Geometry) -> RowRead {
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
fn cluster(id: &str) -> Vec<RowRead> {
    written(&[square(588_000.0, 2_326_000.0, 400.0)], &way(id))
}

fn around(margin_m: f64) -> MultiPolygon {
    square(
        588_000.0 - margin_m,
        2_326_000.0 - margin_m,
        400.0 + 2.0 * margin_m,
    )
}

fn found<'a>(ranking: &'a Ranking, id: &str) -> &'a Candidate {
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

#[test]
fn a_stated_crs_that_the_communes_contradict_is_doubted() {
    // UTM called TM-3: 698 m off, and half of that is out of the commune.
    let rows = cluster("EPSG:3405");
    let ranking = rank(
        &rows,
        Some(&stated(5897)),
        &[declared(0, around(500.0), None)],
    );
    assert_eq!(ranking.sure, None, "{}", ranking.why);
    assert!(
        ranking.why.en.contains("EPSG:3405") && ranking.why.en.contains("698"),
        "{}",
        ranking.why
    );
    // In a wide commune nothing contradicts: the file is believed, and that is said.
    let ranking = rank(
        &rows,
        Some(&stated(5897)),
        &[declared(0, around(3_000.0), None)],
    );
    assert_eq!(
        ranking.candidates[ranking.sure.expect("sure")].id,
        "EPSG:5897"
    );
    assert!(
        ranking
            .why
            .en
            .contains("choose otherwise if the file is wrong"),
        "{}",
        ranking.why
    );
    // Right as stated, but nowhere near the commune: neither is anything else.
    let elsewhere = square(540_000.0, 2_290_000.0, 5_000.0);
    let ranking = rank(
        &cluster("EPSG:5897"),
        Some(&stated(5897)),
        &[declared(0, elsewhere, None)],
    );
    assert_eq!(ranking.sure, None, "{}", ranking.why);
}

#[test]
fn communes_decide_between_near_readings_only_when_many_rows_agree() {
    let areas: Vec<MultiPolygon> = (0..8)
        .map(|i| {
            square(
                560_000.0 + f64::from(i) * 4_000.0,
                2_300_000.0 + f64::from(i) * 3_000.0,
                300.0,
            )
        })
        .collect();
    let rows = written(&areas, &way("EPSG:3405"));
    let told: Vec<Declared> = (0..8)
        .map(|row| {
            let i = row as f64;
            let commune = square(559_900.0 + i * 4_000.0, 2_299_900.0 + i * 3_000.0, 500.0);
            declared(row, commune, None)
        })
        .collect();
    let ranking = rank(&rows, None, &told);
    assert_eq!(ranking.sure, Some(0), "{}", ranking.why);
    assert_eq!(ranking.candidates[0].id, "EPSG:3405");
    assert!(
        ranking.why.en.contains("100%") && ranking.why.en.contains("8 shapes"),
        "{}",
        ranking.why
    );
    // One cluster may lie across a boundary, or name the wrong commune.
    let ranking = rank(&rows, None, &told[..1]);
    assert_eq!(
        (ranking.sure, ranking.candidates[0].id.as_str()),
        (None, "EPSG:3405")
    );
}

#[test]
fn areas_are_compared_but_do_not_tell_the_two_grids_apart() {
    let ranking = rank(
        &cluster("EPSG:5897"),
        None,
        &[Declared {
            row: 0,
            commune_5897: None,
            area_m2: Some(160_000.0),
        }],
    );
    assert_eq!(ranking.sure, None);
    let said = |id: &str| {
        let reasons = &found(&ranking, id).reasons;
        reasons
            .iter()
            .map(|said| said.vi.as_str())
            .collect::<Vec<_>>()
            .join("; ")
    };
    assert!(
        said("EPSG:5897").contains("100,00\u{a0}% diện tích khai"),
        "{}",
        said("EPSG:5897")
    );
    assert!(
        said("EPSG:3405").contains("100,06\u{a0}% diện tích khai"),
        "{}",
        said("EPSG:3405")
    );
    // By degrees and by Web Mercator, which stretches areas by 15 %, the area is that of the ground.
    for id in ["EPSG:4326", "EPSG:3857"] {
        let ranking = rank(
            &cluster(id),
            None,
            &[declared(0, around(900.0), Some(160_000.0))],
        );
        let reasons = &found(&ranking, id).reasons;
        assert!(
            reasons.iter().any(|said| said.en.contains("100.00%")),
            "{id}: {reasons:?}"
        );
    }
}

#[test]
fn points_have_an_outline_too_and_what_has_no_place_is_refused() {
    let rows = [row_of(1, Point::new(588_000.0, 2_326_000.0).into())];
    let ranking = rank(
        &rows,
        Some(&stated(5897)),
        &[declared(0, around(900.0), None)],
    );
    for candidate in &ranking.candidates {
        let [lon, lat] = candidate.centre_84;
        assert!(
            candidate.outline_84.contains(&Point::new(lon, lat)),
            "{}",
            candidate.id
        );
    }
    assert!(
        ranking.candidates[0]
            .reasons
            .iter()
            .any(|said| said.en.contains("100% of it"))
    );
    for rows in [vec![], vec![row_of(1, Point::new(f64::NAN, 0.0).into())]] {
        let evidence = Evidence {
            rows: &rows,
            stated: None,
            declared: &[],
        };
        assert!(matches!(
            candidates(&evidence),
            Err(Error::InvalidFile { .. })
        ));
    }
}

#[test]
fn what_is_projected_is_what_was_written_and_the_rest_is_named() {
    for id in [
        "EPSG:5897",
        "EPSG:3405;swapped",
        "EPSG:6957",
        "EPSG:5897;datum=wgs84",
        "EPSG:4756",
    ] {
        let mut rows = cluster(id);
        rows.push(row_of(2, Point::new(f64::NAN, 21.0).into()));
        rows.push(RowRead {
            geometry: None,
            ..row_of(3, Point::new(0.0, 0.0).into())
        });
        let projected = project(&rows, id).expect("projected");
        let area = projected[0].as_ref().expect("an area").unsigned_area();
        assert!((area - 160_000.0).abs() < 0.1, "{id}: {area}");
        assert_eq!(projected[1..], [None, None]);
        let defects = unreadable(&rows, &projected, id);
        assert_eq!((defects.len(), defects[0].place.as_str()), (1, "feature 2"));
    }
    // On the grid already: to the last bit.
    let rows = cluster("EPSG:5897");
    assert_eq!(
        project(&rows, "EPSG:5897").expect("projected")[0],
        rows[0].geometry
    );
    for id in ["EPSG:1", "5897", "EPSG:5897;east=x;north=0"] {
        assert!(
            matches!(project(&rows, id), Err(Error::InvalidParameter { .. })),
            "{id}"
        );
    }
}
