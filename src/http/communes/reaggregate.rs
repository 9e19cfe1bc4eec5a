//! `POST /communes/reaggregate`: indicators by former unit, carried to the units of today.

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

use super::tables;
use crate::communes::reaggregate::indicators::Remarked;
use crate::communes::reaggregate::numbers::Mark;
use crate::communes::reaggregate::{Question, Unresolved, Weights, reaggregate};
use crate::error::Error;
use crate::http::Shared;
use crate::http::fit::yes_or_no;
use crate::http::links::{JSON, json_response};
use crate::http::params::Params;
use crate::http::problem::Language;

/// Columns that took no part, and those whose sums may mean nothing; each URL-encoded, separated by commas.
const LEFT_OUT: HeaderName = HeaderName::from_static("ccn-left-out");
const DOUBTFUL: HeaderName = HeaderName::from_static("ccn-doubtful");
/// Columns named in a header.
const NAMED: usize = 20;

pub async fn carry(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let known = ["columns", "weights", "unresolved", "decimal", "summary"];
    let params = Params::parse(query.as_deref(), &known)?;
    let summary_only = yes_or_no(&params, "summary", false)?;
    let weights = [("area", Weights::Area), ("population", Weights::Population)];
    let weights = one_of(&params, "weights", &weights)?;
    let unresolved = [("refuse", Unresolved::Refuse), ("keep", Unresolved::Keep)];
    let unresolved = one_of(&params, "unresolved", &unresolved)?;
    let mark = one_of(
        &params,
        "decimal",
        &[("point", Mark::Point), ("comma", Mark::Comma)],
    )?;
    let pick = tables::pick(Language::of(&headers));
    let body = tables::whole(&headers, body)?;
    let gazetteer = super::gazetteer(&app).await?;
    let columns = params.get("columns").map(str::to_owned);
    let work = move || {
        let question = Question {
            columns: columns.as_deref(),
            weights,
            unresolved,
            mark,
            pick,
        };
        let answer = reaggregate(&body, &gazetteer, &question)?;
        let mut table = Vec::new();
        answer.write(&mut table)?;
        Ok((table, answer.summary))
    };
    let done: Result<_, Error> = tables::apart(&app, work).await?;
    let (table, summary) = done?;
    if summary_only {
        return Ok(json_response(JSON, &json!(summary)));
    }
    let file = "attachment; filename=\"communes-reaggregated.csv\"";
    let mut response = (tables::headers(file), Body::from(table)).into_response();
    for (name, columns) in [(LEFT_OUT, &summary.left_out), (DOUBTFUL, &summary.doubtful)] {
        if let Some(value) = encoded(columns) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

/// A parameter that takes one of some words; the first by default.
fn one_of<T: Copy>(params: &Params, name: &str, words: &[(&str, T)]) -> Result<T, Error> {
    let given = params.get(name).or(words.first().map(|(word, _)| *word));
    let found = words.iter().find(|(word, _)| Some(*word) == given);
    found.map(|(_, meant)| *meant).ok_or_else(|| {
        let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let list = list.join(", ");
        Error::parameter(
            name,
            format!("phải là một trong: {list}"),
            format!("must be one of: {list}"),
        )
    })
}

fn encoded(columns: &[Remarked]) -> Option<HeaderValue> {
    let names: Vec<String> = columns
        .iter()
        .take(NAMED)
        .map(|one| {
            let name: String = one.column.chars().take(60).collect();
            form_urlencoded::byte_serialize(name.as_bytes()).collect()
        })
        .collect();
    HeaderValue::from_str(&names.join(","))
        .ok()
        .filter(|value| !value.is_empty())
}
