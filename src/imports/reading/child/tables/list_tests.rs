use geo::Geometry;

use super::*;
use crate::imports::reading::Limits;

fn read_all(text: &str) -> Result<Raw, Refused> {
    read(text, &mut Counter::new(&Limits::default()))
}

fn sound(text: &str) -> Raw {
    let Ok(raw) = read_all(text) else {
        panic!("not read: {text}");
    };
    raw
}

/// The corners of each boundary, in x, y order, without the one that closes it.
fn corners(text: &str) -> Vec<Vec<(f64, f64)>> {
    sound(text)
        .rows
        .into_iter()
        .map(
            |row| match row.shape.expect("a shape").expect("sound").geometry {
                Geometry::Polygon(area) => {
                    let mut coords: Vec<_> = area.exterior().coords().map(|c| (c.x, c.y)).collect();
                    coords.pop();
                    coords
                }
                Geometry::Point(at) => vec![at.x_y()],
                other => panic!("{other:?}"),
            },
        )
        .collect()
}

const SQUARE: [(f64, f64); 3] = [
    (588_591.5, 2_326_345.25),
    (588_691.5, 2_326_345.25),
    (588_691.5, 2_326_445.25),
];

#[test]
fn corners_are_read_however_they_are_parted() {
    for text in [
        "2326345.25 588591.5\n2326345.25 588691.5\n2326445.25 588691.5",
        "2326345,25; 588591,5\n2326345,25; 588691,5\n2326445,25; 588691,5",
        "588591.5,2326345.25\n588691.5,2326345.25\n588691.5,2326445.25",
        "1\t2.326.345,25\t588.591,5\n2\t2.326.345,25\t588.691,5\n3\t2.326.445,25\t588.691,5",
        "Số hiệu; X (m); Y (m)\nM1; 2326345.25; 588591.5\nM2; 2326345.25; 588691.5\nM3; 2326445.25; 588691.5",
        "1 2326345.25 588591.5 100.00\n2 2326345.25 588691.5 100.00\n3 2326445.25 588691.5 141.42\n1 2326345.25 588591.5",
    ] {
        assert_eq!(corners(text), [SQUARE], "{text}");
    }
}

#[test]
fn angles_are_read_with_blanks_and_directions() {
    for text in [
        "21°01'42.6\"N 105°51'15.12\"E\n21°01'42.6\"N 105°52'15.12\"E\n21°02'42.6\"N 105°52'15.12\"E",
        "21° 01' 42.6\", 105° 51' 15.12\"\n21° 01' 42.6\", 105° 52' 15.12\"\n21° 02' 42.6\", 105° 52' 15.12\"",
    ] {
        let read = corners(text);
        let (lon, lat) = read[0][0];
        assert!(
            (lon - 105.8542).abs() < 1e-9 && (lat - 21.0285).abs() < 1e-9,
            "{lon} {lat}"
        );
        assert_eq!(read[0].len(), 3);
    }
}

#[test]
fn boundaries_one_after_the_other_have_their_headings() {
    let text = "Lô A:\nX Y\n2326345 588591\n2326345 588691\n2326445 588691\n\nLô B\n2327345 588591\n2327345 588691\n2327445 588691\n";
    let raw = sound(text);
    let names: Vec<_> = raw.rows.iter().map(|row| row.values[0].clone()).collect();
    assert_eq!(names, [Some("Lô A".to_owned()), Some("Lô B".to_owned())]);
    assert_eq!(raw.rows[1].place, "line 8");
}

#[test]
fn one_pair_is_a_point() {
    assert_eq!(corners("2326345.25 588591.5"), [vec![SQUARE[0]]]);
}

#[test]
fn a_line_that_is_no_pair_is_named_and_missing_digits_are_said_to_be_x_and_y() {
    let Err(Refused::Defects(defects)) =
        read_all("2326345 588591\n23263x45 588691\n2326445 588691")
    else {
        panic!("refused");
    };
    assert_eq!(defects[0].place, "line 2");
    let raw = sound("26345 88591\n26345 88691\n26445 88691");
    assert_eq!(raw.notes.len(), 1);
    assert!(read_all("").is_err() && read_all("Bảng toạ độ").is_err());
}
