//! The landing page, the API document, and what the service conforms to.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use serde_json::json;

use crate::error::Error;
use crate::http::links::{JSON, OPENAPI, json_response, link};
use crate::http::params::Params;
use crate::http::problem::Language;
use crate::http::qgis::LAYER_DEFINITION;
use crate::http::{Shared, assets, openapi};

/// The document every problem type has a heading in.
const PROBLEMS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/problems.md"));

/// Only what the tests show is claimed.
const CONFORMS_TO: [&str; 25] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    // The name it had in the draft, by which QGIS looks for it.
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/core-roles-features",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/returnables-and-receivables",
];

/// Browsers get the map; API clients the landing page.
pub async fn landing(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let asked = query.as_deref().unwrap_or_default();
    let format = form_urlencoded::parse(asked.as_bytes()).find(|(name, _)| name == "f");
    let wants_page = match format.as_ref().map(|(_, value)| value.as_ref()) {
        Some("json") => false,
        Some("html") => true,
        Some(_) => {
            return Err(Error::parameter(
                "f",
                "phải là json hoặc html",
                "must be json or html",
            ));
        }
        None => prefers_page(&headers),
    };
    if wants_page {
        // The map keeps its view in the query string, so parameters are its own business here.
        return assets::index(&app, &headers);
    }
    Params::parse(query.as_deref(), &["f"])?;
    Ok(document(&app, Language::of(&headers)))
}

/// Whether a browser asks, rather than a program.
pub fn prefers_page(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let place = |kind: &str| accept.find(kind).unwrap_or(usize::MAX);
    place("text/html") < place("application/json")
}

fn document(app: &Shared, language: Language) -> Response {
    let url = &app.public_url;
    let (title, description) = match language {
        Language::Vi => (
            "CCN Atlas – cụm công nghiệp Hà Nội",
            "Các cụm công nghiệp, trạm xử lý nước thải, xã phường trước và sau 01/7/2025, theo Kế hoạch 305/KH-UBND; mỗi dữ kiện có nguồn.",
        ),
        Language::En => (
            "CCN Atlas – industrial clusters of Hà Nội",
            "Industrial clusters, wastewater plants, communes before and after 2025-07-01, after plan 305/KH-UBND; every fact with its source.",
        ),
    };
    json_response(
        JSON,
        &json!({
            "title": title,
            "description": description,
            "links": [
                link(format!("{url}/?f=json"), "self", "application/json", title),
                link(format!("{url}/?f=html"), "alternate", "text/html", title),
                link(format!("{url}/api"), "service-desc", "application/vnd.oai.openapi+json;version=3.0", "OpenAPI 3.0"),
                link(format!("{url}/conformance"), "conformance", "application/json", "Conformance"),
                link(format!("{url}/collections"), "data", "application/json", "Collections"),
                link(format!("{url}/style.json"), "http://www.opengis.net/def/rel/ogc/1.0/styles", "application/json", "Map style"),
                link(format!("{url}/qgis/ccn-atlas.qlr"), "related", LAYER_DEFINITION, "QGIS"),
            ],
        }),
    )
}

pub async fn conformance(RawQuery(query): RawQuery) -> Result<Response, Error> {
    Params::parse(query.as_deref(), &["f"])?.format(&["json"])?;
    Ok(json_response(JSON, &json!({ "conformsTo": CONFORMS_TO })))
}

pub async fn api(State(app): State<Shared>, RawQuery(query): RawQuery) -> Result<Response, Error> {
    Params::parse(query.as_deref(), &["f"])?.format(&["json"])?;
    Ok(json_response(
        OPENAPI,
        &openapi::document(&app.catalogue, &app.public_url),
    ))
}

/// What `type` of a problem points to: its section of `docs/problems.md`.
pub async fn problem(
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let Path(slug) = path?;
    Params::parse(query.as_deref(), &[])?;
    let text = PROBLEMS
        .split("\n## ")
        .skip(1)
        .find(|section| section.lines().next() == Some(slug.as_str()))
        .ok_or(Error::NotFound {
            resource: "problem type",
            id: slug,
        })?;
    let kind = HeaderValue::from_static("text/markdown; charset=utf-8");
    Ok(([(CONTENT_TYPE, kind)], format!("# {text}")).into_response())
}
