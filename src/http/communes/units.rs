//! `/communes/resolve` of one text, `/communes/flows`, `/communes/{code}`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use bytes::Bytes;
use http::HeaderMap;
use http::header::VARY;
use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::communes::page;
use crate::error::Error;
use crate::features::when;
use crate::http::Shared;
use crate::http::fit::day;
use crate::http::links::{JSON, json_response, kept};
use crate::http::params::{MAX_LETTERS, Params, too_long};
use crate::http::problem::{Failed, Language};
use crate::names::gazetteer::Share;
use crate::tiles::replies::{Key, Reply};

/// Codes of districts.
const DISTRICT_DIGITS: usize = 3;
const CONTENT_LANGUAGE: HeaderName = HeaderName::from_static("content-language");

/// What units a text may mean.
pub async fn resolve(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let params = Params::parse(query.as_deref(), &["text", "datetime"])?;
    let text = params.get("text").ok_or_else(|| {
        Error::parameter(
            "text",
            "cần có tên nơi cần tra",
            "is needed: the name of a place",
        )
    })?;
    if text.chars().count() > MAX_LETTERS {
        return Err(too_long("text"));
    }
    let on = params.get("datetime").map(day).transpose()?;
    let found = super::gazetteer(&app).await?.resolve(text, on);
    let language = Language::of(&headers);
    let candidates: Vec<_> = found
        .candidates
        .iter()
        .map(|candidate| {
            let mut shown = json!(candidate);
            shown["sentence"] = json!(match language {
                Language::Vi => &candidate.sentence.vi,
                Language::En => &candidate.sentence.en,
            });
            shown
        })
        .collect();
    let mut response = json_response(
        JSON,
        &json!({ "text": found.text, "outcome": found.outcome, "candidates": candidates }),
    );
    let code = match language {
        Language::Vi => "vi",
        Language::En => "en",
    };
    let answer = response.headers_mut();
    answer.insert(CONTENT_LANGUAGE, HeaderValue::from_static(code));
    answer.insert(
        VARY,
        HeaderValue::from_static("Accept-Encoding, Accept-Language"),
    );
    Ok(response)
}

/// The whole restructuring, kept until the register changes.
pub async fn flows(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    Params::parse(query.as_deref(), &[]).map_err(|error| Failed(error.into()))?;
    let key = Key::Text {
        generation: app.freshness.of_all(),
        julian_day: when::today().to_julian_day(),
        name: "communes/flows".to_owned(),
    };
    let build = async { Ok(Bytes::from(page::flows(&app.client().await?).await?)) };
    let reply = app
        .replies
        .get_or_build(key, Box::pin(build))
        .await
        .map_err(Failed)?;
    Ok(kept(&headers, &reply, JSON))
}

/// A unit of today that a district went into.
fn whole(share: &Share) -> Value {
    let mut shown = json!(share);
    for unsaid in ["moves", "clause"] {
        shown[unsaid] = Value::Null;
    }
    shown
}

/// One unit, on a day or today.
pub async fn one(
    State(app): State<Shared>,
    code: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Path(code) = code?;
    let params = Params::parse(query.as_deref(), &["datetime", "f"])?;
    params.format(&["json"])?;
    let on = params.get("datetime").map(day).transpose()?;
    if !matches!(code.len(), 3 | 5) || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::NotFound {
            resource: "commune",
            id: code.chars().filter(|c| !c.is_control()).take(60).collect(),
        });
    }
    let on = on.unwrap_or_else(when::today);
    let mut unit = page::one(&app.client().await?, &code, on).await?;
    if code.len() == DISTRICT_DIGITS {
        // No clause moves a district: its communes' parts are put together.
        let gazetteer = super::gazetteer(&app).await?;
        let shares = gazetteer.by_code(&code, Some(on)).into_iter();
        unit["successors"] = shares.flat_map(|entry| &entry.units).map(whole).collect();
    }
    Ok(kept(&headers, &Reply::new(unit.to_string().into())?, JSON))
}
