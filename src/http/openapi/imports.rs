//! The paths of files that are brought, each only for whoever holds the token.

use serde_json::{Value, json};

use crate::http::openapi::{components, get, parameter};
use crate::imports::staged::target::Target;

const JSON: &str = "application/json";
const GEOJSON: &str = "application/geo+json";

#[expect(clippy::too_many_lines, reason = "a table, one entry after another")]
pub fn paths() -> Vec<(&'static str, Value)> {
    let id = [parameter("importId")];
    let mut list = of("listImports", "Your imports, newest first", JSON, &[]);
    list["responses"]["200"]["content"][JSON]["schema"] = json!({
        "type": "object",
        "required": ["imports"],
        "properties": { "imports": { "type": "array", "items": { "type": "object" } } },
    });
    let mut remove = of("deleteImport", "Take a staged file away", JSON, &id);
    answered(&mut remove, "204", json!({ "description": "It is gone" }));
    let mut settle = of(
        "settleImport",
        "Settle what is asked; what is absent stays, null takes back. Everything is checked anew",
        JSON,
        &id,
    );
    settle["requestBody"] = json!({
        "required": true,
        "content": { JSON: { "schema": { "$ref": "#/components/schemas/importSettings" } } },
    });
    let mut defects = of(
        "getImportDefects",
        "What was found, as a layer with the areas covered twice or not at all, or as a table",
        GEOJSON,
        &[
            parameter("importId"),
            components::query(
                "f",
                "Format of the answer",
                &json!({ "type": "string", "enum": ["geojson", "csv"], "default": "geojson" }),
            ),
        ],
    );
    defects["responses"]["200"]["content"]["text/csv"] = json!({ "schema": { "type": "string" } });
    let preview = of(
        "previewImport",
        "What publishing would change: each feature as it would be, and as it is",
        GEOJSON,
        &id,
    );
    let act = |name: &str, summary: &str| {
        let mut operation = document(of(name, summary, JSON, &id));
        operation["requestBody"] = json!({
            "required": false,
            "content": { JSON: { "schema": { "type": "object", "maxProperties": 0 } } },
        });
        operation
    };
    vec![
        ("/imports", json!({ "get": list, "post": bring() })),
        (
            "/imports/{id}",
            json!({
                "get": document(of("getImport", "An import: what was read, asked and found", JSON, &id)),
                "delete": remove,
            }),
        ),
        ("/imports/{id}/settings", json!({ "put": document(settle) })),
        ("/imports/{id}/defects", json!({ "get": defects })),
        ("/imports/{id}/preview", json!({ "get": preview })),
        (
            "/imports/{id}/publish",
            json!({ "post": act("publishImport", "Make it part of the register, in one step") }),
        ),
        (
            "/imports/{id}/undo",
            json!({ "post": act("undoImport", "Take it back, in one step; the history stays") }),
        ),
    ]
}

fn bring() -> Value {
    let text = json!({ "type": "string", "maxLength": 200 });
    let mut collection = components::query(
        "collection",
        "What the file holds",
        &json!({ "type": "string", "enum": Target::ALL.map(Target::collection) }),
    );
    collection["required"] = json!(true);
    let mut by = components::query("by", "Who brings it; kept as its provenance", &text);
    by["required"] = json!(true);
    let name = components::query(
        "file-name",
        "Its name, which tells the format; a list of coordinates sent as text/plain needs none",
        &text,
    );
    let mut operation = document(of(
        "bringFile",
        "Bring a file of at most 64 MiB: GeoJSON, GeoPackage, Shapefile (.zip), KML, MapInfo, DXF, FlatGeobuf, CSV, XLSX, \
         or a list of coordinates. Nothing of the register changes",
        JSON,
        &[collection, by, name],
    ));
    operation["requestBody"] = json!({
        "required": true,
        "content": { "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } },
    });
    let mut made = operation["responses"]["200"].take();
    made["headers"] = json!({
        "Location": { "description": "The import", "schema": { "type": "string", "format": "uri" } },
    });
    answered(&mut operation, "201", made);
    for refused in ["413", "429"] {
        operation["responses"][refused] = json!({ "$ref": "#/components/responses/Problem" });
    }
    operation
}

/// An operation for whoever holds the token.
fn of(id: &str, summary: &str, kind: &str, parameters: &[Value]) -> Value {
    let mut operation = get(id, "imports", summary, kind, parameters);
    operation["security"] = json!([{ "writeToken": [] }]);
    for refused in ["401", "403", "409"] {
        operation["responses"][refused] = json!({ "$ref": "#/components/responses/Problem" });
    }
    operation
}

fn document(mut operation: Value) -> Value {
    operation["responses"]["200"]["content"][JSON]["schema"] =
        json!({ "$ref": "#/components/schemas/import" });
    operation
}

/// Answers with another status than 200.
fn answered(operation: &mut Value, status: &str, answer: Value) {
    if let Some(responses) = operation["responses"].as_object_mut() {
        responses.shift_remove("200");
        responses.insert(status.to_owned(), answer);
    }
}

/// The document of an import, and what a person settles.
pub fn schemas() -> [(&'static str, Value); 2] {
    let text = json!({ "type": "string", "nullable": true });
    let map =
        json!({ "type": "object", "additionalProperties": { "type": "string", "nullable": true } });
    [
        (
            "import",
            json!({
                "type": "object",
                "required": ["id", "collection", "state", "file", "by", "created_at", "expires_at", "format", "layers",
                    "layer", "encoding", "fields", "mapping", "crs", "settings", "counts", "asks", "rows", "defects",
                    "links"],
                "properties": {
                    "id": { "type": "string" },
                    "collection": { "type": "string", "enum": Target::ALL.map(Target::collection) },
                    "state": { "type": "string", "enum": ["asks", "checked", "published", "undone"] },
                    "asks": { "type": "array", "items": { "type": "string" } },
                    "rows": { "type": "array", "items": { "type": "object" } },
                    "defects": { "type": "array", "items": { "type": "object" } },
                },
            }),
        ),
        (
            "importSettings",
            json!({
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "layer": text,
                    "encoding": { "type": "string", "nullable": true, "enum": ["utf-8", "tcvn3", "vni", "windows-1258", null] },
                    "crs": text,
                    "coordinates": { "type": "object", "nullable": true },
                    "mapping": map,
                    "values": map,
                    "valid_from": { "type": "string", "format": "date", "nullable": true },
                    "boundary_certainty": { "type": "string", "nullable": true, "enum": ["surveyed", "digitised", null] },
                    "plan": text,
                    "source": text,
                    "new_features": { "type": "string", "nullable": true, "enum": ["add", "refuse", null] },
                },
            }),
        ),
    ]
}
