//! `/exports`: files of collections, at once or as a job; and the same formats for a page of `items`.

mod accept;
pub mod ask;
mod file;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use http::header::{CACHE_CONTROL, LINK, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use crate::error::Error;
use crate::exports::format::Format;
use crate::exports::jobs::{Job, Jobs, State as JobState};
use crate::exports::{Order, Table, notes};
use crate::features::items::Query;
use crate::http::Shared;
use crate::http::links::{JSON, json_response};
use crate::http::params::Params;
use crate::http::problem::{self, Failed, Language};

const PREFER: HeaderName = HeaderName::from_static("prefer");
const NUMBER_MATCHED: HeaderName = HeaderName::from_static("ogc-numbermatched");
const NUMBER_RETURNED: HeaderName = HeaderName::from_static("ogc-numberreturned");
/// A file that is finished by then is the answer; any other becomes a job.
const AT_ONCE_WITHIN: Duration = Duration::from_secs(12);
/// A page of features is finished by then, before a request takes too long.
const PAGE_WITHIN: Duration = Duration::from_secs(25);
/// When to look at a job again.
const LOOK_AGAIN_S: HeaderValue = HeaderValue::from_static("2");

/// Media types of files that are packed already.
pub const PACKED: [&str; 2] = [
    Format::Xlsx.about().media_type,
    Format::Shapefile.about().media_type,
];

/// A job that nobody has been told of: it goes with the request, unless it is kept.
struct Claim<'a> {
    jobs: &'a Jobs,
    job: Arc<Job>,
    kept: bool,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        if !self.kept {
            self.jobs.remove(&self.job.id);
        }
    }
}

fn claim(app: &Shared, order: Order) -> Result<Claim<'_>, Error> {
    Ok(Claim {
        jobs: &app.exports,
        job: app.exports.start(order, app.db.clone())?,
        kept: false,
    })
}

/// `GET /exports`.
pub async fn make(
    State(app): State<Shared>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let failed = |error: Error| Failed(Arc::new(error));
    let params = Params::parse(query.as_deref(), &ask::PARAMS).map_err(failed)?;
    let order = ask::read(&app, &params, &headers).map_err(failed)?;
    if method == Method::HEAD {
        // What the file would be called; its length is only known when it is written.
        return Ok(file::head(&order));
    }
    let mut claim = claim(&app, order).map_err(failed)?;
    let state = if prefers_job(&headers) {
        claim.job.state()
    } else {
        let last = tokio::time::timeout(AT_ONCE_WITHIN, claim.job.finished()).await;
        last.unwrap_or_else(|_| claim.job.state())
    };
    match state {
        JobState::Done(_) => file::send(claim.job.clone()).await.map_err(failed),
        JobState::Failed(error) => Err(Failed(error)),
        JobState::Waiting | JobState::Writing => {
            claim.kept = true;
            Ok(accepted(&app, &claim.job, Language::of(&headers)))
        }
    }
}

/// A page of features as a file of `format`.
pub async fn page(
    app: &Shared,
    params: &Params,
    query: Query,
    format: Format,
) -> Result<Response, Failed> {
    let failed = |error: Error| Failed(Arc::new(error));
    let collection = app.catalogue.get(&query.collection).map_err(failed)?;
    format.crs(Some(query.form.crs)).map_err(failed)?;
    let table = Table::new(collection.clone(), query);
    let order = ask::order(app, params, format, vec![table], &collection.id);
    let claim = claim(app, order).map_err(failed)?;
    let last = tokio::time::timeout(PAGE_WITHIN, claim.job.finished()).await;
    let made = match last {
        Ok(JobState::Done(made)) => made,
        Ok(JobState::Failed(error)) => return Err(Failed(error)),
        _ => {
            return Err(failed(Error::TimedOut {
                limit_s: PAGE_WITHIN.as_secs(),
            }));
        }
    };
    let mut response = file::send(claim.job.clone()).await.map_err(failed)?;
    let headers = response.headers_mut();
    headers.insert(NUMBER_MATCHED, HeaderValue::from(made.matched));
    headers.insert(NUMBER_RETURNED, HeaderValue::from(made.written));
    let here = format!("{}/collections/{}", app.public_url, collection.id);
    let kind = format.about().media_type;
    let mut links = vec![format!(
        "<{here}>; rel=\"collection\"; type=\"application/json\""
    )];
    if let (Some(after), [table]) = (&made.next, &claim.job.order.tables[..]) {
        let cursor = after.cursor(table.query.sort.is_some());
        let query = params.with_all(&[("f", format.about().id), ("cursor", &cursor)]);
        links.push(format!(
            "<{here}/items?{query}>; rel=\"next\"; type=\"{kind}\""
        ));
    }
    for link in links {
        if let Ok(link) = HeaderValue::from_str(&link) {
            headers.append(LINK, link);
        }
    }
    Ok(response)
}

/// The format of a page that is no GeoJSON, if one is asked for.
pub fn of_page(params: &Params, headers: &HeaderMap) -> Result<Option<Format>, Error> {
    let wanted = match params.get("f") {
        Some("json") => Format::GeoJson,
        Some(id) => Format::parse(id).ok_or_else(|| ask::unknown_format(&["json"]))?,
        None => {
            let offered = Format::ALL.map(|format| (format.about().media_type, format));
            let json = [("application/json", Format::GeoJson)];
            accept::preferred(headers, Format::GeoJson, &[&json[..], &offered].concat())
        }
    };
    Ok((wanted != Format::GeoJson).then_some(wanted))
}

/// `GET /exports/formats`.
pub async fn formats(RawQuery(query): RawQuery) -> Result<Response, Error> {
    Params::parse(query.as_deref(), &["f"])?.format(&["json"])?;
    let formats = Format::ALL.map(|format| {
        let about = format.about();
        let crs: Vec<&str> = about.crs.iter().map(|crs| crs.uri()).collect();
        json!({
            "id": about.id,
            "title_vi": about.vi,
            "title_en": about.en,
            "media_type": about.media_type,
            "extension": about.extension,
            "collections": if about.many { "many" } else { "one" },
            "crs": crs,
        })
    });
    Ok(json_response(JSON, &json!({ "formats": formats })))
}

type Id = Result<Path<String>, PathRejection>;

/// `GET /exports/jobs/{id}`.
pub async fn job(
    State(app): State<Shared>,
    id: Id,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    Params::parse(query.as_deref(), &["f"])?.format(&["json"])?;
    let Path(id) = id?;
    let job = app.exports.find(&id)?;
    Ok(told(&app, &job, Language::of(&headers)))
}

/// `GET /exports/jobs/{id}/file`.
pub async fn job_file(
    State(app): State<Shared>,
    id: Id,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let failed = |error: Error| Failed(Arc::new(error));
    Params::parse(query.as_deref(), &[]).map_err(failed)?;
    let Path(id) = id.map_err(|error| failed(error.into()))?;
    let job = app.exports.find(&id).map_err(failed)?;
    match job.state() {
        JobState::Done(_) => file::send(job).await.map_err(failed),
        JobState::Failed(error) => Err(Failed(error)),
        JobState::Waiting | JobState::Writing => Err(failed(Error::NotFound {
            resource: "file yet of export",
            id,
        })),
    }
}

/// `DELETE /exports/jobs/{id}`.
pub async fn give_up(
    State(app): State<Shared>,
    id: Id,
    RawQuery(query): RawQuery,
) -> Result<StatusCode, Error> {
    Params::parse(query.as_deref(), &[])?;
    let Path(id) = id?;
    app.exports.find(&id)?;
    app.exports.remove(&id);
    Ok(StatusCode::NO_CONTENT)
}

/// RFC 7240.
fn prefers_job(headers: &HeaderMap) -> bool {
    headers
        .get_all(PREFER)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split([',', ';']))
        .any(|part| part.trim().eq_ignore_ascii_case("respond-async"))
}

fn accepted(app: &Shared, job: &Job, language: Language) -> Response {
    let mut response = told(app, job, language);
    *response.status_mut() = StatusCode::ACCEPTED;
    if let Ok(location) = HeaderValue::from_str(&address(app, job)) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

fn address(app: &Shared, job: &Job) -> String {
    format!("{}/exports/jobs/{}", app.public_url, job.id)
}

fn told(app: &Shared, job: &Job, language: Language) -> Response {
    let state = job.state();
    let mut response = json_response(JSON, &document(app, job, &state, language));
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if !state.is_final() {
        headers.insert(RETRY_AFTER, LOOK_AGAIN_S);
    }
    response
}

fn document(app: &Shared, job: &Job, state: &JobState, language: Language) -> Value {
    let collections: Vec<&str> = job
        .order
        .tables
        .iter()
        .map(|table| table.collection.id.as_str())
        .collect();
    let about = job.order.format.about();
    let (name, problem, bytes) = match state {
        JobState::Waiting => ("waiting", None, 0),
        JobState::Writing => ("writing", None, job.bytes()),
        JobState::Done(made) => ("done", None, made.bytes),
        JobState::Failed(error) => {
            let problem = problem::document(error, language, &app.public_url, &job.id);
            ("failed", Some(problem), 0)
        }
    };
    let link = matches!(state, JobState::Done(_)).then(|| format!("{}/file", address(app, job)));
    json!({
        "id": job.id,
        "state": name,
        "format": about.id,
        "collections": collections,
        "name": format!("{}.{}", job.order.name, about.extension),
        "matched": job.progress.matched.load(Ordering::Relaxed),
        "written": job.progress.written.load(Ordering::Relaxed),
        "bytes": bytes,
        "link": link,
        "problem": problem,
        "expires_at": job.expires_at().map(notes::instant),
    })
}
