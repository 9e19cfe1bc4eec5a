//! The only module that knows HTTP: state, the route table, and what each route answers.

mod assets;
mod collections;
mod communes;
mod exports;
mod extracts;
mod filters;
mod fit;
pub mod frame;
mod health;
pub mod imports;
mod items;
mod landing;
mod links;
mod measure;
pub mod metrics;
pub mod openapi;
mod params;
pub mod problem;
mod qgis;
mod search;
pub mod serve;
mod tiles;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{MethodRouter, get, post, put};
use deadpool_postgres::{Object, Pool};
use http::header::{ALLOW, CONTENT_TYPE, ETAG};
use http::{Extensions, HeaderMap, HeaderValue, StatusCode, Version};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _};

use crate::catalogue::Catalogue;
use crate::communes::Loading;
use crate::communes::gazetteer::Kept;
use crate::config::Config;
use crate::error::Error;
use crate::exports::jobs::Jobs;
use crate::fit::city::City;
use crate::tiles::freshness::Freshness;
use crate::tiles::replies::Replies;
use imports::Imports;
use metrics::Metrics;
use tokio::sync::Semaphore;

/// What every handler may use. Built once in `main`.
pub struct App {
    pub db: Pool,
    pub config: Config,
    /// Where the service is reached; every link begins with it.
    pub public_url: String,
    pub catalogue: Catalogue,
    pub replies: Replies,
    /// The plan that a question of fit means when it names none.
    pub default_plan: String,
    /// The fit of every cluster, as far as it was asked for.
    pub city: City,
    /// The names of communes, as long as the register does not change.
    pub gazetteers: Kept,
    pub freshness: Freshness,
    /// The download of commune boundaries, while one runs.
    pub loading: Loading,
    pub metrics: Metrics,
    /// Checks of drawn geometry at once: each may keep a core busy for a while.
    pub checks: Semaphore,
    /// Tables worked on at once.
    pub tables: Semaphore,
    /// Fits at once: each may keep a connection busy for a while.
    pub fits: Arc<Semaphore>,
    /// Extracts made at once.
    pub extracts: Semaphore,
    /// Files of collections, on their way or kept for a while.
    pub exports: Jobs,
    /// Taking files in, where a token is set.
    pub imports: Option<Imports>,
}

/// A database that gives no working connection within this time is away. The pool asks several of its
/// connections in turn, each with a limit of its own, so the sum needs one too.
const DATABASE_WITHIN: Duration = Duration::from_millis(1700);

/// Permits of [`App::checks`]: half of two cores stays for everybody else.
pub const CHECKS_AT_ONCE: usize = 1;
/// Permits of [`App::tables`]: the other core is for everybody else.
pub const TABLES_AT_ONCE: usize = 1;
/// Permits of [`App::extracts`]: each reads a map's worth of geometry on a connection of its own.
pub const EXTRACTS_AT_ONCE: usize = 2;

/// Permits of [`App::fits`]: a third of the connections.
pub const FITS_AT_ONCE: usize = 4;

pub type Shared = Arc<App>;

impl App {
    async fn client(&self) -> Result<Object, Error> {
        tokio::time::timeout(DATABASE_WITHIN, self.db.get())
            .await
            .map_err(|late| Error::Unavailable(Some(late.into())))?
            .map_err(Error::from)
    }
}

/// Paths as axum matches them. `tests/api/openapi.rs` compares this list with the OpenAPI document.
pub const ROUTES: [&str; 42] = [
    "/",
    "/api",
    "/conformance",
    "/collections",
    "/collections/{collection}",
    "/collections/{collection}/schema",
    "/collections/{collection}/queryables",
    "/collections/{collection}/items",
    "/collections/{collection}/items/{id}",
    "/collections/clusters/items/{id}/fit",
    "/fit",
    "/fit/schema",
    "/plans",
    "/communes/resolve",
    "/communes/reaggregate",
    "/communes/flows",
    "/communes/{code}",
    "/extracts",
    "/extracts/{number}/{key}",
    "/exports",
    "/exports/formats",
    "/exports/jobs/{id}",
    "/exports/jobs/{id}/file",
    "/imports",
    "/imports/{id}",
    "/imports/{id}/settings",
    "/imports/{id}/defects",
    "/imports/{id}/preview",
    "/imports/{id}/publish",
    "/imports/{id}/undo",
    "/tiles/{collection}",
    "/tiles/{collection}/{z}/{x}/{y}",
    "/style.json",
    "/qgis/ccn-atlas.qlr",
    "/problems/{slug}",
    "/search",
    "/measure",
    "/config.json",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/assets/{*path}",
];

/// A route that is read; OPTIONS tells what it allows, as QGIS asks before it lets a layer be edited.
fn reads(route: MethodRouter<Shared>) -> MethodRouter<Shared> {
    allowing(route, HeaderValue::from_static("GET, HEAD, OPTIONS"))
}

fn allowing(route: MethodRouter<Shared>, allow: HeaderValue) -> MethodRouter<Shared> {
    route.options(|| async move { (StatusCode::OK, [(ALLOW, allow)]) })
}

/// The route table.
pub fn router(app: Shared) -> Router {
    documents()
        .merge(taken())
        .merge(staged())
        // Level 1: these are packed anew for each request.
        .layer(
            CompressionLayer::new()
                .gzip(true)
                .quality(CompressionLevel::Fastest)
                // A strong ETag belongs to the bytes it was made of.
                .compress_when(DefaultPredicate::new().and(may_be_packed)),
        )
        .merge(kept())
        .fallback(assets::file)
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .with_state(app)
}

fn may_be_packed(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let is_packed = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| exports::PACKED.iter().any(|packed| kind == packed));
    !headers.contains_key(ETAG) && !is_packed
}

/// What is made for each request.
fn documents() -> Router<Shared> {
    Router::new()
        .route("/api", reads(get(landing::api)))
        .route("/conformance", reads(get(landing::conformance)))
        .route("/collections", reads(get(collections::list)))
        .route("/collections/{collection}", reads(get(collections::one)))
        .route(
            "/collections/{collection}/schema",
            reads(get(collections::schema)),
        )
        .route(
            "/collections/{collection}/queryables",
            reads(get(collections::queryables)),
        )
        .route("/collections/{collection}/items", reads(get(items::page)))
        .route("/tiles/{collection}", reads(get(tiles::tile_json)))
        .route("/style.json", reads(get(assets::style)))
        .route("/problems/{slug}", reads(get(landing::problem)))
        .route("/plans", reads(get(fit::plans)))
        .route("/fit/schema", reads(get(fit::schema)))
        .route("/search", reads(get(search::search)))
        .route(
            "/communes/resolve",
            allowing(
                get(communes::units::resolve)
                    .post(communes::batch::resolve)
                    .layer(communes::tables::limit()),
                HeaderValue::from_static("GET, HEAD, POST, OPTIONS"),
            ),
        )
        .route(
            "/communes/reaggregate",
            allowing(
                post(communes::reaggregate::carry).layer(communes::tables::limit()),
                HeaderValue::from_static("POST, OPTIONS"),
            ),
        )
        .route(
            "/measure",
            allowing(
                post(measure::measure),
                HeaderValue::from_static("POST, OPTIONS"),
            ),
        )
        .route(
            "/extracts",
            allowing(
                post(extracts::make),
                HeaderValue::from_static("POST, OPTIONS"),
            ),
        )
}

/// Files that are taken away.
fn taken() -> Router<Shared> {
    Router::new()
        .route("/exports", reads(get(exports::make)))
        .route("/exports/formats", reads(get(exports::formats)))
        .route(
            "/exports/jobs/{id}",
            allowing(
                get(exports::job).delete(exports::give_up),
                HeaderValue::from_static("GET, HEAD, DELETE, OPTIONS"),
            ),
        )
        .route("/exports/jobs/{id}/file", reads(get(exports::job_file)))
        .route("/qgis/ccn-atlas.qlr", reads(get(qgis::layers)))
}

/// Files that are brought, each resource only for whoever holds the token.
fn staged() -> Router<Shared> {
    let allows = |allow| HeaderValue::from_static(allow);
    Router::new()
        .route(
            "/imports",
            allowing(
                get(imports::look::list).post(imports::bring::bring),
                allows("GET, HEAD, POST, OPTIONS"),
            ),
        )
        .route(
            "/imports/{id}",
            allowing(
                get(imports::look::one).delete(imports::look::delete),
                allows("GET, HEAD, DELETE, OPTIONS"),
            ),
        )
        .route(
            "/imports/{id}/settings",
            allowing(put(imports::settle::settle), allows("PUT, OPTIONS")),
        )
        .route("/imports/{id}/defects", reads(get(imports::acts::defects)))
        .route("/imports/{id}/preview", reads(get(imports::acts::preview)))
        .route(
            "/imports/{id}/publish",
            allowing(post(imports::acts::publish), allows("POST, OPTIONS")),
        )
        .route(
            "/imports/{id}/undo",
            allowing(post(imports::acts::undo), allows("POST, OPTIONS")),
        )
}

/// What is packed already, or too small to pack.
fn kept() -> Router<Shared> {
    Router::new()
        .route("/", reads(get(landing::landing)))
        .route(
            "/collections/{collection}/items/{id}",
            reads(get(items::one)),
        )
        .route(
            "/collections/clusters/items/{id}/fit",
            reads(get(fit::of_cluster)),
        )
        .route(
            "/fit",
            allowing(
                get(fit::of_city).post(fit::of_area),
                HeaderValue::from_static("GET, HEAD, POST, OPTIONS"),
            ),
        )
        .route("/communes/flows", reads(get(communes::units::flows)))
        .route("/communes/{code}", reads(get(communes::units::one)))
        .route("/extracts/{number}/{key}", reads(get(extracts::one)))
        .route("/tiles/{collection}/{z}/{x}/{y}", reads(get(tiles::tile)))
        .route("/config.json", reads(get(assets::config)))
        .route("/health/live", reads(get(health::live)))
        .route("/health/ready", reads(get(health::ready)))
        .route("/metrics", reads(get(health::metrics)))
        .route("/assets/{*path}", reads(get(assets::asset)))
}
