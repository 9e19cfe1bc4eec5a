//! What a candidate is and what became of it, in a sentence.

use time::Date;

use crate::error::Said;
use crate::names::gazetteer::{Basis, Entry, Epoch, Law, Share};
use crate::names::resolve::Flag;
use crate::names::written::Level;

/// More units than these are counted, not all named.
const NAMED_AT_MOST: usize = 6;

pub fn sentence(entry: &Entry, flags: &[Flag], law: &Law) -> Said {
    let mut said = vec![match entry.epoch {
        Epoch::Today => today(entry, law),
        Epoch::Former => former(entry, law),
        Epoch::Older => older(entry),
    }];
    if flags.contains(&Flag::KindDiffers)
        && let Some(kind) = &entry.kind
    {
        said.push(Said::new(
            format!("Tên cần tra ghi loại khác; đơn vị này là {kind}."),
            format!("The text has another kind; this unit is a {kind}."),
        ));
    }
    if flags.contains(&Flag::DistrictAbolished) {
        said.push(Said::new(
            "Cấp huyện nêu kèm không còn từ 1/7/2025.",
            "The district in the text ended on 2025-07-01.",
        ));
    }
    if flags.contains(&Flag::TextIgnored) {
        said.push(Said::new(
            "Một phần của tên cần tra không đọc được.",
            "Part of the text was not understood.",
        ));
    }
    for share in &entry.also {
        let (name, clause) = (lower(&share.full_name), share.clause.unwrap_or_default());
        said.push(Said::new(
            format!("Khoản {clause} còn giao một phần đất cho {name}; các bộ dữ liệu không ghi, nên không tính tỷ lệ."),
            format!("Clause {clause} also gives land to {name}; the data sets do not have it, so no share is given."),
        ));
    }
    let all = |of: fn(&Said) -> &str| said.iter().map(of).collect::<Vec<_>>().join(" ");
    Said::new(all(|s| &s.vi), all(|s| &s.en))
}

fn today(entry: &Entry, law: &Law) -> Said {
    let name = entry.full_name();
    let clause = entry.clause.map_or(String::new(), |clause| {
        format!(
            " (khoản {clause} {} Nghị quyết {})",
            law.article, law.number
        )
    });
    let clause_en = entry.clause.map_or(String::new(), |clause| {
        format!(
            " (resolution {}, {}, clause {clause})",
            law.number,
            article_en(law)
        )
    });
    let (vi, en) = entry
        .valid_from
        .map_or_else(Default::default, |day| (day_vi(day), day.to_string()));
    Said::new(
        format!("{name} là đơn vị hiện nay, từ {vi}{clause}."),
        format!("{name} is a unit of today, since {en}{clause_en}."),
    )
}

fn former(entry: &Entry, law: &Law) -> Said {
    let place = with_district(entry);
    let end = entry.valid_to;
    let (until_vi, until_en) = end
        .and_then(Date::previous_day)
        .map_or_else(Default::default, |d| (day_vi(d), d.to_string()));
    let (since_vi, since_en) = end.map_or_else(Default::default, |d| (day_vi(d), d.to_string()));
    let (paper_vi, paper_en) = (
        format!("{} Nghị quyết {}", law.article, law.number),
        format!("resolution {}, {}", law.number, article_en(law)),
    );
    match &entry.units[..] {
        [] => Said::new(
            format!("{place} có đến hết {until_vi}; không rõ nay thuộc đơn vị nào."),
            format!("{place} existed until {until_en}; what it is part of today is not known."),
        ),
        [only] => {
            let (name, clause) = (lower(&only.full_name), only.clause);
            let clause_vi = clause.map_or(String::new(), |c| format!("khoản {c} "));
            let clause_en = clause.map_or(String::new(), |c| format!(", clause {c}"));
            Said::new(
                format!(
                    "{place} có đến hết {until_vi}; từ {since_vi} toàn bộ thuộc {name} ({clause_vi}{paper_vi})."
                ),
                format!(
                    "{place} existed until {until_en}; since {since_en} all of it is part of {name} ({paper_en}{clause_en})."
                ),
            )
        }
        several => {
            let estimated = several.iter().any(|s| s.basis == Basis::Estimated);
            let ended = entry.level == Level::District;
            let list = |vi| listed(several, vi, !ended);
            Said::new(
                format!(
                    "{place} có đến hết {until_vi}; từ {since_vi} địa bàn chia cho {} theo {paper_vi}.{}",
                    list(true),
                    if estimated {
                        " Tỷ lệ diện tích là ước tính."
                    } else {
                        ""
                    }
                ),
                format!(
                    "{place} existed until {until_en}; since {since_en} it is divided between {} by {paper_en}.{}",
                    list(false),
                    if estimated {
                        " Shares of area are estimates."
                    } else {
                        ""
                    }
                ),
            )
        }
    }
}

fn older(entry: &Entry) -> Said {
    let place = with_district(entry);
    let (vi, en) = entry.valid_to.map_or_else(
        || {
            (
                "không còn từ trước năm 2025".to_owned(),
                "ended before 2025".to_owned(),
            )
        },
        |day| {
            (
                format!("không còn từ {}", day_vi(day)),
                format!("ended on {day}"),
            )
        },
    );
    let names: Vec<String> = entry.units.iter().map(|s| lower(&s.full_name)).collect();
    if names.is_empty() {
        return Said::new(
            format!("{place} là tên cũ, {vi}; chưa có nguồn nói đã nhập vào đâu."),
            format!("{place} is an older name that {en}; no source says what it was merged into."),
        );
    }
    let via = entry.via.join(", ");
    Said::new(
        format!(
            "{place} là tên cũ, {vi}, đã nhập vào {via}; nay thuộc {}.",
            names.join(" hoặc ")
        ),
        format!(
            "{place} is an older name that {en}, merged into {via}; today part of {}.",
            names.join(" or ")
        ),
    )
}

fn with_district(entry: &Entry) -> String {
    let name = entry.full_name();
    entry.district.as_deref().map_or(name.clone(), |district| {
        format!("{name} ({})", lower(district))
    })
}

/// Units with their shares, the largest first.
fn listed(shares: &[Share], vi: bool, with_clauses: bool) -> String {
    let mut parts: Vec<String> = shares
        .iter()
        .take(NAMED_AT_MOST)
        .map(|share| {
            let mut notes = Vec::new();
            if let Some(weight) = share.weight {
                notes.push(percent(weight, share.basis, vi));
            }
            if share.population_basis == Basis::LegalText {
                match share.population_weight {
                    Some(0.0) => {
                        notes.push(if vi { "không có dân" } else { "no people" }.to_owned());
                    }
                    Some(1.0) => {
                        notes.push(if vi { "toàn bộ dân" } else { "all people" }.to_owned());
                    }
                    _ => {}
                }
            }
            if with_clauses && let Some(clause) = share.clause {
                notes.push(if vi {
                    format!("khoản {clause}")
                } else {
                    format!("clause {clause}")
                });
            }
            let name = lower(&share.full_name);
            if notes.is_empty() {
                name
            } else {
                format!("{name} ({})", notes.join(", "))
            }
        })
        .collect();
    let more = shares.len().saturating_sub(NAMED_AT_MOST);
    if more > 0 {
        parts.push(if vi {
            format!("{more} đơn vị khác")
        } else {
            format!("{more} more")
        });
    }
    let last = parts.pop().unwrap_or_default();
    if parts.is_empty() {
        return last;
    }
    let and = if vi { "và" } else { "and" };
    format!("{} {and} {last}", parts.join(", "))
}

/// A share of area; an estimate is rounded to whole per cents and has a sign.
fn percent(weight: f64, basis: Basis, vi: bool) -> String {
    // Figure and sign stay on one line.
    const SPACE: char = '\u{a0}';
    let of_area = if vi { "diện tích" } else { "of its area" };
    let shown = match basis {
        Basis::Estimated if weight < 0.005 => format!("<{SPACE}1{SPACE}%"),
        Basis::Estimated => format!("≈{SPACE}{:.0}{SPACE}%", weight * 100.0),
        _ if vi => format!("{:.1}{SPACE}%", weight * 100.0).replace('.', ","),
        _ => format!("{:.1}{SPACE}%", weight * 100.0),
    };
    format!("{shown} {of_area}")
}

fn day_vi(day: Date) -> String {
    format!("{}/{}/{}", day.day(), u8::from(day.month()), day.year())
}

fn article_en(law: &Law) -> String {
    law.article.replace("Điều", "Article")
}

/// As it stands within a sentence: `xã Ô Diên`.
fn lower(full_name: &str) -> String {
    let mut letters = full_name.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}
