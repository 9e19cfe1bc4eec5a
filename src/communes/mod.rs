//! Communes before and after 2025-07-01: which there are, and where their boundaries come from.

pub mod asked;
pub mod batch;
pub mod download;
pub mod gazetteer;
pub mod page;
pub mod reaggregate;
pub mod replace;
pub mod seed;
pub mod table;

use std::sync::{Arc, Mutex, PoisonError};

use deadpool_postgres::Object;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::catalogue::Collection;
use crate::data;
use crate::error::Error;
use crate::sql;

/// `data/commune/source.toml`: the pinned download, and what stands in for it.
#[derive(Debug, Clone, Deserialize)]
pub struct Source {
    pub id: String,
    pub title: String,
    pub base_url: String,
    pub commit: String,
    pub manifest: String,
    pub licence: String,
    pub attribution: String,
    pub boundary_certainty: String,
    pub statement_vi: String,
    pub statement_en: String,
    pub indicative: Indicative,
}

/// The boundaries computed when none can be had.
#[derive(Debug, Clone, Deserialize)]
pub struct Indicative {
    pub id: String,
    pub boundary_certainty: String,
    pub attribution: String,
    pub statement_vi: String,
    pub statement_en: String,
}

/// Reads `data/commune/source.toml`.
///
/// # Errors
/// [`Error::Startup`] when it cannot be read.
pub fn source() -> Result<Source, Error> {
    data::table("commune/source.toml")
}

/// Files of a download that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub source: String,
    pub done: usize,
    pub total: usize,
}

/// The download that runs, for the map to show; none when nothing is loading.
#[derive(Debug, Clone, Default)]
pub struct Loading(Arc<Mutex<Option<Progress>>>);

impl Loading {
    pub fn set(&self, progress: Option<Progress>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    pub fn get(&self) -> Option<Progress> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Where the boundaries of today's communes come from, as the interface says it.
///
/// # Errors
/// Those of the database.
pub async fn boundaries(client: &Object, loading: &Loading) -> Result<Value, Error> {
    let prepared = client.prepare_cached(sql!("communes/boundaries")).await?;
    let Some(row) = client.query_opt(&prepared, &[]).await? else {
        return Ok(Value::Null);
    };
    let id: &str = row.try_get("source_id")?;
    let title: &str = row.try_get("title")?;
    let source = source()?;
    let (vi, en) = if id == source.id {
        (source.statement_vi, source.statement_en)
    } else if id == source.indicative.id {
        (
            source.indicative.statement_vi,
            source.indicative.statement_en,
        )
    } else {
        (
            format!("Ranh giới do người vận hành cung cấp ({title}); giá trị pháp lý không rõ."),
            format!(
                "Boundaries provided by whoever runs this service ({title}); their legal standing is not known."
            ),
        )
    };
    Ok(json!({
        "boundary_certainty": row.try_get::<_, &str>("boundary_certainty")?,
        "source_id": id,
        "title": title,
        "units": row.try_get::<_, i64>("units")?,
        "statement_vi": vi,
        "statement_en": en,
        "loading": loading.get().map(|p| json!({ "source": p.source, "done": p.done, "total": p.total })),
    }))
}

/// Credits the boundaries of today's communes in what their collection says of itself; others stay as they are.
///
/// # Errors
/// Those of the database.
pub async fn credit(client: &Object, collection: &mut Collection) -> Result<(), Error> {
    if collection.id != "communes" {
        return Ok(());
    }
    let prepared = client.prepare_cached(sql!("communes/boundaries")).await?;
    let Some(row) = client.query_opt(&prepared, &[]).await? else {
        return Ok(());
    };
    let id: &str = row.try_get("source_id")?;
    if id == source()?.indicative.id {
        return Ok(());
    }
    let title: &str = row.try_get("title")?;
    let dated: Option<&str> = row.try_get("dated")?;
    let licence = row
        .try_get::<_, Option<&str>>("licence")?
        .unwrap_or("licence not stated");
    let (names, citation) = (&collection.licence, &collection.citation);
    let dated = dated.map(|dated| format!(", {dated}")).unwrap_or_default();
    collection.citation = format!("{title}{dated} (boundaries); {citation} (names, codes)");
    collection.attribution = format!("{title} ({licence}), {}", collection.attribution);
    if licence != names {
        collection.licence = format!("{licence} (boundaries); {names} (names, codes)");
    }
    Ok(())
}
