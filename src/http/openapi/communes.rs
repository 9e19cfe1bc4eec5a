//! The paths of communes, before and after 2025-07-01.

use serde_json::{Value, json};

use crate::http::openapi::{components, get};

const JSON: &str = "application/json";

pub fn paths() -> Vec<(&'static str, Value)> {
    let day = |description: &str| {
        let schema = json!({ "type": "string", "format": "date" });
        components::query("datetime", description, &schema)
    };
    let mut text = components::query(
        "text",
        "A place as papers write it",
        &json!({ "type": "string", "maxLength": 200, "example": "xã Liên Hà, huyện Đan Phượng" }),
    );
    text["required"] = json!(true);
    let code = json!({
        "name": "code",
        "in": "path",
        "required": true,
        "description": "Five digits of a commune, three of a former district",
        "schema": { "type": "string", "pattern": "^[0-9]{3}([0-9]{2})?$" },
        "example": "00004",
    });
    let format = components::query(
        "f",
        "Format of the answer",
        &json!({ "type": "string", "enum": ["json"] }),
    );
    let resolve = get(
        "resolve",
        "communes",
        "Which units a written place may mean, and what they are part of today",
        JSON,
        &[
            text,
            day("The day whose names the text uses; any day by default"),
        ],
    );
    let flows = get(
        "getFlows",
        "communes",
        "The restructuring of 2025-07-01 whole: what of each former unit went into which of today",
        JSON,
        &[],
    );
    let unit = get(
        "getCommune",
        "communes",
        "One commune or former district: where it came from or went, its area, what lies in it, sources",
        JSON,
        &[
            code,
            day("The day on which the unit bore the code; codes are used again. Today by default"),
            format,
        ],
    );
    vec![
        ("/communes/resolve", json!({ "get": resolve })),
        ("/communes/flows", json!({ "get": flows })),
        ("/communes/{code}", json!({ "get": unit })),
    ]
}
