//! `/collections`: what there is, where, in which CRS, under which licence; and its schemas.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use deadpool_postgres::Object;
use http::HeaderMap;
use serde_json::{Value, json};

use crate::catalogue::{Collection, schema};
use crate::communes;
use crate::error::Error;
use crate::exports::format::Format;
use crate::features::when;
use crate::geometry::crs::Crs;
use crate::http::Shared;
use crate::http::links::{JSON, SCHEMA, json_response, link};
use crate::http::params::Params;
use crate::http::problem::Language;
use crate::sql;

type Id = Result<Path<String>, PathRejection>;

pub async fn list(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    Params::parse(query.as_deref(), &["f"])?.format(&["json"])?;
    let client = app.client().await?;
    let mut collections = Vec::new();
    for collection in app.catalogue.iter() {
        collections.push(describe(&app, &client, collection, Language::of(&headers)).await?);
    }
    let url = format!("{}/collections", app.public_url);
    Ok(json_response(
        JSON,
        &json!({
            "links": [link(url, "self", "application/json", "Collections")],
            "crs": Crs::ALL.map(Crs::uri),
            "collections": collections,
        }),
    ))
}

pub async fn one(
    State(app): State<Shared>,
    id: Id,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Path(id) = id?;
    Params::parse(query.as_deref(), &["f"])?.format(&["json"])?;
    let collection = app.catalogue.get(&id)?;
    let client = app.client().await?;
    let document = describe(&app, &client, collection, Language::of(&headers)).await?;
    Ok(json_response(JSON, &document))
}

pub async fn schema(
    State(app): State<Shared>,
    id: Id,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let Path(id) = id?;
    Params::parse(query.as_deref(), &["f"])?.format(&["json"])?;
    let url = format!("{}/collections/{id}/schema", app.public_url);
    Ok(json_response(
        SCHEMA,
        &schema::returnables(app.catalogue.get(&id)?, &url),
    ))
}

pub async fn queryables(
    State(app): State<Shared>,
    id: Id,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let Path(id) = id?;
    Params::parse(query.as_deref(), &["f"])?.format(&["json"])?;
    let url = format!("{}/collections/{id}/queryables", app.public_url);
    Ok(json_response(
        SCHEMA,
        &schema::queryables(app.catalogue.get(&id)?, &url),
    ))
}

async fn describe(
    app: &Shared,
    client: &Object,
    collection: &Collection,
    language: Language,
) -> Result<Value, Error> {
    let day = collection.default_day().unwrap_or_else(when::today);
    let prepared = client.prepare_cached(sql!("catalogue/summary")).await?;
    let summary = client.query_one(&prepared, &[&collection.id, &day]).await?;
    let edges = ["west", "south", "east", "north"]
        .map(|edge| summary.try_get::<_, Option<f64>>(edge))
        .into_iter()
        .collect::<Result<Option<Vec<f64>>, _>>()?;
    let days = ["first_day", "last_day"]
        .map(|end| summary.try_get::<_, Option<time::Date>>(end))
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .map(|day| day.map(|day| format!("{day}T00:00:00+07:00")));
    let mut extent = json!({ "temporal": { "interval": [days.collect::<Vec<_>>()] } });
    if let Some(edges) = edges {
        extent["spatial"] = json!({ "bbox": [edges], "crs": Crs::Crs84.uri() });
    }
    let mut collection = collection.clone();
    communes::credit(client, &mut collection).await?;
    let mut document = json!({
        "id": collection.id,
        "title": language.of_said(&collection.title()),
        "description": language.of_said(&collection.description()),
        "titles": { "vi": collection.title_vi, "en": collection.title_en },
        "descriptions": { "vi": collection.description_vi, "en": collection.description_en },
        "itemType": "feature",
        "itemCount": summary.try_get::<_, i64>("item_count")?,
        "extent": extent,
        "crs": Crs::ALL.map(Crs::uri),
        "storageCrs": Crs::Epsg5897.uri(),
        "licence": collection.licence,
        "citation": collection.citation,
        "attribution": collection.attribution,
        "links": links(app, &collection.id, language.of_said(&collection.title())),
    });
    match collection.id.as_str() {
        "communes" => document["boundaries"] = communes::boundaries(client, &app.loading).await?,
        "clusters" => document["stated_counts"] = stated_counts(client).await?,
        _ => {}
    }
    Ok(document)
}

fn links(app: &Shared, id: &str, title: &str) -> Vec<Value> {
    let here = format!("{}/collections/{id}", app.public_url);
    let mut links = vec![
        link(&here, "self", "application/json", title),
        link(
            format!("{here}/items"),
            "items",
            "application/geo+json",
            title,
        ),
        link(
            format!("{here}/schema"),
            "http://www.opengis.net/def/rel/ogc/1.0/schema",
            "application/schema+json",
            "Schema",
        ),
        link(
            format!("{here}/schema"),
            "describedby",
            "application/schema+json",
            "Schema",
        ),
        link(
            format!("{here}/queryables"),
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            "application/schema+json",
            "Queryables",
        ),
        link(
            format!("{}/tiles/{id}", app.public_url),
            "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
            "application/json",
            "TileJSON",
        ),
    ];
    // A page in every other format, and the whole collection as a file.
    for format in Format::ALL {
        let about = format.about();
        if format != Format::GeoJson {
            let page = format!("{here}/items?f={}", about.id);
            links.push(link(page, "items", about.media_type, about.en));
        }
        let file = format!("{}/exports?collections={id}&f={}", app.public_url, about.id);
        links.push(link(file, "enclosure", about.media_type, about.en));
    }
    links
}

async fn stated_counts(client: &Object) -> Result<Value, Error> {
    let prepared = client
        .prepare_cached(sql!("catalogue/stated_counts"))
        .await?;
    let rows = client.query(&prepared, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(json!({
                "id": row.try_get::<_, &str>("id")?,
                "subject_vi": row.try_get::<_, &str>("subject_vi")?,
                "subject_en": row.try_get::<_, &str>("subject_en")?,
                "stated": row.try_get::<_, i32>("stated")?,
                "named": row.try_get::<_, i32>("named")?,
                "place": row.try_get::<_, &str>("place")?,
                "source": row.try_get::<_, &str>("source")?,
            }))
        })
        .collect()
}
