//! Parameters, answers and shapes that the paths refer to.

use serde_json::{Value, json};

use crate::exports::format::Format;
use crate::filter::{Lang, MAX_LETTERS};
use crate::fit::verdict::Verdict;
use crate::geometry::crs::Crs;
use crate::http::openapi::exports;

/// A query parameter as QGIS reads it: `form`, not exploded.
pub fn query(name: &str, description: &str, schema: &Value) -> Value {
    json!({
        "name": name, "in": "query", "required": false, "description": description,
        "schema": schema, "style": "form", "explode": false,
    })
}

fn path(name: &str, description: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema })
}

/// Parameters that several resources share.
pub fn parameters() -> Value {
    let crs = json!({ "type": "string", "format": "uri", "enum": Crs::ALL.map(Crs::uri), "default": Crs::Crs84.uri() });
    let whole = |min: i64, max: i64| json!({ "type": "integer", "minimum": min, "maximum": max });
    let text = json!({ "type": "string" });
    let format = |known: &[&str]| json!({ "type": "string", "enum": known });
    let mut limit = whole(1, 10_000);
    limit["default"] = json!(100);
    let mut search_limit = whole(1, 50);
    search_limit["default"] = json!(12);
    let condition =
        json!({ "type": "string", "maxLength": MAX_LETTERS, "example": "operating = 'yes'" });
    let mut language = format(&Lang::ALL.map(Lang::id));
    language["default"] = json!(Lang::Text.id());
    let bbox =
        json!({ "type": "array", "items": { "type": "number" }, "minItems": 4, "maxItems": 6 });
    json!({
        "limit": query("limit", "Features of a page; more than the maximum counts as the maximum", &limit),
        "searchLimit": query("limit", "Results wanted", &search_limit),
        "cursor": query("cursor", "Where the page begins, from a `next` link", &text),
        "bbox": query("bbox", "Only features that intersect this box", &bbox),
        "bbox-crs": query("bbox-crs", "CRS of bbox", &crs),
        "crs": query("crs", "CRS of the answer", &crs),
        "datetime": query("datetime", "True on this day or in this interval; today by default", &text),
        "day": query("datetime", "True on this day; today in Hà Nội by default", &text),
        "plan": query("plan", "A plan of /plans; its `default` by default", &text),
        "as-of": query("as-of", "As the register knew it at this time; now by default", &text),
        "q": query("q", "Words to find, diacritics or not", &text),
        "filter": query("filter", "A condition in CQL2 on the queryables of the collection", &condition),
        "filter-lang": query("filter-lang", "The encoding of filter", &language),
        "filter-crs": query("filter-crs", "CRS of the geometries in filter", &crs),
        "precision": query("precision", "Decimals of a coordinate: at most 9 for degrees, 4 for metres", &whole(0, 9)),
        "f": query("f", "Format of the answer", &format(&["json"])),
        "fLanding": query("f", "The document, or the map", &format(&["json", "html"])),
        "fFeatures": query("f", "Format of the answer", &format(&["geojson", "json"])),
        "fPage": query("f", "Format of the answer; GeoJSON unless `Accept` names another", &format(&formats_of_page())),
        "exportId": path("id", "Id of an export, from the `Location` it was told", &text),
        "featureId": path("featureId", "Id of a feature", &text),
        "extractNumber": path("number", "Number of an extract", &text),
        "extractKey": path("key", "The key that came with its address", &text),
        "lang": query("lang", "Language of the page; by default as Accept-Language says", &format(&["vi", "en"])),
        "importId": path("id", "Id of an import", &text),
        "slug": path("slug", "Last part of a problem's `type`", &text),
        "z": path("z", "Zoom", &whole(0, 18)),
        "x": path("x", "Column", &whole(0, 262_143)),
        "y": path("y", "Row", &whole(0, 262_143)),
    })
}

/// Answers that several resources share.
pub fn responses() -> Value {
    json!({
        "Problem": {
            "description": "What was wrong, and where (RFC 9457)",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/problem" } } },
        },
    })
}

/// What `f` of a page may be.
fn formats_of_page() -> Vec<&'static str> {
    let files = Format::ALL.map(|format| format.about().id);
    [&files[..], &["json"]].concat()
}

/// Shapes of bodies.
#[expect(clippy::too_many_lines, reason = "a table, one entry after another")]
pub fn schemas() -> Value {
    json!({
        "exportJob": exports::schema(),
        "problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": { "type": "string", "format": "uri" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "instance": { "type": "string" },
                "errors": { "type": "array", "items": { "type": "object" } },
            },
        },
        "geometry": {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {
                "type": { "type": "string", "enum": ["LineString", "MultiLineString", "Polygon", "MultiPolygon"] },
                "coordinates": { "type": "array", "items": {} },
            },
        },
        "area": {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {
                "type": { "type": "string", "enum": ["Polygon", "MultiPolygon"] },
                "coordinates": { "type": "array", "items": {} },
            },
        },
        "fit": {
            "type": "object",
            "description": "Described whole by /fit/schema",
            "required": ["area_m2", "classes", "residual", "double_counted", "constraints", "communes", "verdict",
                "confidence", "findings", "plan", "computed_from"],
            "properties": {
                "area_m2": { "type": "number" },
                "verdict": { "type": "string", "enum": Verdict::ALL.map(Verdict::id) },
                "findings": { "type": "array", "items": { "type": "object" } },
            },
        },
        "featureGeoJSON": {
            "type": "object",
            "required": ["type", "geometry", "properties"],
            "properties": {
                "type": { "type": "string", "enum": ["Feature"] },
                "id": { "type": "string" },
                "geometry": { "type": "object" },
                "properties": { "type": "object" },
                "links": { "type": "array", "items": { "type": "object" } },
            },
        },
        "featureCollectionGeoJSON": {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": { "type": "string", "enum": ["FeatureCollection"] },
                "features": { "type": "array", "items": { "$ref": "#/components/schemas/featureGeoJSON" } },
                "links": { "type": "array", "items": { "type": "object" } },
                "numberMatched": { "type": "integer" },
                "numberReturned": { "type": "integer" },
                "timeStamp": { "type": "string", "format": "date-time" },
            },
        },
    })
}
