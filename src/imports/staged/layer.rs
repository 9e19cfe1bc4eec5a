//! What was found of a file, and what it would change, as features and tables for other programs.

use deadpool_postgres::Object;
use tokio_postgres::Row;

use super::Import;
use crate::error::Error;
use crate::sql;

/// Everything found, as a FeatureCollection in CRS84: places, and the areas covered twice or not at all.
///
/// # Errors
/// Those of the database.
pub async fn defects(client: &Object, import: &Import) -> Result<String, Error> {
    let rows = client
        .query(sql!("imports/defect_layer"), &[&import.brought.id])
        .await?;
    collection(&rows)
}

/// What publishing would change: each row as it would be, before it what it would replace.
///
/// # Errors
/// Those of the database.
pub async fn preview(client: &Object, import: &Import) -> Result<String, Error> {
    let relation = import.brought.target.relation();
    let rows = client
        .query(sql!("imports/preview"), &[&import.brought.id, &relation])
        .await?;
    collection(&rows)
}

fn collection(rows: &[Row]) -> Result<String, Error> {
    let mut text = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            text.push_str(",\n");
        }
        text.push_str(row.try_get("feature")?);
    }
    text.push_str("]}");
    Ok(text)
}

/// Everything found, as a table in UTF-8 with a byte order mark, as spreadsheets want it.
///
/// # Errors
/// Those of the database.
pub async fn defects_csv(client: &Object, import: &Import) -> Result<Vec<u8>, Error> {
    let failed = |source: csv::Error| Error::startup_from("a table cannot be written", source);
    let rows = client
        .query(sql!("imports/defect_table"), &[&import.brought.id])
        .await?;
    let mut out = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    out.write_record([
        "severity",
        "code",
        "row",
        "place",
        "feature_id",
        "title",
        "property",
        "sentence_vi",
        "sentence_en",
        "lon",
        "lat",
    ])
    .map_err(failed)?;
    for row in &rows {
        let text = |name: &str| {
            row.try_get::<_, Option<String>>(name)
                .map(Option::unwrap_or_default)
        };
        let degrees = |name: &str| -> Result<String, Error> {
            let at: Option<f64> = row.try_get(name)?;
            Ok(at.map_or_else(String::new, |at| format!("{at:.7}")))
        };
        let number: Option<i32> = row.try_get("row_number")?;
        let record = [
            text("severity")?,
            text("code")?,
            number.map_or_else(String::new, |number| number.to_string()),
            text("place")?,
            text("slug")?,
            text("title")?,
            text("property")?,
            text("sentence_vi")?,
            text("sentence_en")?,
            degrees("lon")?,
            degrees("lat")?,
        ];
        out.write_record(record.map(harmless)).map_err(failed)?;
    }
    out.into_inner().map_err(|unflushed| {
        Error::startup_from("a table cannot be written", unflushed.into_error())
    })
}

/// A spreadsheet takes a field that begins so for a formula; the file it came from is not trusted.
fn harmless(field: String) -> String {
    let is_number = field.parse::<f64>().is_ok();
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        format!("'{field}")
    } else {
        field
    }
}
