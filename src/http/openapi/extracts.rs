//! The paths of extracts.

use serde_json::{Value, json};

use crate::http::openapi::{components, fit, get, parameter};

const JSON: &str = "application/json";

pub fn paths() -> Vec<(&'static str, Value)> {
    let mut one = get(
        "getExtract",
        "fit",
        "An extract: the document for programs, the page for browsers, the same bytes for ever",
        JSON,
        &["extractNumber", "extractKey", "fLanding", "lang"].map(parameter),
    );
    one["responses"]["200"]["content"]["text/html"] = json!({ "schema": { "type": "string" } });
    vec![
        ("/extracts", json!({ "post": make() })),
        ("/extracts/{number}/{key}", json!({ "get": one })),
    ]
}

fn make() -> Value {
    let cluster = components::query(
        "cluster",
        "Id of a cluster; then no body is sent",
        &json!({ "type": "string" }),
    );
    let parameters = [
        &[cluster][..],
        &["plan", "day", "crs"].map(parameter),
        &fit::of_drawing(),
    ]
    .concat();
    let mut operation = get(
        "makeExtract",
        "fit",
        "Make a numbered document of the fit of a cluster or of a drawn area; it is listed nowhere",
        JSON,
        &parameters,
    );
    operation["requestBody"] = fit::body();
    operation["requestBody"]["required"] = json!(false);
    let mut made = operation["responses"]["200"].take();
    made["headers"] = json!({
        "Location": {
            "description": "Address of the extract, with the key that nobody else is told",
            "schema": { "type": "string", "format": "uri" },
        },
    });
    if let Some(responses) = operation["responses"].as_object_mut() {
        responses.shift_remove("200");
        responses.insert("201".to_owned(), made);
        for refused in ["413", "429"] {
            let problem = json!({ "$ref": "#/components/responses/Problem" });
            responses.insert(refused.to_owned(), problem);
        }
    }
    operation
}
