//! What was found out of a file, written beside the register.

use std::collections::{BTreeMap, BTreeSet};

use deadpool_postgres::Transaction;
use geo::MultiPolygon;
use postgis::ewkb as postgis_ewkb;
use serde_json::{Value, json};
use tokio_postgres::types::Json;

use super::{Examined, area_ha};
use crate::error::Error;
use crate::geometry::ewkb;
use crate::hash::hex;
use crate::imports::staged::KEPT_HOURS;
use crate::imports::staged::checks;
use crate::imports::staged::found::Severity;
use crate::imports::staged::matching::{Change, Matched};
use crate::imports::staged::placing::Shape;
use crate::imports::staged::register::Version;
use crate::imports::staged::settings::Certainty;
use crate::imports::staged::values::Given;
use crate::sql;

/// Geometries closer than this in every vertex are the same, m: there and back over degrees of 9 decimals differs by
/// up to 1 mm, over 4 decimals of a metre less; what is surveyed anew differs more.
const SAME_WITHIN_M: f64 = 0.002;
/// From here on a comparison of each row with each would be felt.
const MANY_ROWS: usize = 500;

impl Examined<'_> {
    pub(super) async fn stage(&mut self, transaction: &Transaction<'_>) -> Result<(), Error> {
        let brought = self.brought;
        self.write(transaction).await?;
        transaction
            .query_one(sql!("imports/hold_register"), &[])
            .await?;
        transaction
            .execute(
                sql!("imports/checked_version"),
                &[&brought.id, &brought.target.relation()],
            )
            .await?;
        transaction
            .execute(sql!("imports/delete_rows"), &[&brought.id])
            .await?;
        transaction
            .execute(sql!("imports/delete_defects"), &[&brought.id])
            .await?;
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

    async fn write(&self, transaction: &Transaction<'_>) -> Result<(), Error> {
        let brought = self.brought;
        let reading = self.reading();
        let written = if brought.is_new {
            transaction
                .execute(
                    sql!("imports/insert"),
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
                .await?
        } else {
            transaction
                .execute(
                    sql!("imports/settle"),
                    &[
                        &brought.id,
                        &brought.owner.id(),
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
                    ],
                )
                .await?
        };
        if written == 0 {
            return Err(Error::conflict(
                "lần nhập này đã được công bố, đã xoá hoặc đã hết hạn",
                "this import is published already, deleted, or has expired",
            ));
        }
        Ok(())
    }

    /// What else was found in the file, as its document says.
    fn reading(&self) -> Value {
        json!({
            "layers": self.file.layers.iter().map(|l| json!({ "name": l.name, "features": l.features, "geometry_types": l.geometry_types })).collect::<Vec<_>>(),
            "encoding_guessed": self.file.encoding_guessed,
            "fields": self.file.fields.iter().map(|f| json!({ "name": f.name, "samples": f.samples })).collect::<Vec<_>>(),
            "mapping": self.mapping.document(&self.file),
            "crs": self.placed.document,
        })
    }

    /// What the register has of a row.
    fn version_of(&self, matched: &Matched) -> Option<&Version> {
        self.register.known[matched.known?].version.as_ref()
    }

    async fn insert_rows(&self, transaction: &Transaction<'_>) -> Result<(), Error> {
        let refused: BTreeSet<u64> = self
            .found
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .filter_map(|f| f.row)
            .collect();
        let rows: Vec<Value> = (1..)
            .zip(self.file.rows.iter().zip(&self.given).zip(&self.matched))
            .map(|(n, ((row, given), matched))| {
                let version = self.version_of(matched);
                let change = match matched.change {
                    Change::Skip => "skip",
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
                    "as_written": as_written(given),
                    "change": change,
                    "slug": matched.slug,
                    "version_id": version.map(|version| version.id),
                    "search_key": matched.search_key,
                    "declared_area_ha": area_ha(given, matched, &self.register),
                    "declared_communes": matched.communes,
                    "register_name": version.map(|version| &version.name),
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
            transaction
                .execute(statement, &[id, &Json(rows), &points])
                .await?;
        } else {
            transaction
                .execute(statement, &[id, &Json(rows), &areas])
                .await?;
        }
        Ok(())
    }

    /// Rows that say nothing else than the register, if their geometry does not either.
    fn unchanged(&self) -> Vec<i64> {
        let certainty = self.brought.settings.boundary_certainty.map(Certainty::id);
        (1..)
            .zip(self.given.iter().zip(&self.matched))
            .filter(|(_, (given, matched))| {
                self.version_of(matched).is_some_and(|version| {
                    let held = |name: &str| version.attributes.get(name).unwrap_or(&Value::Null);
                    certainty.is_none_or(|certainty| held("boundary_certainty") == certainty)
                        && given
                            .attributes
                            .iter()
                            .all(|(name, value)| is_same(value, held(name)))
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
            .execute(
                sql!("imports/insert_defects"),
                &[&self.brought.id, &Json(defects)],
            )
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

/// What is cited: an id is no fact, and a name that a row was found by is not written.
fn as_written(given: &Given) -> Value {
    let cited =
        |name: &str| given.attributes.contains_key(name) || matches!(name, "commune" | "cluster");
    let mut all = given.as_written.clone();
    all.retain(|name, _| cited(name));
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
        points: points
            .iter()
            .map(|p| postgis_ewkb::Point::new(p.x(), p.y(), None))
            .collect(),
    }
}
