//! `/extracts`: making a document of a fit, and giving it out to whoever knows its address.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use crate::error::Error;
use crate::extracts::{self, Form, Judgement, Order, Rerun};
use crate::features::when;
use crate::fit::context::Question;
use crate::fit::{self, Drawn, Judged};
use crate::http::Shared;
use crate::http::fit as http_fit;
use crate::http::landing::prefers_page;
use crate::http::links::{JSON, kept};
use crate::http::params::Params;
use crate::http::problem::Language;
use crate::tiles::replies::Reply;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
/// The page holds all it needs, and runs nothing.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// What an extract is asked of.
enum Subject {
    Cluster(String),
    Area(Drawn),
}

/// `POST /extracts`.
pub async fn make(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let params = Params::parse(
        query.as_deref(),
        &[
            "cluster",
            "plan",
            "datetime",
            "crs",
            "repair",
            "uncertainty_m",
        ],
    )?;
    let mut question = http_fit::question(&app, &params, true)?;
    // Before anything is computed: who comes when all are given out costs one look.
    extracts::check_room(&app.client().await?, app.config.extracts_per_day).await?;
    let subject = read_subject(&app, &params, body?).await?;
    let _turn = app
        .extracts
        .acquire()
        .await
        .map_err(|closed| Error::startup_from("no more extracts are made", closed))?;
    let turn = http_fit::Turn::take(&app).await?;
    let made_at = extracts::instant(&turn).await?;
    question.as_of = Some(made_at);
    let judging = async {
        match &subject {
            Subject::Cluster(id) => fit::of_cluster(&*turn, id, &question).await,
            Subject::Area(drawn) => fit::of_area(&*turn, drawn, &question).await,
        }
    };
    let judged = turn.within_limit(judging).await?;
    drop(turn);
    let mut client = app.client().await?;
    let order = Order {
        public_url: &app.public_url,
        per_day: app.config.extracts_per_day,
        made_at: made_at.to_offset(when::HANOI),
        rerun: rerun(&app.public_url, &judged, &question)?,
    };
    let judgement = Judgement {
        document: &judged.document,
        geom_5897: &judged.geom_5897,
        cluster: judged.cluster,
    };
    let made = extracts::make(&mut client, &judgement, &order).await?;
    drop(client);
    let location = HeaderValue::from_str(&made.address)
        .map_err(|source| Error::startup_from("CCN_PUBLIC_URL is no address", source))?;
    let mut response = (StatusCode::CREATED, [(LOCATION, location)], made.document).into_response();
    let headers = response.headers_mut();
    headers.insert(http::header::CONTENT_TYPE, JSON);
    keep_private(headers);
    Ok(response)
}

/// `GET /extracts/{number}/{key}`.
pub async fn one(
    State(app): State<Shared>,
    path: Result<Path<(String, String)>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let params = Params::parse(query.as_deref(), &["f", "lang"])?;
    params.format(&["json", "html"])?;
    let language = match params.get("lang") {
        None => Language::of(&headers),
        Some("vi") => Language::Vi,
        Some("en") => Language::En,
        Some(_) => {
            return Err(Error::parameter(
                "lang",
                "phải là vi hoặc en",
                "must be vi or en",
            ));
        }
    };
    let wants_page = params
        .get("f")
        .map_or_else(|| prefers_page(&headers), |format| format == "html");
    // A path that cannot be read is no address of an extract either.
    let (number, key) = path.map_or_else(|_| Default::default(), |Path(parts)| parts);
    let form = match (wants_page, language) {
        (false, _) => Form::Document,
        (true, Language::Vi) => Form::PageVi,
        (true, Language::En) => Form::PageEn,
    };
    let text = extracts::find(&app.client().await?, &number, &key, form).await?;
    let kind = if wants_page { HTML } else { JSON };
    let mut response = kept(&headers, &Reply::new(text.into())?, kind);
    let headers = response.headers_mut();
    keep_private(headers);
    if wants_page {
        headers.insert(CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    }
    Ok(response)
}

/// A cluster by its id, or the area in the body.
async fn read_subject(app: &Shared, params: &Params, body: Bytes) -> Result<Subject, Error> {
    match params.get("cluster") {
        Some(_) if !body.is_empty() => Err(Error::parameter(
            "cluster",
            "không đi cùng với một hình trong nội dung",
            "goes not with an area in the body",
        )),
        Some(_) if params.has_any(&["crs", "repair", "uncertainty_m"]) => Err(Error::parameter(
            "cluster",
            "không đi cùng với crs, repair, uncertainty_m",
            "goes not with crs, repair, uncertainty_m",
        )),
        Some(id) => Ok(Subject::Cluster(id.to_owned())),
        None if body.is_empty() => Err(Error::parameter(
            "cluster",
            "cần mã một cụm, hoặc một hình trong nội dung",
            "the id of a cluster is needed, or an area in the body",
        )),
        None => Ok(Subject::Area(http_fit::drawn(app, params, body).await?)),
    }
}

/// The request for the same fit: plan, day and instant are stated, so it does not follow the data.
fn rerun(public_url: &str, judged: &Judged, question: &Question) -> Result<Rerun, Error> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("plan", &question.plan);
    query.append_pair("datetime", &question.day.to_string());
    if let Some(as_of) = question.as_of {
        query.append_pair("as-of", &extracts::as_text(as_of)?);
    }
    let subject = &judged.document["subject"];
    if let Some(id) = subject["id"].as_str() {
        let query = query.finish();
        return Ok(Rerun {
            method: "GET",
            href: format!("{public_url}/collections/clusters/items/{id}/fit?{query}"),
        });
    }
    query.append_pair("crs", "EPSG:5897");
    if let Some(uncertainty_m) = subject["position_uncertainty_m"].as_f64() {
        query.append_pair("uncertainty_m", &Value::from(uncertainty_m).to_string());
    }
    Ok(Rerun {
        method: "POST",
        href: format!("{public_url}/fit?{}", query.finish()),
    })
}

/// Only who was given the address may have it: no shared cache, no search engine, no other site.
fn keep_private(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(
        VARY,
        HeaderValue::from_static("Accept, Accept-Language, Accept-Encoding"),
    );
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
}
