//! The document of an extract: the fit document unchanged, and around it what makes it citable and repeatable.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::Error;
use crate::extracts::inputs::{Inputs, Place};
use crate::extracts::result::Fit;
use crate::extracts::words::{Lang, both};
use crate::hash::{hex, sha256_of};

/// Program and version, as an extract names them.
pub const PROGRAM: &str = concat!("ccn-atlas ", env!("CARGO_PKG_VERSION"));

pub const DISCLAIMER_VI: &str = "Bản trích này do máy tính lập từ dữ liệu mà CCN Atlas đang có tại thời điểm ghi ở \
    trên, để tham khảo. Đây không phải là văn bản của cơ quan nhà nước, không phải thông tin quy hoạch do cơ quan có \
    thẩm quyền cung cấp, và không thay cho quyết định, giấy phép hay ranh giới được duyệt. Ranh giới “tượng trưng” \
    không phải ranh giới thật; dữ liệu “minh hoạ” là hư cấu.";
pub const DISCLAIMER_EN: &str = "This extract was made by a computer from the data CCN Atlas held at the time stated \
    above, for information. It is no document of a public authority and no planning information given by one, and \
    stands for no decision, permit or approved boundary. An “indicative” boundary is not the real one; “synthetic” \
    data are invented.";

/// What every form of one extract says of itself.
pub struct Head {
    pub number: i64,
    pub address: String,
    pub made_at: OffsetDateTime,
    pub title_vi: String,
    pub title_en: String,
}

/// The request that gives the same result again.
#[derive(Debug, Clone)]
pub struct Rerun {
    pub method: &'static str,
    pub href: String,
}

/// What an extract is written from.
pub struct Parts<'a> {
    pub head: &'a Head,
    /// The fit document, as it came.
    pub document: &'a Value,
    pub fit: &'a Fit,
    pub place: &'a Place,
    pub inputs: &'a Inputs,
    pub rerun: &'a Rerun,
}

impl Head {
    pub fn new(number: i64, address: String, made_at: OffsetDateTime, fit: &Fit) -> Self {
        let of = |lang: Lang, cluster: &str, drawn: &str| {
            let title = fit.subject.title(lang);
            title.map_or_else(|| drawn.to_owned(), |title| format!("{cluster} {title}"))
        };
        Self {
            number,
            address,
            made_at,
            title_vi: format!(
                "Bản trích đối chiếu quy hoạch số {number}: {}",
                of(Lang::Vi, "cụm công nghiệp", "khu đất vẽ tay")
            ),
            title_en: format!(
                "Planning-fit extract no. {number}: {}",
                of(Lang::En, "industrial cluster", "drawn area")
            ),
        }
    }

    /// RFC 3339, as `as-of` reads it.
    ///
    /// # Errors
    /// [`Error::Startup`] for a year that RFC 3339 cannot write.
    pub fn made_at_text(&self) -> Result<String, Error> {
        as_text(self.made_at)
    }
}

/// An instant as RFC 3339.
///
/// # Errors
/// [`Error::Startup`] for a year that RFC 3339 cannot write.
pub fn as_text(at: OffsetDateTime) -> Result<String, Error> {
    at.format(&Rfc3339)
        .map_err(|source| Error::startup_from("the clock is out of its mind", source))
}

/// The text of the document.
///
/// # Errors
/// [`Error::Startup`] when the clock gives a year that cannot be written.
pub fn write(parts: &Parts<'_>) -> Result<String, Error> {
    let head = parts.head;
    let document = json!({
        "number": head.number,
        "address": head.address,
        "made_at": head.made_at_text()?,
        "program": PROGRAM,
        "title_vi": head.title_vi,
        "title_en": head.title_en,
        "disclaimer_vi": DISCLAIMER_VI,
        "disclaimer_en": DISCLAIMER_EN,
        "synthetic": parts.fit.is_synthetic(),
        "subject_geometry": parts.place.geometry_84,
        "subject_coordinates_5897": parts.place.geometry_mm["coordinates"],
        "fit": parts.document,
        "themes": themes(parts.fit),
        "inputs": inputs(parts),
        "papers": papers(parts.inputs),
        "sources": sources(parts.inputs),
        "rerun": rerun(parts),
        "links": links(parts),
    });
    Ok(document.to_string())
}

fn themes(fit: &Fit) -> Vec<Value> {
    fit.themes
        .iter()
        .map(|theme| {
            let (title_vi, title_en) = both("theme", &theme.theme);
            let (state_vi, state_en) = both("state", &theme.state);
            json!({
                "theme": theme.theme,
                "title_vi": title_vi,
                "title_en": title_en,
                "state": theme.state,
                "state_vi": state_vi,
                "state_en": state_en,
            })
        })
        .collect()
}

/// SHA-256 of the limits applied: `fit.thresholds` as JSON without spaces, members as they stand.
pub fn rules_sha256(document: &Value) -> String {
    hex(&sha256_of(document["thresholds"].to_string().as_bytes()))
}

fn inputs(parts: &Parts<'_>) -> Value {
    let mut members = Map::new();
    members.insert(
        "hash".to_owned(),
        json!("SHA-256 of EWKB, little-endian, EPSG:5897; of the rules: of fit.thresholds as JSON without spaces"),
    );
    members.insert("subject_sha256".to_owned(), json!(parts.place.sha256));
    for kind in [
        "zones",
        "constraints",
        "communes",
        "clusters",
        "wastewater_plants",
    ] {
        let id = if kind == "communes" { "code" } else { "id" };
        let versions: Vec<Value> = parts
            .inputs
            .features
            .iter()
            .filter(|input| input.kind == kind)
            .map(|input| {
                json!({ id: input.id, "row_version": input.row_version, "sha256": input.sha256 })
            })
            .collect();
        members.insert(kind.to_owned(), Value::Array(versions));
    }
    members.insert(
        "rules_sha256".to_owned(),
        json!(rules_sha256(parts.document)),
    );
    Value::Object(members)
}

fn papers(inputs: &Inputs) -> Vec<Value> {
    inputs
        .papers
        .iter()
        .map(|paper| {
            json!({
                "number": paper.number,
                "issuer": paper.issuer,
                "issued_on": paper.issued_on,
                "title_vi": paper.title_vi,
                "title_en": paper.title_en,
                "role": paper.role,
                "article": paper.article,
                "note_vi": paper.note_vi,
                "note_en": paper.note_en,
            })
        })
        .collect()
}

fn sources(inputs: &Inputs) -> Vec<Value> {
    inputs
        .sources
        .iter()
        .map(|source| {
            json!({
                "title": source.title,
                "url": source.url,
                "dated": source.dated,
                "licence": source.licence,
                "used_for": source.used_for,
            })
        })
        .collect()
}

/// A drawn area is sent again as it was measured: rounded coordinates would give another area.
fn rerun(parts: &Parts<'_>) -> Value {
    let mut again = json!({ "method": parts.rerun.method, "href": parts.rerun.href });
    if parts.rerun.method == "POST" {
        again["body"] = parts.place.geometry_5897.clone();
    }
    again
}

fn links(parts: &Parts<'_>) -> Value {
    let address = &parts.head.address;
    let link = |href: String, rel: &str, kind: &str, lang: Option<&str>| {
        let mut link = json!({ "href": href, "rel": rel, "type": kind });
        if let Some(lang) = lang {
            link["hreflang"] = json!(lang);
        }
        link
    };
    json!([
        link(
            format!("{address}?f=json"),
            "self",
            "application/json",
            None
        ),
        link(
            format!("{address}?f=html&lang=vi"),
            "alternate",
            "text/html",
            Some("vi")
        ),
        link(
            format!("{address}?f=html&lang=en"),
            "alternate",
            "text/html",
            Some("en")
        ),
    ])
}
