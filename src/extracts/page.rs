//! The page of an extract: one HTML file without anything from elsewhere, made to be printed on A4.

use std::fmt::Write as _;

use askama::Template;
use qrcode::{Color, EcLevel, QrCode};
use serde_json::Value;

use crate::error::Error;
use crate::extracts::document::{DISCLAIMER_EN, DISCLAIMER_VI, PROGRAM, Parts, rules_sha256};
use crate::extracts::figures;
use crate::extracts::map::{Entry, Map};
use crate::extracts::result::{Finding, Fit, Threshold};
use crate::extracts::words::{Lang, word};

/// Rows of a table of features at most; the rest is counted, and stands in the document.
const MAX_ROWS: usize = 60;
/// Corners of a subject that are listed at most.
const MAX_CORNERS: usize = 60;
/// White modules around a QR code, as ISO/IEC 18004 asks for.
const QUIET_ZONE: usize = 4;

/// One page in one language.
#[derive(Template)]
#[template(path = "extract/page.html")]
pub struct Page<'a> {
    lang: Lang,
    parts: &'a Parts<'a>,
    fit: &'a Fit,
    map: String,
    /// Nothing smaller is on the map.
    least_m2: f64,
    legend: Vec<Entry>,
    code: Code,
    rules_sha256: String,
    corners: Vec<Corner>,
}

/// The modules of a QR code as one path.
struct Code {
    size: usize,
    path: String,
}

/// A vertex of the subject.
struct Corner {
    /// Ring and place in it, from 1.
    number: String,
    easting: f64,
    northing: f64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "a template passes references"
)]
impl<'a> Page<'a> {
    /// # Errors
    /// [`Error::Startup`] when an address is too long for a QR code, or the map cannot be written.
    pub fn new(lang: Lang, parts: &'a Parts<'a>, map: &Map) -> Result<Self, Error> {
        let fit = parts.fit;
        let title = fit.subject.title(lang);
        let dashed = fit.subject.boundary_certainty.as_deref() == Some("indicative");
        let shown = title
            .as_deref()
            .unwrap_or_else(|| lang.of("Khu đất vẽ tay", "Drawn area"));
        Ok(Self {
            lang,
            parts,
            fit,
            map: map.draw(lang, shown, dashed)?,
            least_m2: map.least_m2,
            legend: map.legend(lang),
            code: Code::of(&parts.head.address)?,
            rules_sha256: rules_sha256(parts.document),
            corners: corners(&parts.place.geometry_mm),
        })
    }

    /// # Errors
    /// [`Error::Startup`] when it cannot be written, which would be a fault of ours.
    pub fn write(&self) -> Result<String, Error> {
        self.render()
            .map_err(|source| Error::startup_from("the page cannot be written", source))
    }

    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        self.lang.of(vi, en)
    }

    /// The one of two texts of the data that is in the page's language.
    fn of<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        self.lang.of(vi, en)
    }

    fn word<'t>(&self, kind: &str, code: &'t str) -> &'t str {
        word(self.lang, kind, code)
    }

    fn word_of(&self, kind: &str, code: Option<&'a String>) -> &'a str {
        code.map_or("–", |code| word(self.lang, kind, code))
    }

    fn words_of(&self, kind: &str, codes: &[String]) -> String {
        let words: Vec<&str> = codes.iter().map(|c| word(self.lang, kind, c)).collect();
        words.join(", ")
    }

    fn area(&self, area_m2: &f64) -> String {
        figures::area(self.lang, *area_m2)
    }

    fn hectares(&self, area_m2: &f64) -> String {
        figures::hectares(self.lang, *area_m2)
    }

    fn declared_ha(&self, area_ha: &f64) -> String {
        figures::value(self.lang, *area_ha, Some("ha"))
    }

    fn share(&self, share: &f64) -> String {
        figures::share(self.lang, *share)
    }

    fn length(&self, length_m: &f64) -> String {
        figures::length(self.lang, *length_m)
    }

    fn coordinate(&self, coordinate_m: &f64) -> String {
        figures::number(self.lang, *coordinate_m, 3)
    }

    fn degrees(&self, degrees: &f64) -> String {
        figures::number(self.lang, *degrees, 6)
    }

    fn factor(&self, factor: &f64) -> String {
        figures::number(self.lang, *factor, 3)
    }

    fn day(&self, text: &str) -> String {
        figures::day(self.lang, text)
    }

    fn made_at(&self) -> String {
        figures::instant(self.lang, self.parts.head.made_at)
    }

    fn title(&self) -> &str {
        self.lang
            .of(&self.parts.head.title_vi, &self.parts.head.title_en)
    }

    fn disclaimer(&self) -> &'static str {
        self.lang.of(DISCLAIMER_VI, DISCLAIMER_EN)
    }

    /// A law status; that of something invented is only assumed.
    fn law(&self, status: &str, synthetic: &bool) -> String {
        let word = self.word("law", status);
        if *synthetic {
            format!(
                "{} {}",
                self.say("giả định:", "assumed:"),
                word.to_lowercase()
            )
        } else {
            word.to_owned()
        }
    }

    /// Yes, no, or that it is not known.
    fn agrees(&self, agrees: Option<&bool>) -> &'static str {
        match agrees {
            Some(true) => self.say("khớp", "agrees"),
            Some(false) => self.say("KHÁC", "DIFFERS"),
            None => self.say("không so được", "not comparable"),
        }
    }

    fn measured(&self, finding: &Finding) -> String {
        self.value(finding.value, finding.unit.as_deref())
    }

    fn limit(&self, finding: &Finding) -> String {
        self.value(finding.limit, finding.unit.as_deref())
    }

    fn threshold(&self, threshold: &Threshold) -> String {
        self.value(Some(threshold.value), threshold.unit.as_deref())
    }

    fn value(&self, value: Option<f64>, unit: Option<&str>) -> String {
        value.map_or_else(
            || "–".to_owned(),
            |value| figures::value(self.lang, value, unit),
        )
    }

    /// The title of the rule a finding is of, where it is one of those listed.
    fn rule(&self, finding: &Finding) -> Option<&str> {
        let known = self
            .fit
            .thresholds
            .iter()
            .find(|t| t.rule == finding.rule)?;
        Some(self.of(&known.title_vi, &known.title_en))
    }

    /// From when on something is valid, and until before when.
    fn validity(&self, from: Option<&String>, to: Option<&String>) -> String {
        let from = from.map(|day| format!("{} {}", self.say("từ", "from"), self.day(day)));
        let to = to.map(|day| {
            format!(
                "{} {}",
                self.say("đến trước", "until before"),
                self.day(day)
            )
        });
        from.into_iter().chain(to).collect::<Vec<_>>().join(" ")
    }

    /// What a finding is of.
    fn on(&self, finding: &Finding) -> Option<String> {
        let on = finding.on.as_ref()?;
        let part = self.word("part", &on.part);
        Some(
            on.id
                .as_ref()
                .map_or_else(|| part.to_owned(), |id| format!("{part} {id}")),
        )
    }

    /// The first rows of a table, for the loop; the rest by `and_more`.
    fn first<T>(rows: &[T]) -> &[T] {
        rows.get(..MAX_ROWS).unwrap_or(rows)
    }

    /// How many rows a table has left out.
    fn and_more<T>(&self, rows: &[T]) -> Option<String> {
        let left = rows.len().checked_sub(MAX_ROWS).filter(|left| *left > 0)?;
        Some(match self.lang {
            Lang::Vi => format!("… và {left} dòng nữa trong bản JSON."),
            Lang::En => format!("… and {left} more, in the JSON document."),
        })
    }

    /// The corners, if they are few enough to be listed.
    fn listed_corners(&self) -> Option<&[Corner]> {
        (self.corners.len() <= MAX_CORNERS).then_some(&self.corners)
    }
}

impl Code {
    fn of(address: &str) -> Result<Self, Error> {
        let code = QrCode::with_error_correction_level(address, EcLevel::M)
            .map_err(|source| Error::startup_from("CCN_PUBLIC_URL is too long", source))?;
        let width = code.width();
        let mut path = String::new();
        for (place, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (place % width + QUIET_ZONE, place / width + QUIET_ZONE);
                // Writing to a String cannot fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        Ok(Self {
            size: width + 2 * QUIET_ZONE,
            path,
        })
    }
}

/// The vertices of all rings, each ring's last one left out as it is its first.
fn corners(geometry_mm: &Value) -> Vec<Corner> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let rings: Vec<Vec<Value>> = list(&geometry_mm["coordinates"])
        .iter()
        .flat_map(list)
        .map(|ring| list(&ring))
        .collect();
    let one_ring = rings.len() == 1;
    let mut corners = Vec::new();
    for (ring, vertices) in rings.iter().enumerate() {
        for (place, vertex) in vertices
            .iter()
            .enumerate()
            .take(vertices.len().saturating_sub(1))
        {
            corners.push(Corner {
                number: if one_ring {
                    format!("{}", place + 1)
                } else {
                    format!("{}.{}", ring + 1, place + 1)
                },
                easting: vertex[0].as_f64().unwrap_or(f64::NAN),
                northing: vertex[1].as_f64().unwrap_or(f64::NAN),
            });
        }
    }
    corners
}
