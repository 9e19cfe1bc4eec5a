//! `/tiles`: vector tiles from memory or the database, and TileJSON.

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use serde_json::{Map, Value, json};
use time::Date;

use crate::error::{Error, Said};
use crate::features::items::{self, Query};
use crate::features::when::{self, Days};
use crate::geometry::bbox::Bbox;
use crate::geometry::crs::Crs;
use crate::http::links::{JSON, json_response, kept};
use crate::http::params::Params;
use crate::http::problem::{Failed, Language};
use crate::http::{Shared, filters};
use crate::tiles::mvt::{self, Shown, Tile};
use crate::tiles::replies::{Key, Reply};

const MVT: HeaderValue = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
const ASKED: [&str; 5] = ["datetime", "as-of", "filter", "filter-lang", "filter-crs"];
type TilePath = (String, String, String, String);

/// A tile that is kept, found without the router, which would take as long as all the rest together.
pub async fn kept_already(
    app: &Shared,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Option<Response> {
    if method != Method::GET || uri.query().is_some() {
        return None;
    }
    let mut path = uri.path().strip_prefix("/tiles/")?.split('/');
    let (collection, z, x, y) = (path.next()?, path.next()?, path.next()?, path.next()?);
    if path.next().is_some() {
        return None;
    }
    let tile = Tile::new(z, x, y).ok()?;
    let key = key(tile, app.freshness.of_tile(collection, tile)?);
    let reply = app.replies.get(&key).await?;
    app.metrics.cache_hits.increment(1);
    Some(answer(headers, &reply))
}

/// One tile. Those of the present are kept; those of another time or with a filter are made anew and kept by nobody.
pub async fn tile(
    State(app): State<Shared>,
    path: Result<Path<TilePath>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let answered = match (path, query) {
        (Err(rejection), _) => Err(Failed(Error::from(rejection).into())),
        (Ok(Path(path)), None) => present(&app, &path, &headers).await,
        (Ok(Path(path)), Some(query)) => asked(&app, &path, &query)
            .await
            .map_err(|e| Failed(e.into())),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn present(app: &Shared, path: &TilePath, headers: &HeaderMap) -> Result<Response, Failed> {
    let (collection, z, x, y) = path;
    let failed = |error: Error| Failed(error.into());
    let tile = Tile::new(z, x, y).map_err(failed)?;
    let Some(place) = app.freshness.of_tile(collection, tile) else {
        return Err(failed(not_found(collection)));
    };
    let key = key(tile, place);
    let reply = if let Some(reply) = app.replies.get(&key).await {
        app.metrics.cache_hits.increment(1);
        reply
    } else {
        app.metrics.cache_misses.increment(1);
        let build = async {
            let day = app
                .catalogue
                .get(collection)?
                .default_day()
                .unwrap_or_else(when::today);
            let shown = Shown {
                day,
                as_of: None,
                only: None,
            };
            mvt::build(&app.client().await?, collection, tile, shown).await
        };
        app.replies.get_or_build(key, build).await.map_err(Failed)?
    };
    Ok(answer(headers, &reply))
}

/// The key of a tile of today; `place` is the collection's place and the tile's generation.
fn key(tile: Tile, place: (usize, u64)) -> Key {
    let (collection, generation) = place;
    Key::Tile {
        collection,
        generation,
        julian_day: when::today().to_julian_day(),
        tile,
    }
}

fn answer(headers: &HeaderMap, reply: &Reply) -> Response {
    if reply.identity.body.is_empty() {
        let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
        return (StatusCode::NO_CONTENT, headers).into_response();
    }
    kept(headers, reply, MVT)
}

async fn asked(app: &Shared, path: &TilePath, query: &str) -> Result<Response, Error> {
    let (collection, z, x, y) = path;
    let collection = app.catalogue.get(collection)?;
    let params = Params::parse(Some(query), &ASKED)?;
    let tile = Tile::new(z, x, y)?;
    let day = day(&params)?
        .or_else(|| collection.default_day())
        .unwrap_or_else(when::today);
    let as_of = params
        .get("as-of")
        .map(when::parse_as_of)
        .transpose()
        .map_err(|reason| Error::InvalidParameter {
            name: "as-of".to_owned(),
            reason,
        })?;
    let filter = filters::read(collection, &params)?;
    let client = app.client().await?;
    let only = match filter {
        Some(filter) => {
            let place = Bbox::of(&tile.reach_3857(), Crs::Epsg3857).map_err(|reason| {
                Error::InvalidParameter {
                    name: "path".to_owned(),
                    reason,
                }
            })?;
            let query = Query {
                as_of,
                bbox: Some(place),
                filter: Some(filter),
                ..Query::all(&collection.id, Days::on(day))
            };
            let ids = items::matching(&client, &query).await?;
            Some(ids.into_iter().map(|ids| ids.fid).collect::<Vec<i64>>())
        }
        None => None,
    };
    let shown = Shown {
        day,
        as_of,
        only: only.as_deref(),
    };
    let bytes = mvt::build(&client, &collection.id, tile, shown).await?;
    let cache = (CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(if bytes.is_empty() {
        (StatusCode::NO_CONTENT, [cache]).into_response()
    } else {
        ([cache, (CONTENT_TYPE, MVT)], Body::from(bytes)).into_response()
    })
}

/// The one day of `datetime`, if it is given.
fn day(params: &Params) -> Result<Option<Date>, Error> {
    let wrong = |reason| Error::InvalidParameter {
        name: "datetime".to_owned(),
        reason,
    };
    let days = params.get("datetime").map(Days::parse).transpose();
    match days.map_err(wrong)? {
        None => Ok(None),
        Some(days) if days.from.is_some() && days.from == days.to => Ok(days.from),
        Some(_) => Err(wrong(Said::new(
            "ảnh bản đồ cần một ngày",
            "a tile needs one day",
        ))),
    }
}

fn not_found(collection: &str) -> Error {
    Error::NotFound {
        resource: "collection",
        id: collection.to_owned(),
    }
}

/// TileJSON 3 of a collection.
pub async fn tile_json(
    State(app): State<Shared>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Path(id) = path?;
    let params = Params::parse(query.as_deref(), &filters::PARAMS)?;
    let collection = app.catalogue.get(&id)?;
    filters::read(collection, &params)?;
    // What is asked of the whole is asked of each tile.
    let own = params.encoded();
    let question = if own.is_empty() { "" } else { "?" };
    let language = Language::of(&headers);
    let fields: Map<String, Value> = collection
        .properties
        .iter()
        .filter(|property| property.tile)
        .map(|property| (property.name.clone(), json!(property.title_en)))
        .chain([("id".to_owned(), json!("Feature id, as in /items/{id}"))])
        .collect();
    let document = json!({
        "tilejson": "3.0.0",
        "name": language.of_said(&collection.title()),
        "description": language.of_said(&collection.description()),
        "attribution": collection.attribution,
        "scheme": "xyz",
        "tiles": [format!("{}/tiles/{id}/{{z}}/{{x}}/{{y}}{question}{own}", app.public_url)],
        "minzoom": collection.min_zoom,
        "maxzoom": collection.max_zoom,
        "bounds": HANOI_BOUNDS,
        "vector_layers": [{
            "id": id,
            "description": language.of_said(&collection.title()),
            "minzoom": collection.min_zoom,
            "maxzoom": collection.max_zoom,
            "fields": fields,
        }],
    });
    Ok(json_response(JSON, &document))
}

/// West, south, east, north around Hà Nội with a margin, degrees; from the boxes of the former communes.
pub const HANOI_BOUNDS: [f64; 4] = [105.2, 20.5, 106.1, 21.4];
