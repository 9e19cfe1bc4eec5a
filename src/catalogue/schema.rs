//! A collection's properties as JSON Schema (OGC API Features Part 5).

use serde_json::{Map, Value, json};

use crate::catalogue::{Collection, Property};

/// The schema of a collection's features as they are returned.
///
/// # Source
/// OGC API Features Part 5 (Schemas): `x-ogc-role`, `x-ogc-unit`, geometry by `format: geometry-*`.
pub fn returnables(collection: &Collection, url: &str) -> Value {
    let mut properties = Map::new();
    properties.insert("geometry".into(), geometry(collection));
    for (index, property) in collection.properties.iter().enumerate() {
        let mut schema = describe(property);
        schema.insert("x-ogc-propertySeq".into(), json!(index + 1));
        properties.insert(property.name.clone(), Value::Object(schema));
    }
    let mut schema = document(collection, url, &properties);
    // `type` stays one word, as QGIS takes a list of types for text; what may be null is what is not required.
    schema["required"] = collection
        .properties
        .iter()
        .filter(|property| !property.nullable)
        .map(|property| property.name.as_str())
        .collect();
    schema["$comment"] =
        json!("A property that is not required may be null: no source states a value.");
    schema
}

/// What a request may filter by: the id, the scalar properties and the geometry.
///
/// # Source
/// OGC API Features Part 3, 6.2 (Queryables).
pub fn queryables(collection: &Collection, url: &str) -> Value {
    let mut properties = Map::new();
    let mut shape = geometry(collection);
    // QGIS knows a queryable geometry by nothing but a reference to the schemas of GeoJSON.
    shape["$ref"] = json!(format!(
        "https://geojson.org/schema/{}.json",
        collection.geometry
    ));
    properties.insert("geometry".into(), shape);
    let id = json!({ "title": "Mã", "x-title-en": "Id", "type": "string", "x-ogc-role": "id" });
    properties.insert("id".into(), id);
    for property in collection.properties.iter().filter(|p| is_scalar(p)) {
        properties.insert(property.name.clone(), Value::Object(describe(property)));
    }
    document(collection, url, &properties)
}

/// Whether a property has one value that can be ordered.
pub fn is_scalar(property: &Property) -> bool {
    !matches!(property.kind.as_str(), "array" | "object")
}

fn document(collection: &Collection, url: &str, properties: &Map<String, Value>) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": url,
        "type": "object",
        "title": collection.title_vi,
        "x-title-en": collection.title_en,
        "description": collection.description_vi,
        "properties": properties,
        "additionalProperties": false,
    })
}

fn geometry(collection: &Collection) -> Value {
    let format = match collection.geometry.as_str() {
        "MultiPoint" => "geometry-multipoint",
        _ => "geometry-multipolygon",
    };
    json!({ "format": format, "x-ogc-role": "primary-geometry", "title": "Hình học", "x-title-en": "Geometry" })
}

fn describe(property: &Property) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("title".into(), json!(property.title_vi));
    schema.insert("x-title-en".into(), json!(property.title_en));
    match property.kind.as_str() {
        "date" => {
            schema.insert("type".into(), json!("string"));
            schema.insert("format".into(), json!("date"));
        }
        kind => {
            schema.insert("type".into(), json!(kind));
        }
    }
    if property.kind == "array" {
        let items = property.items.as_deref().unwrap_or("string");
        schema.insert("items".into(), json!({ "type": items }));
    }
    if let Some(values) = &property.values {
        schema.insert("enum".into(), json!(values));
    }
    if let Some(unit) = &property.unit {
        schema.insert("x-ogc-unit".into(), json!(unit));
    }
    if let Some(role) = &property.role {
        schema.insert("x-ogc-role".into(), json!(role));
    }
    schema
}
