//! Planning fit: of a cluster, of a drawn area, of all clusters; and the plans there are.

mod area;
mod turn;

pub use area::drawn;
pub use turn::Turn;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue};
use serde_json::{Map, Value, json};

use crate::error::{Error, Said};
use crate::features::items::{self, Query};
use crate::features::when::{self, Days};
use crate::filter::Filter;
use crate::fit::city::{self, Row};
use crate::fit::context::{self, Context, Question};
use crate::fit::verdict::Verdict;
use crate::fit::{self, Judged, pieces};
use crate::http::links::{GEOJSON, JSON, SCHEMA, json_response, kept, link};
use crate::http::params::Params;
use crate::http::{Shared, filters};
use crate::tiles::replies::Reply;

/// Collections whose geometry bears on a cluster's fit where it lies.
const AROUND: [&str; 4] = ["clusters", "communes", "plan-zones", "plan-constraints"];
const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");

/// `GET /collections/clusters/items/{id}/fit`.
pub async fn of_cluster(
    State(app): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Path(id) = id?;
    let params = Params::parse(
        query.as_deref(),
        &["plan", "datetime", "as-of", "sensitivity", "f"],
    )?;
    params.format(&["json", "geojson"])?;
    let question = question(&app, &params, true)?;
    if id.contains('\0') || id.len() > 200 {
        return Err(Error::NotFound {
            resource: "cluster",
            id: id.chars().filter(|c| !c.is_control()).take(60).collect(),
        });
    }
    let turn = Turn::take(&app).await?;
    let judged = turn
        .within_limit(fit::of_cluster(&*turn, &id, &question))
        .await?;
    answer(&turn, &headers, &params, judged, &question).await
}

/// `POST /fit`.
pub async fn of_area(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let params = Params::parse(
        query.as_deref(),
        &[
            "plan",
            "datetime",
            "as-of",
            "crs",
            "repair",
            "uncertainty_m",
            "f",
        ],
    )?;
    params.format(&["json", "geojson"])?;
    let question = question(&app, &params, true)?;
    let drawn = drawn(&app, &params, body?).await?;
    let turn = Turn::take(&app).await?;
    let judged = turn
        .within_limit(fit::of_area(&*turn, &drawn, &question))
        .await?;
    answer(&turn, &headers, &params, judged, &question).await
}

/// `GET /fit`.
pub async fn of_city(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let params = Params::parse(
        query.as_deref(),
        &[
            "plan",
            "datetime",
            "as-of",
            "sensitivity",
            "verdict",
            "filter",
            "filter-lang",
            "filter-crs",
            "f",
        ],
    )?;
    params.format(&["json", "geojson", "csv"])?;
    let question = question(&app, &params, false)?;
    let wanted = verdicts(&params)?;
    let filter = filters::read(app.catalogue.get("clusters")?, &params)?;
    let turn = Turn::take(&app).await?;
    let everywhere = app.freshness.of_everywhere("wastewater-plants");
    let (context, mut rows) = app
        .city
        .rows(&*turn, &question, |place| {
            let around = AROUND.map(|id| app.freshness.of_box(id, &place.box_3857));
            everywhere + around.iter().sum::<u64>()
        })
        .await?;
    if let Some(filter) = filter {
        let matching = matching(&turn, &question, filter).await?;
        rows.retain(|row| matching.contains(&row.id));
    }
    let counts = counts(&rows);
    rows.retain(|row| wanted.contains(&row.verdict));
    if params.get("f") == Some("csv") {
        return csv(&context, &rows);
    }
    let mut document = json!({
        "plan": context.plan,
        "datetime": question.day.to_string(),
        "counts": counts,
    });
    if params.get("f") == Some("geojson") {
        let outlines = city::outlines(&*turn, &question, &context).await?;
        let features: Vec<String> = rows
            .iter()
            .filter_map(|row| {
                let geometry = outlines.get(&row.id)?;
                let (id, properties) = (json!(row.id), json!(**row));
                Some(format!("{{\"type\":\"Feature\",\"id\":{id},\"geometry\":{geometry},\"properties\":{properties}}}"))
            })
            .collect();
        return collection(&headers, &features, &document);
    }
    document["rows"] = json!(rows.iter().map(|row| &**row).collect::<Vec<_>>());
    kept_json(&headers, JSON, document.to_string())
}

/// How many clusters have each verdict.
fn counts(rows: &[Arc<Row>]) -> Map<String, Value> {
    Verdict::ALL
        .iter()
        .map(|verdict| {
            let count = rows.iter().filter(|row| row.verdict == *verdict).count();
            (verdict.id().to_owned(), json!(count))
        })
        .collect()
}

/// The ids of the clusters that a filter lets through, on the day and as known at the time of a question.
async fn matching(
    turn: &Turn,
    question: &Question,
    filter: Filter,
) -> Result<BTreeSet<String>, Error> {
    let query = Query {
        as_of: question.as_of,
        filter: Some(filter),
        ..Query::all("clusters", Days::on(question.day))
    };
    let ids = items::matching(turn, &query).await?;
    Ok(ids.into_iter().map(|ids| ids.id).collect())
}

/// `GET /fit/schema`.
pub async fn schema(RawQuery(query): RawQuery) -> Result<Response, Error> {
    Params::parse(query.as_deref(), &[])?;
    let headers = [
        (CONTENT_TYPE, SCHEMA),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/fit/schema.json"));
    Ok((headers, Body::from(text)).into_response())
}

/// `GET /plans`.
pub async fn plans(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let params = Params::parse(query.as_deref(), &["f"])?;
    params.format(&["json"])?;
    let plans = context::plans(&app.client().await?, when::today()).await?;
    Ok(json_response(
        JSON,
        &json!({
            "default": app.default_plan,
            "plans": plans,
            "links": [link(format!("{}/plans", app.public_url), "self", "application/json", "Plans")],
        }),
    ))
}

/// Which plan, which day, known when.
pub fn question(app: &Shared, params: &Params, sensitivity: bool) -> Result<Question, Error> {
    let plan = match params.get("plan") {
        Some(plan) if plan.len() <= 100 => plan.to_owned(),
        Some(_) => {
            return Err(Error::parameter(
                "plan",
                "quá dài; xem /plans",
                "is too long; see /plans",
            ));
        }
        None => app.default_plan.clone(),
    };
    Ok(Question {
        plan,
        day: params.get("datetime").map_or(Ok(when::today()), day)?,
        as_of: params
            .get("as-of")
            .map(|text| {
                when::parse_as_of(text).map_err(|reason| Error::InvalidParameter {
                    name: "as-of".to_owned(),
                    reason,
                })
            })
            .transpose()?,
        sensitivity: yes_or_no(params, "sensitivity", sensitivity)?,
    })
}

/// One day: a verdict over an interval would be several.
pub fn day(text: &str) -> Result<time::Date, Error> {
    let one = Days::parse(text).and_then(|days| match (days.from, days.to) {
        (Some(from), Some(to)) if from == to => Ok(from),
        _ => Err(Said::new("phải là một ngày", "must be one day")),
    });
    one.map_err(|reason| Error::InvalidParameter {
        name: "datetime".to_owned(),
        reason,
    })
}

pub fn yes_or_no(params: &Params, name: &str, default: bool) -> Result<bool, Error> {
    match params.get(name) {
        None => Ok(default),
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(_) => Err(Error::parameter(
            name,
            "phải là true hoặc false",
            "must be true or false",
        )),
    }
}

fn verdicts(params: &Params) -> Result<Vec<Verdict>, Error> {
    let Some(text) = params.get("verdict") else {
        return Ok(Verdict::ALL.to_vec());
    };
    text.split(',')
        .map(|name| {
            let known = Verdict::ALL.into_iter().find(|v| v.id() == name.trim());
            known.ok_or_else(|| {
                let list = Verdict::ALL.map(Verdict::id).join(", ");
                Error::parameter(
                    "verdict",
                    format!("phải là một hay nhiều trong: {list}"),
                    format!("must be one or more of: {list}"),
                )
            })
        })
        .collect()
}

/// One fit, as a document or with its pieces.
async fn answer(
    turn: &Turn,
    headers: &HeaderMap,
    params: &Params,
    judged: Judged,
    question: &Question,
) -> Result<Response, Error> {
    if params.get("f") != Some("geojson") {
        return kept_json(headers, JSON, judged.document.to_string());
    }
    let features = turn
        .within_limit(pieces::features(&**turn, &judged, question))
        .await?;
    collection(headers, &features, &json!({ "fit": judged.document }))
}

/// A feature collection with the members of `beside`.
fn collection(headers: &HeaderMap, features: &[String], beside: &Value) -> Result<Response, Error> {
    let beside = beside.to_string();
    let beside = beside.strip_prefix('{').unwrap_or_default();
    let features = features.join(",\n");
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}],{beside}");
    kept_json(headers, GEOJSON, text)
}

/// An answer with the hash of its bytes: who asks again learns that nothing has changed.
fn kept_json(headers: &HeaderMap, kind: HeaderValue, text: String) -> Result<Response, Error> {
    Ok(kept(headers, &Reply::new(text.into())?, kind))
}

/// A table for a spreadsheet, which knows UTF-8 by its mark.
fn csv(context: &Context, rows: &[Arc<Row>]) -> Result<Response, Error> {
    let failed = |source| Error::startup_from("a table cannot be written", source);
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    let plan = &context.plan;
    out.write_record(
        Row::COLUMNS
            .iter()
            .chain(&["plan", "plan_version", "plan_synthetic"]),
    )
    .map_err(failed)?;
    for row in rows {
        let mut record = row.record();
        record.extend([
            plan.id.clone(),
            plan.version.to_string(),
            plan.synthetic.to_string(),
        ]);
        out.write_record(record).map_err(failed)?;
    }
    let body = out
        .into_inner()
        .map_err(|source| Error::startup_from("a table cannot be written", source.into_error()))?;
    let name = format!("attachment; filename=\"fit-{}.csv\"", plan.id);
    let mut response = (
        [
            (CONTENT_TYPE, CSV),
            (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (VARY, HeaderValue::from_static("Accept-Encoding")),
        ],
        Body::from(body),
    )
        .into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
