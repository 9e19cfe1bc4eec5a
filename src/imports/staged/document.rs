//! An import as documents show it.

use deadpool_postgres::GenericClient;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::Row;

use super::{Import, Owner};
use crate::error::Error;
use crate::sql;

/// Rows and defects that a document lists; counts are of all.
pub const LISTED: i64 = 1000;

/// The document of an import. Links are for whoever answers to add.
///
/// # Errors
/// Those of the database.
pub async fn document(client: &impl GenericClient, import: &Import) -> Result<Value, Error> {
    let id = &import.brought.id;
    let list = async |statement: &str| -> Result<Vec<Value>, Error> {
        let rows = client.query(statement, &[id, &LISTED]).await?;
        rows.iter()
            .map(|row| Ok(row.try_get("document")?))
            .collect()
    };
    let rows = list(sql!("imports/rows")).await?;
    let defects = list(sql!("imports/defects")).await?;
    let counts = client.query_one(sql!("imports/counts"), &[id]).await?;
    let brought = &import.brought;
    let settings = &brought.settings;
    Ok(json!({
        "id": id,
        "collection": brought.target.collection(),
        "state": import.state.id(),
        "file": { "name": brought.file_name, "size_bytes": brought.size_bytes, "sha256": brought.sha256 },
        "by": brought.made_by,
        "created_at": instant(Some(import.created_at))?,
        "expires_at": instant(Some(import.expires_at))?,
        "published_at": instant(import.published_at)?,
        "undone_at": instant(import.undone_at)?,
        "format": import.format,
        "layers": import.reading["layers"],
        "layer": import.layer,
        "encoding": { "id": import.encoding, "guessed": import.reading["encoding_guessed"] },
        "fields": import.reading["fields"],
        "mapping": import.reading["mapping"],
        "crs": import.reading["crs"],
        "settings": {
            "valid_from": settings.valid_from.map(|day| day.to_string()),
            "boundary_certainty": settings.certainty().id(),
            "plan": settings.plan,
            "source": settings.source,
            "new_features": if settings.adds(brought.target) { "add" } else { "refuse" },
            "values": settings.values,
            "skip": settings.skip,
        },
        "counts": counted(&counts)?,
        "asks": import.asks,
        "rows": rows,
        "defects": defects,
    }))
}

fn counted(row: &Row) -> Result<Value, Error> {
    let count = |name: &str| row.try_get::<_, i64>(name);
    Ok(json!({
        "rows": count("rows")?,
        "add": count("add")?,
        "replace": count("replace")?,
        "same": count("same")?,
        "refused": count("refused")?,
        "skipped": count("skipped")?,
        "errors": count("errors")?,
        "warnings": count("warnings")?,
        "notes": count("notes")?,
    }))
}

/// The imports of an owner, newest first.
///
/// # Errors
/// Those of the database.
pub async fn list(client: &impl GenericClient, owner: &Owner) -> Result<Vec<Value>, Error> {
    let rows = client.query(sql!("imports/list"), &[&owner.id()]).await?;
    rows.iter()
        .map(|row| {
            Ok(json!({
                "id": row.try_get::<_, String>("id")?,
                "collection": row.try_get::<_, String>("collection")?,
                "state": row.try_get::<_, String>("state")?,
                "file": {
                    "name": row.try_get::<_, String>("file_name")?,
                    "size_bytes": row.try_get::<_, i64>("size_bytes")?,
                    "sha256": row.try_get::<_, String>("sha256")?,
                },
                "by": row.try_get::<_, String>("made_by")?,
                "created_at": instant(row.try_get("created_at")?)?,
                "expires_at": instant(row.try_get("expires_at")?)?,
                "published_at": instant(row.try_get("published_at")?)?,
                "undone_at": instant(row.try_get("undone_at")?)?,
                "counts": {
                    "rows": row.try_get::<_, i64>("rows")?,
                    "errors": row.try_get::<_, i64>("errors")?,
                    "warnings": row.try_get::<_, i64>("warnings")?,
                },
            }))
        })
        .collect()
}

fn instant(at: Option<OffsetDateTime>) -> Result<Option<String>, Error> {
    at.map(|at| at.format(&Rfc3339))
        .transpose()
        .map_err(|source| Error::startup_from("an instant cannot be written", source))
}
