//! The paths of exports.

use serde_json::{Map, Value, json};

use crate::catalogue::Catalogue;
use crate::exports::format::Format;
use crate::geometry::crs::Crs;
use crate::http::openapi::{components, get, parameter};

const JSON: &str = "application/json";

pub fn paths(catalogue: &Catalogue) -> Vec<(&'static str, Value)> {
    let mut job = get(
        "getExportJob",
        "exports",
        "How far an export is",
        JSON,
        &["exportId", "f"].map(parameter),
    );
    job["responses"]["200"]["content"][JSON]["schema"] =
        json!({ "$ref": "#/components/schemas/exportJob" });
    let file = get(
        "getExportFile",
        "exports",
        "The file of an export that is done",
        JSON,
        &["exportId"].map(parameter),
    );
    vec![
        ("/exports", json!({ "get": make(catalogue) })),
        (
            "/exports/formats",
            json!({ "get": get("getExportFormats", "exports", "Formats of exports", JSON, &[parameter("f")]) }),
        ),
        (
            "/exports/jobs/{id}",
            json!({ "get": job, "delete": give_up() }),
        ),
        (
            "/exports/jobs/{id}/file",
            json!({ "get": with_files(file) }),
        ),
    ]
}

fn make(catalogue: &Catalogue) -> Value {
    let ids: Vec<&str> = catalogue.iter().map(|c| c.id.as_str()).collect();
    let mut collections = components::query(
        "collections",
        "Collections wanted; formats that hold one take one only",
        &json!({ "type": "array", "minItems": 1, "items": { "type": "string", "enum": ids } }),
    );
    collections["required"] = json!(true);
    let crs = components::query(
        "crs",
        "CRS of the coordinates, one of those /exports/formats lists; by default the first of them",
        &json!({ "type": "string", "format": "uri", "enum": Crs::ALL.map(Crs::uri) }),
    );
    let text = json!({ "type": "string" });
    let own = [
        collections,
        components::query(
            "f",
            "Format of the file; GeoPackage unless `Accept` names another",
            &json!({ "type": "string", "enum": Format::ALL.map(|format| format.about().id) }),
        ),
        crs,
        components::query("properties", "Properties to give; all by default", &text),
        components::query("sortby", "One scalar property, + or - before it", &text),
    ];
    let shared = [
        "bbox",
        "bbox-crs",
        "datetime",
        "as-of",
        "q",
        "filter",
        "filter-lang",
        "filter-crs",
    ]
    .map(parameter);
    let mut operation = with_files(get(
        "export",
        "exports",
        "Collections as a file; one that takes long, or `Prefer: respond-async`, becomes a job",
        JSON,
        &[&own[..], &shared].concat(),
    ));
    operation["responses"]["202"] = json!({
        "description": "A job: look at its address until it is done",
        "headers": { "Location": { "schema": { "type": "string", "format": "uri" } } },
        "content": { JSON: { "schema": { "$ref": "#/components/schemas/exportJob" } } },
    });
    operation["responses"]["413"] = json!({ "$ref": "#/components/responses/Problem" });
    operation
}

fn give_up() -> Value {
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    json!({
        "operationId": "giveUpExport",
        "tags": ["exports"],
        "summary": "Give up an export and its file",
        "parameters": [parameter("exportId")],
        "responses": {
            "204": { "description": "It is gone" },
            "400": problem,
            "404": problem,
        },
    })
}

/// The same answer in every format of a file.
pub fn with_files(mut operation: Value) -> Value {
    let content = &mut operation["responses"]["200"]["content"];
    if let Some(content) = content.as_object_mut() {
        content.shift_remove(JSON);
        content.extend(files());
    }
    operation
}

/// Media types of files and what they are to a client.
pub fn files() -> Map<String, Value> {
    let binary = json!({ "schema": { "type": "string", "format": "binary" } });
    let geojson = json!({ "schema": { "type": "object" } });
    Format::ALL
        .into_iter()
        .map(|format| {
            let kind = format.about().media_type;
            let is_json = format == Format::GeoJson;
            let kind = kind.split(';').next().unwrap_or(kind).to_owned();
            (
                kind,
                if is_json {
                    geojson.clone()
                } else {
                    binary.clone()
                },
            )
        })
        .collect()
}

/// A job as `/exports/jobs/{id}` tells it.
pub fn schema() -> Value {
    let nullable = |kind: &str| json!({ "type": kind, "nullable": true });
    let count = json!({ "type": "integer", "minimum": 0 });
    json!({
        "type": "object",
        "required": ["id", "state", "format", "collections", "name", "matched", "written", "bytes", "link", "problem", "expires_at"],
        "properties": {
            "id": { "type": "string" },
            "state": { "type": "string", "enum": ["waiting", "writing", "done", "failed"] },
            "format": { "type": "string" },
            "collections": { "type": "array", "items": { "type": "string" } },
            "name": { "type": "string" },
            "matched": count,
            "written": count,
            "bytes": count,
            "link": nullable("string"),
            "problem": nullable("object"),
            "expires_at": nullable("string"),
        },
    })
}
