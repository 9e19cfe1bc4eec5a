//! A way, what speaks for it, and the mistake that leads to it, in words.

use crate::error::Said;
use crate::imports::detective::known::{self, Numbers};
use crate::imports::detective::way::Way;
use crate::imports::detective::witness::Witness;
use crate::imports::reading::StatedCrs;

/// A space that does not break a line between a number and its unit.
const NBSP: char = '\u{a0}';

pub fn title(way: &Way) -> Said {
    let mut parts = vec![way.known.title()];
    if way.swapped {
        parts.push(Said::new("X và Y đổi chỗ", "X and Y swapped"));
    }
    if let Some(prefix) = way.prefix {
        let (east, north) = (metres(prefix.easting_m), metres(prefix.northing_m));
        parts.push(Said::new(
            format!("thêm {} vào hoành độ và {} vào tung độ", east.vi, north.vi),
            format!(
                "{} added to the easting and {} to the northing",
                east.en, north.en
            ),
        ));
    }
    listed(&parts, ", ")
}

/// One after the other, with this between them.
pub fn listed(parts: &[Said], between: &str) -> Said {
    let list = |of: fn(&Said) -> &str| parts.iter().map(of).collect::<Vec<_>>().join(between);
    Said::new(list(|part| &part.vi), list(|part| &part.en))
}

/// Whole per cent; what rounds to all of it without being all of it is not called all of it.
pub fn percent(share: f64) -> Said {
    let whole = (share * 100.0).round();
    let whole = if whole >= 100.0 && share < 1.0 {
        99.0
    } else {
        whole
    };
    Said::new(format!("{whole}{NBSP}%"), format!("{whole}%"))
}

/// Metres, whole; kilometres from ten on.
pub fn distance(length_m: f64) -> Said {
    if length_m < 10_000.0 {
        return metres(length_m.round());
    }
    let text = format!("{:.1}", length_m / 1_000.0);
    Said::new(
        format!("{}{NBSP}km", text.replace('.', ",")),
        format!("{text}{NBSP}km"),
    )
}

fn metres(length_m: f64) -> Said {
    let text = format!("{length_m}{NBSP}m");
    Said::new(text.clone(), text)
}

/// What speaks for a way of reading, and what against it.
pub fn reasons(witness: &Witness, stated: Option<&StatedCrs>) -> Vec<Said> {
    let mut reasons = Vec::new();
    reasons.extend(stated.map(|stated| of_the_file(witness, stated)));
    reasons.push(of_hanoi(witness));
    if let Some(share) = witness.in_commune {
        reasons.push(of_communes(share, witness.shares.len()));
    }
    if let Some(ratio) = witness.area_ratio {
        let text = format!("{:.2}", ratio * 100.0);
        reasons.push(Said::new(
            format!(
                "diện tích tính được bằng {}{NBSP}% diện tích khai",
                text.replace('.', ",")
            ),
            format!("the computed area is {text}% of the declared one"),
        ));
    }
    if witness.way.known.is_foreign() {
        reasons.push(Said::new(
            "kinh tuyến trục của tỉnh khác; của Hà Nội là 105°00′",
            "a central meridian of other provinces; that of Hà Nội is 105°00′",
        ));
    }
    reasons
}

fn of_the_file(witness: &Witness, stated: &StatedCrs) -> Said {
    let name = name(stated);
    if witness.is_stated {
        Said::new(
            format!("tệp ghi hệ này ({name})"),
            format!("the file states it ({name})"),
        )
    } else {
        Said::new(
            format!("tệp ghi cách khác ({name})"),
            format!("the file states otherwise ({name})"),
        )
    }
}

/// A stated CRS as it is best known: by its code.
pub fn name(stated: &StatedCrs) -> String {
    match stated.epsg {
        Some(epsg) => format!("EPSG:{epsg}"),
        None => stated.name.clone(),
    }
}

/// Where it lies.
pub fn of_hanoi(witness: &Witness) -> Said {
    if witness.in_hanoi >= 1.0 {
        return Said::new("nằm trong Hà Nội", "it lies in Hà Nội");
    }
    if witness.in_hanoi > 0.0 {
        let share = percent(witness.in_hanoi);
        return Said::new(
            format!("{} số hình nằm trong Hà Nội", share.vi),
            format!("{} of the shapes lie in Hà Nội", share.en),
        );
    }
    let away = distance(witness.outside_m);
    Said::new(
        format!("nằm cách Hà Nội {}", away.vi),
        format!("it lies {} outside Hà Nội", away.en),
    )
}

/// How much of the rows lies in their communes.
pub fn of_communes(share: f64, rows: usize) -> Said {
    let share = percent(share);
    match rows {
        1 => Said::new(
            format!("khoảng {} nằm trong xã, phường khai báo", share.vi),
            format!("about {} of it lies in the declared commune", share.en),
        ),
        rows => Said::new(
            format!(
                "khoảng {} nằm trong xã, phường khai báo ({rows} hình)",
                share.vi
            ),
            format!(
                "about {} lies in the declared communes ({rows} shapes)",
                share.en
            ),
        ),
    }
}

/// The mistakes by which numbers that are right one way are read the other way.
pub fn mistake(right: &Way, read: &Way) -> Option<Said> {
    let (a, b) = (right.known, read.known);
    let mut mistakes = Vec::new();
    if right.swapped != read.swapped {
        mistakes.push(Said::new("X và Y đổi chỗ", "X and Y swapped"));
    }
    if right.prefix != read.prefix {
        mistakes.push(Said::new(
            "chữ số đầu bị thiếu được bù khác",
            "missing leading digits completed otherwise",
        ));
    }
    if a.is_twin() != b.is_twin() {
        mistakes.push(Said::new(
            "mã EPSG đã bỏ, ghi nhầm gốc toạ độ",
            "a deprecated EPSG code with its origin mistaken",
        ));
    }
    if let (Some(from), Some(to)) = (a.meridian_min(), b.meridian_min()) {
        if from != to {
            let (from, to) = (known::meridian(from), known::meridian(to));
            mistakes.push(Said::new(
                format!("nhầm kinh tuyến trục: {to} thay vì {from}"),
                format!("the wrong central meridian: {to} instead of {from}"),
            ));
        }
        mistakes.extend(scale_mistake(a.numbers, b.numbers));
    } else if a.numbers != b.numbers {
        return None;
    }
    if a.datum != b.datum {
        mistakes.push(Said::new(
            "bỏ qua phép chuyển hệ VN-2000/WGS 84",
            "the shift between VN-2000 and WGS 84 is ignored",
        ));
    }
    (!mistakes.is_empty()).then(|| listed(&mistakes, "; "))
}

fn scale_mistake(right: Numbers, read: Numbers) -> Option<Said> {
    match (right, read) {
        (Numbers::Tm3(_), Numbers::Utm(_)) => {
            Some(Said::new("TM-3 đọc nhầm là UTM", "TM-3 read as UTM"))
        }
        (Numbers::Utm(_), Numbers::Tm3(_)) => {
            Some(Said::new("UTM đọc nhầm là TM-3", "UTM read as TM-3"))
        }
        _ => None,
    }
}
