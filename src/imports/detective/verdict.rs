//! Which witness is believed, and whether beyond doubt.

use crate::error::Said;
use crate::imports::detective::witness::Witness;
use crate::imports::reading::StatedCrs;

/// Closer than this the difference between two ways of reading is one of datum or grid, which no extent tells.
const NEAR_M: f64 = 5_000.0;
/// What lies within this of each other is the same place.
const SAME_M: f64 = 1.0;

/// Where a witness stands, 0 to 1.
pub fn score(witness: &Witness, stated: Option<&StatedCrs>) -> f64 {
    let commune = witness.in_commune.unwrap_or(0.5 * witness.in_hanoi);
    let area = witness.area_ratio.map_or(0.5 * witness.in_hanoi, agreement);
    let is_stated = stated.and_then(|stated| stated.epsg) == Some(witness.way.known.epsg);
    let plain = match (witness.way.swapped, witness.way.prefix) {
        (false, None) => 1.0,
        (true, None) => 0.6,
        (false, Some(_)) => 0.4,
        (true, Some(_)) => 0.0,
    };
    let stated = if is_stated { 0.5 + 0.5 * plain } else { 0.0 };
    0.35 * witness.in_hanoi
        + 0.35 * commune
        + 0.08 * area
        + 0.12 * stated
        + 0.05 * plain
        + 0.05 * witness.way.known.custom
}

/// How well areas agree: 1 within a per cent or so, 0 from a fifth on.
fn agreement(ratio: f64) -> f64 {
    (1.0 - ratio.ln().abs() / 0.2).clamp(0.0, 1.0)
}

fn apart_m(a: &Witness, b: &Witness) -> f64 {
    let (a, b) = (a.centre_5897, b.centre_5897);
    (a.x - b.x).hypot(a.y - b.y)
}

/// All rows lie where they can lie.
fn is_plausible(witness: &Witness) -> bool {
    witness.in_hanoi >= 0.999
        && witness
            .area_ratio
            .is_none_or(|ratio| agreement(ratio) > 0.0)
}

/// Whether the first witness, ranked before the others, is beyond doubt, and why or why not.
pub fn judge(ranked: &[Witness], stated: Option<&StatedCrs>) -> (Option<usize>, Said) {
    let Some((best, others)) = ranked.split_first() else {
        return (None, nowhere());
    };
    if !is_plausible(best) {
        return (None, nowhere());
    }
    let title = best.way.known.title();
    if let Some(stated) = stated {
        return judge_stated(best, others, stated);
    }
    if best.way.prefix.is_some() {
        return (
            None,
            Said::new(
                "các chữ số đầu của toạ độ bị thiếu và được suy ra; xin xác nhận",
                "leading digits of the coordinates are missing and were inferred; please confirm",
            ),
        );
    }
    let rivals: Vec<&Witness> = others
        .iter()
        .filter(|other| is_plausible(other) && apart_m(best, other) > SAME_M)
        .collect();
    let Some(rival) = rivals.iter().find(|rival| !is_ruled_out(best, rival)) else {
        let why = if rivals.is_empty() {
            Said::new(
                format!("chỉ {} đặt mọi hình vào Hà Nội", title.vi),
                format!("only {} puts every shape in Hà Nội", title.en),
            )
        } else {
            Said::new(
                format!(
                    "chỉ {} đặt các hình vào đúng xã, phường được khai",
                    title.vi
                ),
                format!(
                    "only {} puts the shapes in their declared communes",
                    title.en
                ),
            )
        };
        return (Some(0), why);
    };
    (None, between(best, rival))
}

/// Whether the declared communes leave a rival no chance: near ones must miss them altogether, since a boundary may
/// reach into a neighbouring commune; those far away mostly.
fn is_ruled_out(best: &Witness, rival: &Witness) -> bool {
    let (Some(ours), Some(theirs)) = (best.in_commune, rival.in_commune) else {
        return false;
    };
    let most = if apart_m(best, rival) < NEAR_M {
        0.02
    } else {
        0.5
    };
    ours >= 0.99 && theirs <= most
}

fn judge_stated(best: &Witness, others: &[Witness], stated: &StatedCrs) -> (Option<usize>, Said) {
    let name = &stated.name;
    let is_stated = |witness: &Witness| {
        stated.epsg == Some(witness.way.known.epsg)
            && !witness.way.swapped
            && witness.way.prefix.is_none()
    };
    if !is_stated(best) {
        let title = best.way.known.title();
        return (
            None,
            Said::new(
                format!(
                    "tệp khai {name}, nhưng toạ độ hợp hơn với {}; xin chọn",
                    title.vi
                ),
                format!(
                    "the file states {name}, but the coordinates fit {} better; please choose",
                    title.en
                ),
            ),
        );
    }
    // What is stated stands unless the communes speak against it.
    let misses = best.in_commune.is_some_and(|share| share < 0.5);
    let better = others.iter().any(|other| {
        other
            .in_commune
            .zip(best.in_commune)
            .is_some_and(|(b, a)| b > a + 0.2)
    });
    if misses || better {
        return (
            None,
            Said::new(
                format!(
                    "tệp khai {name}, nhưng các hình không nằm trong xã, phường được khai; xin chọn"
                ),
                format!(
                    "the file states {name}, but the shapes are not in their declared communes; please choose"
                ),
            ),
        );
    }
    (
        Some(0),
        Said::new(
            format!("tệp khai {name}, và mọi hình nằm trong Hà Nội"),
            format!("the file states {name}, and every shape lies in Hà Nội"),
        ),
    )
}

fn nowhere() -> Said {
    Said::new(
        "không hệ toạ độ nào đặt mọi hình vào Hà Nội; xin chọn",
        "no CRS puts every shape in Hà Nội; please choose",
    )
}

fn between(best: &Witness, rival: &Witness) -> Said {
    let (a, b) = (best.way.known.title(), rival.way.known.title());
    let apart = apart_m(best, rival);
    Said::new(
        format!(
            "có thể là {} hoặc {} (cách nhau {apart:.0} m); xin chọn",
            a.vi, b.vi
        ),
        format!(
            "it may be {} or {} ({apart:.0} m apart); please choose",
            a.en, b.en
        ),
    )
}

/// The mistake that puts the same numbers where this witness says and not where the best one does.
pub fn mistake(best: &Witness, other: &Witness) -> Option<Said> {
    let (a, b) = (best.way.known, other.way.known);
    let said = |vi: &str, en: &str| Some(Said::new(vi, en));
    if best.way.swapped != other.way.swapped {
        return said("hai trục bị đổi chỗ", "the axes are swapped");
    }
    if best.way.prefix != other.way.prefix {
        return said(
            "các chữ số đầu bị hiểu khác",
            "the leading digits are taken differently",
        );
    }
    if a.base.0 != a.epsg || b.base.0 != b.epsg {
        return said(
            "mã EPSG cũ với gốc toạ độ ghi nhầm",
            "a deprecated EPSG code with its origin mistaken",
        );
    }
    if a.numbers != b.numbers {
        return None;
    }
    if a.meridian_min != b.meridian_min {
        let (from, to) = (a.meridian()?, b.meridian()?);
        return Some(Said::new(
            format!("sai kinh tuyến trục: {to} thay vì {from}"),
            format!("another central meridian: {to} instead of {from}"),
        ));
    }
    match (a.is_tm3 == b.is_tm3, a.datum == b.datum) {
        (true, false) => said(
            "bỏ qua phép chuyển datum VN-2000 ↔ WGS 84",
            "the datum is ignored (VN-2000 taken for WGS 84)",
        ),
        (false, true) if a.is_tm3 => said("TM-3 bị đọc như UTM 48N", "TM-3 is read as UTM 48N"),
        (false, true) => said("UTM 48N bị đọc như TM-3", "UTM 48N is read as TM-3"),
        (false, false) => said(
            "TM-3 và UTM bị nhầm, và bỏ qua phép chuyển datum",
            "TM-3 and UTM are mistaken, and the datum is ignored",
        ),
        (true, true) => None,
    }
}
