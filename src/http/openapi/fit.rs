//! The paths of planning fit.

use serde_json::{Value, json};

use crate::fit::verdict::Verdict;
use crate::http::openapi::{FILTER, components, get, parameter};

const JSON: &str = "application/json";

#[expect(clippy::too_many_lines, reason = "a table, one entry after another")]
pub fn paths() -> Vec<(&'static str, Value)> {
    let formats = |known: &[&str]| {
        components::query(
            "f",
            "Format of the answer",
            &json!({ "type": "string", "enum": known }),
        )
    };
    let when = ["plan", "day", "as-of"].map(parameter);
    let sensitivity = components::query(
        "sensitivity",
        "Repeat the verdict with the boundary shifted in eight directions; by default for one cluster, not for all",
        &json!({ "type": "string", "enum": ["true", "false"] }),
    );
    let one = [
        &when[..],
        &[sensitivity.clone(), formats(&["json", "geojson"])],
    ]
    .concat();
    let verdict = components::query(
        "verdict",
        "Only clusters of these verdicts, separated by commas",
        &json!({ "type": "string", "example": Verdict::Partly.id() }),
    );
    let all = [
        &when[..],
        &FILTER.map(parameter),
        &[sensitivity, verdict, formats(&["json", "geojson", "csv"])],
    ]
    .concat();
    let mut of_cluster = get(
        "getClusterFit",
        "fit",
        "Does a cluster fit a plan, and what was found",
        JSON,
        &[&[parameter("featureId")], &one[..]].concat(),
    );
    describe(&mut of_cluster);
    let mut of_city = get(
        "getFit",
        "fit",
        "The fit of every cluster, or of those a filter lets through, a row each",
        JSON,
        &all,
    );
    of_city["responses"]["200"]["content"]["text/csv"] = json!({ "schema": { "type": "string" } });
    of_city["responses"]["200"]["content"]["application/geo+json"] =
        json!({ "schema": { "$ref": "#/components/schemas/featureCollectionGeoJSON" } });
    let schema = get(
        "getFitSchema",
        "fit",
        "JSON Schema of a fit",
        "application/schema+json",
        &[],
    );
    let plans = get(
        "getPlans",
        "fit",
        "The plans, their versions and papers, and whether their geometry is held",
        JSON,
        &[parameter("f")],
    );
    vec![
        (
            "/collections/clusters/items/{featureId}/fit",
            json!({ "get": of_cluster }),
        ),
        (
            "/fit",
            json!({ "get": of_city, "post": of_area(&when, formats(&["json", "geojson"])) }),
        ),
        ("/fit/schema", json!({ "get": schema })),
        ("/plans", json!({ "get": plans })),
    ]
}

/// Parameters of a drawn area beside its CRS.
pub fn of_drawing() -> [Value; 2] {
    let choice = json!({ "type": "string", "enum": ["true", "false"], "default": "false" });
    let repair = components::query(
        "repair",
        "Use the repaired shape that a problem offered",
        &choice,
    );
    let uncertainty = components::query(
        "uncertainty_m",
        "How far off the area may lie, metres; the verdict is then repeated with it shifted",
        &json!({ "type": "number", "minimum": 0.01, "maximum": 100_000 }),
    );
    [repair, uncertainty]
}

fn of_area(when: &[Value], format: Value) -> Value {
    let parameters = [when, &[parameter("crs")], &of_drawing(), &[format]].concat();
    let mut operation = get(
        "fitArea",
        "fit",
        "Does a drawn area fit a plan",
        JSON,
        &parameters,
    );
    describe(&mut operation);
    operation["requestBody"] = body();
    operation["responses"]["413"] = json!({ "$ref": "#/components/responses/Problem" });
    operation
}

/// A drawn area, in the CRS that `crs` names.
pub fn body() -> Value {
    json!({
        "required": true,
        "content": { "application/geo+json": { "schema": { "$ref": "#/components/schemas/area" } } },
    })
}

/// The answer is described whole by `/fit/schema`; here by what everybody looks at first.
fn describe(operation: &mut Value) {
    let content = &mut operation["responses"]["200"]["content"];
    content[JSON] = json!({ "schema": { "$ref": "#/components/schemas/fit" } });
    content["application/geo+json"] =
        json!({ "schema": { "$ref": "#/components/schemas/featureCollectionGeoJSON" } });
}
