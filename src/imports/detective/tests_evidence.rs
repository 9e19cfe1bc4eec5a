//! What communes and areas that are declared say of a file's CRS.

use geo::{Area as _, Contains as _, Point};

use super::tests::{around, cluster, declared, found, rank, row_of, square, stated, way, written};
use super::*;

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
