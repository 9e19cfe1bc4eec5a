//! The paths of tables that name communes.

use serde_json::{Value, json};

use crate::http::openapi::{components, get};

const CSV: &str = "text/csv";

/// Operations by path; other methods of a path stand elsewhere.
pub fn operations() -> [(&'static str, Value); 2] {
    let any_day = components::query(
        "datetime",
        "The day whose names the table uses; any day by default",
        &json!({ "type": "string", "format": "date" }),
    );
    let choice = |name: &str, description: &str, words: &[&str]| {
        let schema = json!({ "type": "string", "enum": words, "default": words[0] });
        components::query(name, description, &schema)
    };
    let columns = components::query(
        "columns",
        "Header of the column of names or codes and, after a comma, of that of districts; guessed by default",
        &json!({ "type": "string", "example": "name,district" }),
    );
    let summary = choice(
        "summary",
        "Only how many rows were resolved, and the first that were not",
        &["false", "true"],
    );
    let resolve = table(
        "resolveTable",
        "A table of names, with the unit of today that each row means",
        &[any_day, columns.clone(), summary.clone()],
    );
    let reaggregate = table(
        "reaggregateTable",
        "Indicators by former unit, carried to the units of today; totals are kept exactly",
        &[
            columns,
            choice(
                "weights",
                "What divides a unit that was split",
                &["area", "population"],
            ),
            choice(
                "unresolved",
                "What is done about rows that name no unit for certain",
                &["refuse", "keep"],
            ),
            choice(
                "decimal",
                "What stands before a fraction",
                &["point", "comma"],
            ),
            summary,
        ],
    );
    [
        ("/communes/resolve", resolve),
        ("/communes/reaggregate", reaggregate),
    ]
}

fn table(id: &str, summary: &str, parameters: &[Value]) -> Value {
    let mut operation = get(id, "communes", summary, CSV, parameters);
    let json = json!({ "schema": { "type": "object" } });
    operation["responses"]["200"]["content"]["application/json"] = json;
    operation["requestBody"] = json!({
        "required": true,
        "content": { CSV: { "schema": { "type": "string" } } },
    });
    operation["responses"]["413"] = json!({ "$ref": "#/components/responses/Problem" });
    operation
}
