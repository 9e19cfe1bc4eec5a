use geo::{Area as _, polygon};

use super::*;

fn written(geometry: &Geometry) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(geometry, &mut bytes);
    bytes
}

#[test]
fn what_is_written_is_read_as_it_was() {
    let holed = Polygon::new(
        LineString::from(vec![(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 0.0)]),
        vec![LineString::from(vec![
            (2.0, 1.0),
            (3.0, 1.0),
            (3.0, 2.0),
            (2.0, 1.0),
        ])],
    );
    for geometry in [
        Geometry::from(Point::new(588_591.944, 2_326_345.312)),
        holed.clone().into(),
        MultiPolygon::new(vec![holed.clone(), holed.clone()]).into(),
        MultiPoint::new(vec![Point::new(1.0, 2.0)]).into(),
        MultiLineString::new(vec![holed.exterior().clone()]).into(),
        Geometry::GeometryCollection(GeometryCollection::new_from(vec![
            holed.into(),
            Point::new(1.0, 2.0).into(),
        ])),
    ] {
        let read = parse(&written(&geometry)).expect("readable");
        assert_eq!(read.geometry, geometry);
        assert_eq!(
            (read.had_height, read.was_curved, read.open_ring),
            (false, false, None)
        );
    }
}

#[test]
fn bytes_cut_off_anywhere_are_refused() {
    let bytes = written(&polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)].into());
    for end in 0..bytes.len() {
        assert!(parse(&bytes[..end]).is_err(), "{end}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert!(parse(&longer).is_err());
}

#[test]
fn a_count_that_no_bytes_follow_takes_no_memory() {
    let mut bytes = vec![1];
    bytes.extend(2u32.to_le_bytes());
    bytes.extend(u32::MAX.to_le_bytes());
    assert!(parse(&bytes).is_err());
}

#[test]
fn collections_in_collections_end() {
    let mut nested: Geometry = Point::new(0.0, 0.0).into();
    for _ in 0..6 {
        nested = Geometry::GeometryCollection(GeometryCollection::new_from(vec![nested]));
    }
    let said = parse(&written(&nested)).expect_err("too deep");
    assert!(said.en.contains("nested"), "{said}");
}

#[test]
fn heights_are_left_out_and_a_ring_is_closed_and_both_are_said() {
    let mut bytes = vec![1];
    bytes.extend(1003u32.to_le_bytes());
    bytes.extend(1u32.to_le_bytes());
    bytes.extend(3u32.to_le_bytes());
    for number in [0.0, 0.0, 5.0, 1.0, 0.0, 6.0, 1.0, 1.0, 7.0f64] {
        bytes.extend(number.to_le_bytes());
    }
    let read = parse(&bytes).expect("readable");
    assert!(read.had_height);
    assert_eq!(read.open_ring, Some([1.0, 1.0]));
    assert_eq!(
        read.geometry,
        polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)].into()
    );
}

/// A curve polygon of one circular string.
fn circle_through(coords: &[(f64, f64)]) -> Vec<u8> {
    let mut bytes = vec![1];
    bytes.extend(10u32.to_le_bytes());
    bytes.extend(1u32.to_le_bytes());
    bytes.push(1);
    bytes.extend(8u32.to_le_bytes());
    bytes.extend(u32::try_from(coords.len()).expect("few").to_le_bytes());
    for (x, y) in coords {
        bytes.extend(x.to_le_bytes());
        bytes.extend(y.to_le_bytes());
    }
    bytes
}

#[test]
fn a_circle_becomes_a_polygon_of_ninety_sides_either_way_round() {
    // 90 sides inscribed in a circle of 100 m: 0.08 % less than π r².
    let expected = 45.0 * 10_000.0 * (TAU / 90.0).sin();
    let at = (588_000.0, 2_326_000.0);
    let on = |degrees: f64| {
        let angle = degrees.to_radians();
        (at.0 + 100.0 * angle.cos(), at.1 + 100.0 * angle.sin())
    };
    for coords in [
        vec![on(0.0), on(180.0), on(0.0)],
        vec![on(0.0), on(90.0), on(180.0), on(270.0), on(0.0)],
        vec![on(0.0), on(270.0), on(180.0), on(90.0), on(0.0)],
    ] {
        let read = parse(&circle_through(&coords)).expect("readable");
        assert!(read.was_curved && read.open_ring.is_none());
        let area = read.geometry.unsigned_area();
        assert!(
            (area / expected - 1.0).abs() < 1e-6,
            "{area} instead of {expected}"
        );
    }
}
