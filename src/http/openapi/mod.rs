//! The OpenAPI 3.0 document, built from the catalogue: literal paths per collection, and the page size where
//! QGIS looks for it (`components.parameters.limit`).

mod communes;
mod communes_tables;
mod components;
mod exports;
mod extracts;
mod fit;

use serde_json::{Map, Value, json};

use crate::catalogue::{Catalogue, Collection, schema};
use crate::http::qgis::LAYER_DEFINITION;

/// Parameters of a condition.
const FILTER: [&str; 3] = ["filter", "filter-lang", "filter-crs"];

/// The document for a service reached at `public_url`.
pub fn document(catalogue: &Catalogue, public_url: &str) -> Value {
    let mut paths = Map::new();
    let all = fixed_paths().into_iter();
    for (path, operation) in all
        .chain(fit::paths())
        .chain(extracts::paths())
        .chain(communes::paths())
        .chain(exports::paths(catalogue))
    {
        paths.insert(path.to_owned(), operation);
    }
    for (path, operation) in communes_tables::operations() {
        paths.entry(path).or_insert_with(|| json!({}))["post"] = operation;
    }
    paths["/"]["get"]["responses"]["200"]["content"]["text/html"] =
        json!({ "schema": { "type": "string" } });
    for collection in catalogue.iter() {
        add_collection(&mut paths, collection);
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "CCN Atlas",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Industrial clusters of Hà Nội: OGC API Features and vector tiles. \
                Unknown parameters of features, tiles and documents are answered 400; every error is problem+json (RFC 9457).",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": public_url }],
        "tags": [{ "name": "features" }, { "name": "fit" }, { "name": "communes" }, { "name": "exports" }, { "name": "tiles" }, { "name": "service" }],
        "paths": paths,
        "components": {
            "parameters": components::parameters(),
            "responses": components::responses(),
            "schemas": components::schemas(),
        },
    })
}

#[expect(clippy::too_many_lines, reason = "a table, one entry after another")]
fn fixed_paths() -> Vec<(&'static str, Value)> {
    let json = "application/json";
    let f = [parameter("f")];
    let of = |id: &str, tag: &str, summary: &str, kind: &str, params: &[Value]| json!({ "get": get(id, tag, summary, kind, params) });
    vec![
        (
            "/",
            of(
                "getLandingPage",
                "service",
                "Landing page; the map for browsers",
                json,
                &[parameter("fLanding")],
            ),
        ),
        (
            "/api",
            of(
                "getApi",
                "service",
                "This document",
                "application/vnd.oai.openapi+json;version=3.0",
                &f,
            ),
        ),
        (
            "/conformance",
            of("getConformance", "service", "Conformance classes", json, &f),
        ),
        (
            "/collections",
            of("getCollections", "features", "All collections", json, &f),
        ),
        (
            "/style.json",
            of("getStyle", "tiles", "Map style (MapLibre, QGIS)", json, &[]),
        ),
        (
            "/qgis/ccn-atlas.qlr",
            of(
                "getQgisLayers",
                "tiles",
                "All collections as styled layers of QGIS 3.22 or newer",
                LAYER_DEFINITION,
                &[],
            ),
        ),
        (
            "/problems/{slug}",
            of(
                "getProblemType",
                "service",
                "What a problem type means",
                "text/markdown",
                &[parameter("slug")],
            ),
        ),
        (
            "/search",
            of(
                "search",
                "features",
                "Find clusters and communes, old and new, by name",
                json,
                &[parameter("q"), parameter("searchLimit")],
            ),
        ),
        ("/measure", json!({ "post": measure() })),
        (
            "/config.json",
            of(
                "getConfig",
                "service",
                "What the web map must know",
                json,
                &[],
            ),
        ),
        (
            "/health/live",
            of("getLive", "service", "The process runs", "text/plain", &[]),
        ),
        (
            "/health/ready",
            of(
                "getReady",
                "service",
                "The database answers",
                "text/plain",
                &[],
            ),
        ),
        (
            "/metrics",
            of(
                "getMetrics",
                "service",
                "Prometheus metrics",
                "text/plain",
                &[],
            ),
        ),
    ]
}

fn measure() -> Value {
    let mut operation = get(
        "measure",
        "features",
        "Length and area of a drawn geometry, in EPSG:5897",
        "application/json",
        &[],
    );
    operation["requestBody"] = json!({
        "required": true,
        "content": { "application/geo+json": { "schema": { "$ref": "#/components/schemas/geometry" } } },
    });
    operation["responses"]["413"] = json!({ "$ref": "#/components/responses/Problem" });
    operation
}

#[expect(clippy::too_many_lines, reason = "a table, one entry after another")]
fn add_collection(paths: &mut Map<String, Value>, collection: &Collection) {
    let id = &collection.id;
    let name = pascal(id);
    let here = format!("/collections/{id}");
    let f = [parameter("f")];
    let mut add = |path: String, operation: Value| {
        paths.insert(path, json!({ "get": operation }));
    };
    add(
        here.clone(),
        get(
            &format!("describe{name}"),
            "features",
            &collection.title_en,
            "application/json",
            &f,
        ),
    );
    add(
        format!("{here}/schema"),
        get(
            &format!("get{name}Schema"),
            "features",
            "Properties of its features",
            "application/schema+json",
            &f,
        ),
    );
    add(
        format!("{here}/queryables"),
        get(
            &format!("get{name}Queryables"),
            "features",
            "What can be asked by",
            "application/schema+json",
            &f,
        ),
    );
    let mut page = get(
        &format!("get{name}"),
        "features",
        "Features",
        "application/geo+json",
        &page_parameters(collection),
    );
    page["responses"]["200"]["content"]["application/geo+json"]["schema"] =
        json!({ "$ref": "#/components/schemas/featureCollectionGeoJSON" });
    let kinds = &mut page["responses"]["200"]["content"];
    if let Some(kinds) = kinds.as_object_mut() {
        for (kind, file) in exports::files() {
            kinds.entry(kind).or_insert(file);
        }
    }
    add(format!("{here}/items"), page);
    let mut one = get(
        &format!("get{name}Feature"),
        "features",
        "One feature",
        "application/geo+json",
        &[
            "featureId",
            "crs",
            "datetime",
            "as-of",
            "precision",
            "fFeatures",
        ]
        .map(parameter),
    );
    one["responses"]["200"]["content"]["application/geo+json"]["schema"] =
        json!({ "$ref": "#/components/schemas/featureGeoJSON" });
    add(format!("{here}/items/{{featureId}}"), one);
    add(
        format!("/tiles/{id}"),
        get(
            &format!("get{name}TileJson"),
            "tiles",
            "TileJSON 3",
            "application/json",
            &FILTER.map(parameter),
        ),
    );
    let mut tile = get(
        &format!("get{name}Tile"),
        "tiles",
        "Vector tile (MVT 2.1)",
        "application/vnd.mapbox-vector-tile",
        &[&["z", "x", "y", "datetime", "as-of"], &FILTER[..]]
            .concat()
            .into_iter()
            .map(parameter)
            .collect::<Vec<_>>(),
    );
    tile["responses"]["204"] = json!({ "description": "Nothing lies in this tile" });
    add(format!("/tiles/{id}/{{z}}/{{x}}/{{y}}"), tile);
}

fn page_parameters(collection: &Collection) -> Vec<Value> {
    let names: Vec<&str> = collection
        .properties
        .iter()
        .map(|p| p.name.as_str())
        .collect();
    let sortable: Vec<String> = collection
        .properties
        .iter()
        .filter(|p| schema::is_scalar(p))
        .flat_map(|p| {
            [
                p.name.clone(),
                format!("+{}", p.name),
                format!("-{}", p.name),
            ]
        })
        .collect();
    let list = json!({ "type": "array", "items": { "type": "string", "enum": names } });
    let mut all = [
        "limit", "cursor", "bbox", "bbox-crs", "crs", "datetime", "as-of",
    ]
    .map(parameter)
    .to_vec();
    all.push(components::query(
        "properties",
        "Properties to give; all by default",
        &list,
    ));
    all.push(components::query(
        "sortby",
        "One scalar property, + or - before it",
        &json!({ "type": "string", "enum": sortable }),
    ));
    all.extend(["q", "precision", "fPage"].map(parameter));
    all.extend(FILTER.map(parameter));
    all.extend(queryables(collection));
    all
}

/// Each queryable by itself: only the features that have this value of it.
fn queryables(collection: &Collection) -> Vec<Value> {
    let text = json!({ "type": "string" });
    let id = components::query("id", "Only the feature of this id", &text);
    let properties = collection
        .properties
        .iter()
        .filter(|p| schema::is_scalar(p))
        .map(|property| {
            let mut kind = match property.kind.as_str() {
                "date" => json!({ "type": "string", "format": "date" }),
                kind => json!({ "type": kind }),
            };
            if let Some(values) = &property.values {
                kind["enum"] = json!(values);
            }
            components::query(&property.name, &property.title_en, &kind)
        });
    std::iter::once(id).chain(properties).collect()
}

fn get(id: &str, tag: &str, summary: &str, kind: &str, parameters: &[Value]) -> Value {
    let mut content = Map::new();
    content.insert(
        kind.to_owned(),
        json!({ "schema": { "type": if is_json(kind) { "object" } else { "string" } } }),
    );
    if kind.ends_with("vector-tile") {
        content.insert(
            kind.to_owned(),
            json!({ "schema": { "type": "string", "format": "binary" } }),
        );
    }
    json!({
        "operationId": id,
        "tags": [tag],
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": { "description": summary, "content": content },
            "400": { "$ref": "#/components/responses/Problem" },
            "404": { "$ref": "#/components/responses/Problem" },
            "503": { "$ref": "#/components/responses/Problem" },
        },
    })
}

fn is_json(kind: &str) -> bool {
    kind.contains("json")
}

fn parameter(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

fn pascal(id: &str) -> String {
    id.split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        })
        .collect()
}
