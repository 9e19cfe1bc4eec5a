//! What a file says of itself: source, licence, day, selection, and how sure its boundaries are.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::Said;
use crate::exports::{Order, Table, Tally};
use crate::features::when::Days;

/// A line of it: what it is about, and the words.
pub struct Note {
    /// One plain word, as a key.
    pub id: &'static str,
    pub label: Said,
    pub said: Said,
}

/// What an indicative boundary is and is not.
pub fn certainty() -> Said {
    Said::new(
        "Ranh giới có boundary_certainty = indicative là tượng trưng: chỉ cho biết khoảng vị trí và diện tích, không \
         phải ranh giới thật, không dùng để đo hay chồng lớp. digitised là số hoá từ bản đồ tham khảo, không phải ranh \
         giới pháp lý; surveyed là đã đo đạc.",
        "A boundary whose boundary_certainty is indicative tells roughly where and how large, and is no boundary: do \
         not measure or overlay it. digitised is traced from a reference map and not the legal boundary; surveyed was \
         measured on the ground.",
    )
}

/// All there is to say of a table.
pub fn of(order: &Order, table: &Table) -> Vec<Note> {
    let collection = &table.collection;
    let same = |text: &str| Said::new(text, text);
    let query = &table.query;
    let known = query.as_of.unwrap_or(order.made_at);
    let mut notes = vec![
        note("title", ["Bộ dữ liệu", "Data set"], collection.title()),
        note(
            "description",
            ["Mô tả", "Description"],
            collection.description(),
        ),
        note(
            "certainty",
            ["Độ chắc chắn của ranh giới", "Certainty of boundaries"],
            certainty(),
        ),
        note("source", ["Nguồn", "Source"], same(&collection.citation)),
        note(
            "attribution",
            ["Ghi công", "Attribution"],
            same(&collection.attribution),
        ),
        note(
            "licence",
            ["Giấy phép", "Licence"],
            same(&collection.licence),
        ),
        note(
            "exported",
            ["Kết xuất lúc", "Exported at"],
            same(&instant(order.made_at)),
        ),
        note(
            "datetime",
            ["Có hiệu lực", "True on"],
            same(&days(query.days)),
        ),
        note(
            "as_of",
            ["Như sổ đăng ký biết lúc", "As the register knew at"],
            same(&instant(known)),
        ),
        note(
            "crs",
            ["Hệ toạ độ", "Coordinate reference system"],
            same(table.crs().short()),
        ),
        note(
            "selection",
            ["Chọn theo", "Selection"],
            selection(order, table),
        ),
    ];
    notes.extend(plans(table));
    let address = format!("{}/collections/{}", order.public_url, collection.id);
    notes.push(note("service", ["Dịch vụ", "Service"], same(&address)));
    notes
}

fn note(id: &'static str, [vi, en]: [&str; 2], said: Said) -> Note {
    Note {
        id,
        label: Said::new(vi, en),
        said,
    }
}

/// Which plans and versions the areas are of; none for what belongs to no plan.
fn plans(table: &Table) -> Option<Note> {
    let join = |pick: fn(&Said) -> &str| {
        let plans: Vec<&str> = table.plans.iter().map(pick).collect();
        plans.join("; ")
    };
    (!table.plans.is_empty()).then(|| Note {
        id: "plans",
        label: Said::new("Quy hoạch và phiên bản", "Plans and versions"),
        said: Said::new(join(|plan| &plan.vi), join(|plan| &plan.en)),
    })
}

/// How many of a table's areas are only indicative.
pub fn tally(tally: &Tally) -> Note {
    let Tally {
        written,
        indicative,
    } = tally;
    Note {
        id: "indicative",
        label: Said::new("Ranh giới tượng trưng", "Indicative boundaries"),
        said: Said::new(
            format!("{indicative} trong {written} đối tượng"),
            format!("{indicative} of {written} features"),
        ),
    }
}

pub fn instant(at: OffsetDateTime) -> String {
    let at = at
        .replace_nanosecond(u32::from(at.millisecond()) * 1_000_000)
        .unwrap_or(at);
    at.format(&Rfc3339).unwrap_or_default()
}

fn days(days: Days) -> String {
    let end = |day: Option<time::Date>| day.map_or("..".to_owned(), |day| day.to_string());
    if days.from == days.to {
        end(days.from)
    } else {
        format!("{}/{}", end(days.from), end(days.to))
    }
}

fn selection(order: &Order, table: &Table) -> Said {
    let query = &table.query;
    let mut parts = Vec::new();
    if let Some(filter) = &order.filter {
        parts.push(format!("filter: {filter}"));
    }
    if let Some(bbox) = &order.bbox {
        parts.push(format!("bbox: {bbox}"));
    }
    if let Some(words) = &query.q {
        parts.push(format!("q: {words}"));
    }
    if parts.is_empty() {
        return Said::new("tất cả", "all");
    }
    let text = parts.join("; ");
    Said::new(text.clone(), text)
}
