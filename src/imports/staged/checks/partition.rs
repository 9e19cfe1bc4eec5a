//! Where the zones of a plan, a partition, leave a gap or lie over each other.
//!
//! Zones that meet share their sides: each side of the one runs back along one of the other, and the two cancel. What
//! is left are the outer boundary and every place where zones do not meet. The faces these sides enclose are covered
//! equally often everywhere, so one place in each tells a gap from an overlap, however many zones there are.

use std::collections::{BTreeMap, HashMap};
use std::iter;

use geo::{Coord, Line, LineString, MultiLineString, MultiPolygon};
use postgis::ewkb as postgis_ewkb;
use tokio_postgres::{Row, Transaction};

use super::{Question, ROUNDING_M, place_of};
use crate::error::{Error, Said};
use crate::geometry::ewkb;
use crate::imports::staged::found::{Found, Severity, place_vi};
use crate::imports::staged::numbers::{area, distance};
use crate::imports::staged::register::to_geo;
use crate::sql;

/// A side by the bits of its ends, the lesser end first.
type Key = [u64; 4];

/// Gaps and overlaps at the rows of the file.
pub async fn faults(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
    areas: &BTreeMap<i32, &MultiPolygon>,
) -> Result<Vec<Found>, Error> {
    let neighbours = transaction
        .query(
            sql!("imports/neighbours"),
            &[&question.import, &question.plan, &question.day],
        )
        .await?
        .iter()
        .map(|row| {
            Ok(to_geo(
                &row.try_get::<_, postgis_ewkb::MultiPolygon>("geom")?,
            ))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let sides = unmatched(areas.values().copied().chain(&neighbours));
    if sides.0.is_empty() {
        return Ok(Vec::new());
    }
    let rows = transaction
        .query(
            sql!("imports/check_partition"),
            &[
                &question.import,
                &question.plan,
                &question.day,
                &ewkb::multi_line_string(&sides, 5897),
            ],
        )
        .await?;
    let mut found = Vec::new();
    let mut rounding = (0_u64, 0.0);
    for row in &rows {
        let width_m: Option<f64> = row.try_get("width_m")?;
        if width_m.is_some_and(|width| width < ROUNDING_M) {
            rounding.0 += 1;
            rounding.1 += row.try_get::<_, f64>("area_m2")?;
        } else {
            found.push(fault(row, question)?);
        }
    }
    if rounding.0 > 0 {
        let (count, all, width) = (rounding.0, area(rounding.1), distance(ROUNDING_M));
        let said = Said::new(
            format!(
                "{count} khe hẹp hơn {} do làm tròn, tổng {}; không liệt kê từng khe",
                width.vi, all.vi
            ),
            format!(
                "{count} slits narrower than {}, left by rounding, {} in all; not listed",
                width.en, all.en
            ),
        );
        found.push(Found::of_file("rounding", Severity::Note, said));
    }
    Ok(found)
}

fn fault(row: &Row, question: &Question<'_>) -> Result<Found, Error> {
    let covered: i32 = row.try_get("covered")?;
    let rows: Vec<i32> = row.try_get("rows")?;
    let slugs: Vec<String> = row.try_get("slugs")?;
    let area_m2: f64 = row.try_get("area_m2")?;
    let width_m: Option<f64> = row.try_get("width_m")?;
    let is_sliver = question.is_sliver(area_m2, width_m);
    let first = rows.first().copied().unwrap_or_default();
    let others = |place: fn(&str) -> String| -> String {
        let named = rows.iter().skip(1).map(|number| {
            let (title, at) = (question.title(*number), question.place(*number));
            format!("{title} ({})", place(at))
        });
        let all: Vec<String> = named.chain(slugs.iter().cloned()).collect();
        all.join(", ")
    };
    let (others_vi, others_en) = (others(place_vi), others(str::to_owned));
    let (a, w) = (area(area_m2), distance(width_m.unwrap_or_default()));
    let (mut vi, mut en) = if covered == 0 {
        (
            format!(
                "khoảng trống {}, rộng trung bình {}, giữa khu này và {others_vi}",
                a.vi, w.vi
            ),
            format!(
                "a gap of {}, {} wide on average, between this zone and {others_en}",
                a.en, w.en
            ),
        )
    } else {
        (
            format!(
                "chồng lên {others_vi} trên {}, rộng trung bình {}",
                a.vi, w.vi
            ),
            format!(
                "lies over {others_en} on {}, {} wide on average",
                a.en, w.en
            ),
        )
    };
    let limits = (question.rule("sliver_area"), question.rule("sliver_width"));
    if let (true, (Some(small), Some(thin))) = (is_sliver, limits) {
        let (small, thin) = (area(small), distance(thin));
        vi = format!("{vi} (mảnh vụn: dưới {} hoặc {})", small.vi, thin.vi);
        en = format!("{en} (a sliver: under {} or {})", small.en, thin.en);
    }
    let (code, severity) = match (covered, is_sliver) {
        (0, false) => ("gap", Severity::Warning),
        (0, true) => ("gap-sliver", Severity::Warning),
        (_, false) => ("overlap", Severity::Error),
        (_, true) => ("overlap-sliver", Severity::Warning),
    };
    let found = question.of_row(first, code, severity, Said::new(vi, en));
    Ok(found.at(place_of(row)?))
}

/// The sides of areas, shells counter-clockwise, that no other side runs back along. Sides that follow each other in
/// a ring are one line: noding them one by one takes ten times as long.
fn unmatched<'a>(areas: impl Iterator<Item = &'a MultiPolygon>) -> MultiLineString {
    let rings: Vec<&LineString> = areas
        .flat_map(MultiPolygon::iter)
        .flat_map(|p| iter::once(p.exterior()).chain(p.interiors()))
        .collect();
    let mut sides: HashMap<Key, i32> = HashMap::new();
    for line in rings.iter().flat_map(|ring| ring.lines()) {
        let (key, forwards) = key(line.start, line.end);
        *sides.entry(key).or_default() += if forwards { 1 } else { -1 };
    }
    let is_left = |line: &Line| {
        let there_and_back = sides.get(&key(line.start, line.end).0);
        line.start != line.end && there_and_back.is_some_and(|sum| *sum != 0)
    };
    let mut left: Vec<LineString> = Vec::new();
    for ring in rings {
        for line in ring.lines().filter(is_left) {
            match left.last_mut() {
                Some(run) if run.0.last() == Some(&line.start) => run.0.push(line.end),
                _ => left.push(LineString::new(vec![line.start, line.end])),
            }
        }
    }
    MultiLineString::new(left)
}

fn key(start: Coord, end: Coord) -> (Key, bool) {
    let bits = |c: Coord| (c.x.to_bits(), c.y.to_bits());
    let (a, b) = (bits(start), bits(end));
    if a < b {
        ([a.0, a.1, b.0, b.1], true)
    } else {
        ([b.0, b.1, a.0, a.1], false)
    }
}

#[cfg(test)]
mod tests {
    use geo::{Polygon, Rect};

    use super::*;

    fn square(west: f64, south: f64) -> MultiPolygon {
        let rect = Rect::new(
            Coord { x: west, y: south },
            Coord {
                x: west + 1.0,
                y: south + 1.0,
            },
        );
        let ring = rect.to_polygon().exterior().clone();
        let mut shell = ring.0;
        if geo::Winding::is_cw(&LineString::new(shell.clone())) {
            shell.reverse();
        }
        MultiPolygon::new(vec![Polygon::new(LineString::new(shell), vec![])])
    }

    #[test]
    fn sides_that_run_back_along_each_other_cancel() {
        let (a, b) = (square(0.0, 0.0), square(1.0, 0.0));
        let left = |areas: &[&MultiPolygon]| {
            let left = unmatched(areas.iter().copied());
            let sides: usize = left.iter().map(|line| line.lines().count()).sum();
            (left.0.len(), sides)
        };
        // Lines, and sides in them: the ring of each begins within its run.
        assert_eq!(left(&[&a, &b]), (3, 6));
        // The same square twice is no partition: nothing cancels.
        assert_eq!(left(&[&a, &a]), (1, 8));
        assert_eq!(left(&[&a]), (1, 4));
    }
}
