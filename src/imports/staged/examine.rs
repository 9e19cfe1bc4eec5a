//! From a file as it was read to rows that say what publishing them would do, and everything found of them.

use std::collections::BTreeMap;

use deadpool_postgres::{GenericClient, Object};
use geo::MultiPolygon;
use postgis::ewkb as postgis_ewkb;
use serde_json::{Value, json};
use time::Date;
use tokio_postgres::Transaction;
use tokio_postgres::types::Json;

use super::checks;
use super::found::{Found, Severity};
use super::mapping::Mapping;
use super::matching::{self, Change, Matched};
use super::placing::{self, Placed, Shape};
use super::register::{self, Plan, Register};
use super::values::{self, Given};
use super::{Brought, KEPT_HOURS};
use crate::catalogue::Catalogue;
use crate::error::{Error, Said};
use crate::geometry::ewkb;
use crate::hash::hex;
use crate::imports::detective::Declared;
use crate::imports::reading::FileRead;
use crate::names::gazetteer::Gazetteer;
use crate::sql;

/// Geometries closer than this in every vertex are the same, m: what is read back from a file of 9 decimals of a degree
/// or 4 of a metre differs less, what is surveyed anew more.
const SAME_WITHIN_M: f64 = 0.001;
/// So many rows tell where a file lies; more only take longer.
const MAX_DECLARED: usize = 200;
/// From here on a comparison of each row with each would be felt.
const MANY_ROWS: usize = 500;
const HECTARE_M2: f64 = 10_000.0;

/// What examining looks up beside the database.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub catalogue: &'a Catalogue,
    pub gazetteer: &'a Gazetteer,
    /// Today in Hà Nội.
    pub today: Date,
}

/// A file with everything known of its rows.
struct Examined<'a> {
    brought: &'a Brought,
    day: Date,
    file: FileRead,
    mapping: Mapping,
    given: Vec<Given>,
    matched: Vec<Matched>,
    register: Register,
    plan: Option<Plan>,
    placed: Placed,
    found: Vec<Found>,
    asks: Vec<String>,
}

/// Examines a file and stages what comes of it, in place of what was staged of it before.
///
/// # Errors
/// [`Error::InvalidParameter`] and [`Error::InvalidBody`] of settings that do not go with the file,
/// [`Error::Conflict`] when it is published meanwhile; those of the database. Then nothing of it changes.
pub async fn examine(client: &mut Object, desk: Desk<'_>, brought: &Brought, file: FileRead) -> Result<(), Error> {
    let day = brought.settings.valid_from.unwrap_or(desk.today);
    let target = brought.target;
    let register = Register::read(client, target, day).await?;
    let plan = match brought.settings.plan.as_deref().filter(|_| target.of_plan()) {
        Some(slug) => Some(register::plan(client, slug, day).await?),
        None => None,
    };
    let collection = desk.catalogue.get(target.collection())?;
    let mapping = Mapping::settle(target, collection, &file, &brought.settings)?;
    let mut found = of_file(&file);
    let (mut given, more) = values::read(target, &file, &mapping, &register.words);
    found.extend(more);
    let question = matching::Question {
        target,
        settings: &brought.settings,
        register: &register,
        plan: plan.as_ref(),
        gazetteer: desk.gazetteer,
    };
    let (matched, more) = matching::match_rows(&question, &file.rows, &mapping, &mut given);
    found.extend(more);
    let declared = declared(client, &given, &matched, &register, day).await?;
    let chosen = brought.settings.crs.clone();
    // A core is busy with this for as long as it takes; the others go on.
    let (file, placed) = tokio::task::spawn_blocking(move || {
        let placed = placing::place(&file, &declared, chosen.as_deref());
        (file, placed)
    })
    .await
    .map_err(|source| Error::startup_from("looking at a file broke off", source))?;
    let mut placed = placed?;
    found.append(&mut placed.found);
    let mut examined = Examined {
        brought,
        day,
        file,
        mapping,
        given,
        matched,
        register,
        plan,
        placed,
        found,
        asks: Vec::new(),
    };
    examined.asks = examined.asks();
    let transaction = client.transaction().await?;
    examined.stage(&transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// What is to be said of the file as it was read.
fn of_file(file: &FileRead) -> Vec<Found> {
    let mut found: Vec<Found> = file
        .notes
        .iter()
        .map(|note| Found {
            place: note.place.clone(),
            ..Found::of_file("reading", Severity::Note, note.said.clone())
        })
        .collect();
    if file.encoding_guessed {
        let encoding = file.encoding.id();
        let said = Said::new(
            format!("tệp không ghi bảng mã; đoán là {encoding}, hãy xem lại tên gọi"),
            format!("the file states no encoding; {encoding} is guessed, look at the names"),
        );
        found.push(Found::of_file("encoding-guessed", Severity::Warning, said));
    }
    if file.rows.is_empty() {
        let said = Said::new("tệp không có đối tượng nào", "the file has no feature");
        found.push(Found::of_file("empty", Severity::Error, said));
    }
    found
}

/// What rows are said to be, for their coordinates to be judged by.
async fn declared(
    client: &impl GenericClient,
    given: &[Given],
    matched: &[Matched],
    register: &Register,
    day: Date,
) -> Result<Vec<Declared>, Error> {
    let telling: Vec<usize> = (0..matched.len())
        .filter(|row| !matched[*row].communes.is_empty() || area_ha(&given[*row], &matched[*row], register).is_some())
        .take(MAX_DECLARED)
        .collect();
    let mut codes: Vec<&str> = telling
        .iter()
        .flat_map(|row| matched[*row].communes.iter().map(String::as_str))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let areas = register::commune_areas(client, &codes, day).await?;
    Ok(telling
        .into_iter()
        .map(|row| {
            let communes: Vec<_> = matched[row].communes.iter().filter_map(|code| areas.get(code)).collect();
            let all: MultiPolygon = communes.iter().flat_map(|area| area.iter().cloned()).collect();
            Declared {
                row,
                commune_5897: (!communes.is_empty()).then_some(all),
                area_m2: area_ha(&given[row], &matched[row], register).map(|ha| ha * HECTARE_M2),
            }
        })
        .collect())
}

/// The declared area of a row: of the file, or else of the register.
fn area_ha(given: &Given, matched: &Matched, register: &Register) -> Option<f64> {
    given.number("declared_area_ha").or_else(|| {
        let version = register.known[matched.known?].version.as_ref()?;
        version.attributes.get("declared_area_ha")?.as_f64()
    })
}

impl Examined<'_> {
    /// What a person must settle before anything can be published.
    fn asks(&self) -> Vec<String> {
        let target = self.brought.target;
        let mut asks = Vec::new();
        let filled = self.file.layers.iter().filter(|layer| layer.features > 0).count();
        if filled > 1 && self.brought.settings.layer.is_none() {
            asks.push("layer".to_owned());
        }
        if self.placed.crs.is_none() {
            asks.push("crs".to_owned());
        }
        if target.of_plan() && self.plan.is_none() {
            asks.push("plan".to_owned());
        }
        let adds = self.matched.iter().any(|matched| matched.known.is_none());
        let named = self.mapping.has("id") || self.mapping.has(target.name());
        for entry in &self.mapping.entries {
            let needed = target.property(entry.property).is_some_and(|p| p.needed);
            let missing = needed && adds && !self.mapping.has(entry.property);
            let nameless = entry.property == target.name() && !named;
            if entry.is_doubtful || missing || nameless {
                asks.push(format!("mapping.{}", entry.property));
            }
        }
        asks
    }

    async fn stage(&mut self, transaction: &Transaction<'_>) -> Result<(), Error> {
        let brought = self.brought;
        self.upsert(transaction).await?;
        transaction.execute(sql!("imports/delete_rows"), &[&brought.id]).await?;
        transaction.execute(sql!("imports/delete_defects"), &[&brought.id]).await?;
        self.insert_rows(transaction).await?;
        if self.file.rows.len() > MANY_ROWS {
            transaction.batch_execute(sql!("imports/analyze")).await?;
        }
        let relation = brought.target.relation();
        transaction
            .execute(
                sql!("imports/compare"),
                &[&brought.id, &relation, &self.unchanged(), &SAME_WITHIN_M],
            )
            .await?;
        let areas: BTreeMap<i32, &MultiPolygon> = (1..)
            .zip(&self.placed.shapes)
            .filter_map(|(number, shape)| match shape {
                Some(Shape::Area(area)) => Some((number, area)),
                _ => None,
            })
            .collect();
        let question = checks::Question {
            import: &brought.id,
            target: brought.target,
            plan: self.plan.as_ref().map(|plan| plan.slug.as_str()),
            day: self.day,
            register: &self.register,
            rows: &self.file.rows,
            matched: &self.matched,
        };
        let more = checks::run(transaction, &question, &areas).await?;
        self.found.extend(more);
        self.insert_found(transaction).await
    }

    async fn upsert(&self, transaction: &Transaction<'_>) -> Result<(), Error> {
        let brought = self.brought;
        let reading = json!({
            "layers": self.file.layers.iter().map(|l| json!({ "name": l.name, "features": l.features })).collect::<Vec<_>>(),
            "encoding_guessed": self.file.encoding_guessed,
            "fields": self.file.fields.iter().map(|f| json!({ "name": f.name, "samples": f.samples })).collect::<Vec<_>>(),
            "mapping": self.mapping.document(&self.file),
            "crs": self.placed.document,
        });
        let written = transaction
            .execute(
                sql!("imports/upsert"),
                &[
                    &brought.id,
                    &brought.target.collection(),
                    &brought.owner.id(),
                    &brought.made_by,
                    &brought.file_name,
                    &i64::try_from(brought.size_bytes).unwrap_or(i64::MAX),
                    &brought.sha256,
                    &self.file.format.id(),
                    &self.file.layer,
                    &self.file.encoding.id(),
                    &self.mapping.provenance(&self.file),
                    &self.placed.crs,
                    &self.placed.why.vi,
                    &self.placed.why.en,
                    &Json(&brought.settings),
                    &reading,
                    &self.asks,
                    &KEPT_HOURS,
                ],
            )
            .await?;
        if written == 0 {
            return Err(Error::conflict(
                "lần nhập này đã được công bố hoặc đã hết hạn",
                "this import is published already, or has expired",
            ));
        }
        Ok(())
    }

    async fn insert_rows(&self, transaction: &Transaction<'_>) -> Result<(), Error> {
        let refused: Vec<u64> = self.found.iter().filter(|f| f.severity == Severity::Error).filter_map(|f| f.row).collect();
        let refused: std::collections::BTreeSet<u64> = refused.into_iter().collect();
        let rows: Vec<Value> = (1..)
            .zip(self.file.rows.iter().zip(&self.given).zip(&self.matched))
            .map(|(n, ((row, given), matched))| {
                let version = matched.known.and_then(|at| self.register.known[at].version.as_ref());
                let change = match matched.change {
                    _ if refused.contains(&row.row) => "refused",
                    Change::Add => "add",
                    Change::Replace => "replace",
                    Change::Refused => "refused",
                };
                json!({
                    "n": n,
                    "row_number": n,
                    "place": row.place,
                    "title": matched.title,
                    "attributes": attributes(given, matched),
                    "change": change,
                    "slug": matched.slug,
                    "version_id": version.map(|version| version.id),
                    "search_key": matched.search_key,
                    "declared_area_ha": area_ha(given, matched, &self.register),
                    "declared_communes": matched.communes,
                })
            })
            .collect();
        // An array has one type; a file has areas or points, never both.
        let (mut areas, mut points) = (Vec::new(), Vec::new());
        for shape in &self.placed.shapes {
            areas.push(match shape {
                Some(Shape::Area(area)) => Some(ewkb::multi_polygon(area, 5897)),
                _ => None,
            });
            points.push(match shape {
                Some(Shape::Points(points)) => Some(multi_point(points)),
                _ => None,
            });
        }
        let statement = sql!("imports/insert_rows");
        let id = &self.brought.id;
        if points.iter().any(Option::is_some) {
            transaction.execute(statement, &[id, &Json(rows), &points]).await?;
        } else {
            transaction.execute(statement, &[id, &Json(rows), &areas]).await?;
        }
        Ok(())
    }

    /// Rows that say nothing else than the register, if their geometry does not either.
    fn unchanged(&self) -> Vec<i64> {
        let certainty = self.brought.settings.boundary_certainty.map(super::settings::Certainty::id);
        (1..)
            .zip(self.given.iter().zip(&self.matched))
            .filter(|(_, (given, matched))| {
                let version = matched.known.and_then(|at| self.register.known[at].version.as_ref());
                version.is_some_and(|version| {
                    let held = |name: &str| version.attributes.get(name).unwrap_or(&Value::Null);
                    certainty.is_none_or(|certainty| held("boundary_certainty") == certainty)
                        && given.attributes.iter().all(|(name, value)| is_same(value, held(name)))
                })
            })
            .map(|(number, _)| number)
            .collect()
    }

    async fn insert_found(&mut self, transaction: &Transaction<'_>) -> Result<(), Error> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort_by_key(|found| (found.severity, found.row));
        let defects: Vec<Value> = (1..)
            .zip(&self.found)
            .map(|(n, found)| {
                json!({
                    "n": n,
                    "code": found.code,
                    "severity": found.severity.id(),
                    "row_number": found.row,
                    "place": found.place,
                    "property": found.property,
                    "sentence_vi": found.said.vi,
                    "sentence_en": found.said.en,
                    "at": found.at.ewkb().map(|bytes| hex(&bytes)),
                })
            })
            .collect();
        transaction
            .execute(sql!("imports/insert_defects"), &[&self.brought.id, &Json(defects)])
            .await?;
        Ok(())
    }
}

/// What is written of a row, with the cluster of a plant and the commune of a cluster that is added.
fn attributes(given: &Given, matched: &Matched) -> Value {
    let mut all = given.attributes.clone();
    if let Some(cluster) = &matched.cluster {
        all.insert("cluster".to_owned(), json!(cluster));
    }
    if let (Some(commune), Change::Add) = (&given.commune, matched.change) {
        all.insert("commune_as_written".to_owned(), json!(commune));
        if let [code] = &matched.communes[..] {
            all.insert("commune_code".to_owned(), json!(code));
        }
    }
    Value::Object(all)
}

fn is_same(value: &Value, held: &Value) -> bool {
    match (value.as_f64(), held.as_f64()) {
        (Some(value), Some(held)) => (value - held).abs() <= 1e-9 * held.abs().max(1.0),
        _ => value == held,
    }
}

fn multi_point(points: &geo::MultiPoint) -> postgis_ewkb::MultiPoint {
    postgis_ewkb::MultiPointT {
        srid: Some(5897),
        points: points.iter().map(|p| postgis_ewkb::Point::new(p.x(), p.y(), None)).collect(),
    }
}
