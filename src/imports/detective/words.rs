//! The evidence in sentences.

use std::fmt::Write as _;

use crate::error::Said;
use crate::imports::detective::way::Way;
use crate::imports::detective::witness::Witness;
use crate::imports::reading::StatedCrs;

pub fn title(way: &Way) -> Said {
    let mut title = way.known.title();
    if way.swapped {
        title.vi.push_str(", hai trục đổi chỗ");
        title.en.push_str(", axes swapped");
    }
    if let Some(prefix) = way.prefix {
        let (east, north) = (prefix.easting_m, prefix.northing_m);
        // Writing to a text cannot fail.
        let _ = write!(title.vi, ", thêm {east} m đông và {north} m bắc");
        let _ = write!(title.en, ", {east} m east and {north} m north added");
    }
    title
}

fn percent(share: f64) -> String {
    // A share that rounds to all of it is not called all of it.
    let text = format!("{:.0}", share * 100.0);
    if text == "100" && share < 1.0 {
        "99".to_owned()
    } else {
        text
    }
}

/// What speaks for a way of reading, and what against it.
pub fn reasons(witness: &Witness, stated: Option<&StatedCrs>) -> Vec<Said> {
    let mut reasons = Vec::new();
    if let Some(stated) = stated {
        let name = &stated.name;
        reasons.push(if stated.epsg == Some(witness.way.known.epsg) {
            Said::new(
                format!("tệp khai {name}"),
                format!("the file states {name}"),
            )
        } else {
            Said::new(
                format!("tệp khai hệ khác ({name})"),
                format!("the file states another CRS ({name})"),
            )
        });
    }
    let share = percent(witness.in_hanoi);
    reasons.push(Said::new(
        format!("{share} % số hình nằm trong khung Hà Nội"),
        format!("{share} % of the shapes lie in the box around Hà Nội"),
    ));
    if let Some(share) = witness.in_commune {
        let share = percent(share);
        reasons.push(Said::new(
            format!("{share} % số điểm nằm trong xã, phường được khai"),
            format!("{share} % of the places lie in the declared communes"),
        ));
    }
    if let Some(ratio) = witness.area_ratio {
        reasons.push(Said::new(
            format!("diện tích tính được bằng {ratio:.4} lần diện tích khai"),
            format!("the computed area is {ratio:.4} times the declared"),
        ));
    }
    reasons
}
