//! `POST /communes/resolve`: a table of names, with the unit of today that each row means.

use std::io::Cursor;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use csv::Writer;
use futures_util::stream;
use http::HeaderMap;
use serde_json::json;
use tracing::error;

use super::tables;
use crate::communes::batch::{Batch, Question};
use crate::communes::table::Table;
use crate::communes::table::written::not_written;
use crate::error::Error;
use crate::http::Shared;
use crate::http::fit::{day, yes_or_no};
use crate::http::links::{JSON, json_response};
use crate::http::params::Params;
use crate::http::problem::Language;
use crate::names::gazetteer::Gazetteer;

/// Rows made at once, a few ms of work: others get their turn between two.
const STEP: usize = 100;
/// A table has at most so many rows: its summary is ready long before a request takes too long.
const MAX_ROWS: u64 = 500_000;

/// A table on its way.
struct Making {
    app: Shared,
    gazetteer: Arc<Gazetteer>,
    batch: Batch<Cursor<Bytes>>,
    /// The header is still to be written.
    begins: bool,
    more: bool,
}

pub async fn resolve(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let params = Params::parse(query.as_deref(), &["datetime", "columns", "summary"])?;
    let question = Question {
        day: params.get("datetime").map(day).transpose()?,
        pick: tables::pick(Language::of(&headers)),
    };
    let summary_only = yes_or_no(&params, "summary", false)?;
    let body = tables::whole(&headers, body)?;
    // The connection is given back before the first row is made: a slow reader holds none.
    let gazetteer = super::gazetteer(&app).await?;
    let columns = params.get("columns").map(str::to_owned);
    let batch = open(&app, body, columns, question).await?;
    let making = Making {
        app,
        gazetteer,
        batch,
        begins: true,
        more: true,
    };
    if summary_only {
        return summary(making).await;
    }
    let rows = stream::try_unfold(making, |making| async {
        if !making.more {
            return Ok(None);
        }
        let made = step(making, true).await;
        // The answer has begun: all that can be said is that it ends here.
        made.map(Some)
            .inspect_err(|broken| error!(error = %broken.chain(), "a table broke off"))
    });
    let file = "attachment; filename=\"communes-resolved.csv\"";
    Ok((tables::headers(file), Body::from_stream(rows)).into_response())
}

/// Checks the whole table first, so that an answer that begins is an answer to all of it.
async fn open(
    app: &Shared,
    body: Bytes,
    columns: Option<String>,
    question: Question,
) -> Result<Batch<Cursor<Bytes>>, Error> {
    let check = move || {
        let rows = Table::open(Cursor::new(body.clone()), columns.as_deref())?.check()?;
        if rows > MAX_ROWS {
            return Err(Error::TooLarge {
                what: "the table",
                limit: format!("{MAX_ROWS} rows"),
            });
        }
        Batch::open(Cursor::new(body), columns.as_deref(), question)
    };
    tables::apart(app, check).await?
}

async fn step(mut making: Making, written: bool) -> Result<(Bytes, Making), Error> {
    let app = making.app.clone();
    let work = move || {
        let style = making.batch.style();
        let mut chunk = Vec::new();
        if !written {
            let none = None::<&mut Writer<Vec<u8>>>;
            making.more = making.batch.step(&making.gazetteer, none, STEP)?;
            return Ok((Bytes::new(), making));
        }
        if making.begins {
            style.begin(&mut chunk)?;
        }
        let mut out = style.writer(chunk);
        if making.begins {
            making.batch.write_header(&mut out)?;
            making.begins = false;
        }
        making.more = making.batch.step(&making.gazetteer, Some(&mut out), STEP)?;
        let chunk = out
            .into_inner()
            .map_err(|unflushed| not_written(unflushed.into_error()))?;
        Ok((Bytes::from(chunk), making))
    };
    tables::apart(&app, work).await?
}

async fn summary(mut making: Making) -> Result<Response, Error> {
    while making.more {
        (_, making) = step(making, false).await?;
    }
    Ok(json_response(JSON, &json!(making.batch.summary)))
}
