//! Extracts: numbered, dated documents of a planning-fit result that never change.
//!
//! A result comes in as the fit document and the geometry it was computed of; what it rests on is read from the
//! register as of the same instant, and document and pages are kept as the bytes they will always be.

mod document;
mod figures;
mod frame;
mod inputs;
mod labels;
mod map;
mod page;
mod result;
mod store;
mod words;

use deadpool_postgres::Object;
use serde_json::Value;
use time::format_description::well_known::Iso8601;
use time::{Date, OffsetDateTime};

use crate::error::Error;
use document::{Head, PROGRAM, Parts};
use inputs::When;
use map::{Map, Subject};
use page::Page;
use result::Fit;
use store::{Entry, Written};
use words::Lang;

pub use document::{Rerun, as_text};
pub use store::{Form, check_room, find, instant};

/// Vertices of a subject at most: they bound the bytes that a day of extracts takes.
const MAX_VERTICES: usize = 10_000;
/// Document and pages of one extract at most.
const MAX_BYTES: usize = 4 << 20;

/// A result of planning fit.
pub struct Judgement<'a> {
    /// The fit document.
    pub document: &'a Value,
    /// What it was computed of, as EWKB in EPSG:5897.
    pub geom_5897: &'a [u8],
    /// Identity of the cluster; `None` for a drawn area.
    pub cluster: Option<i64>,
}

/// How an extract is made.
pub struct Order<'a> {
    /// What addresses begin with.
    pub public_url: &'a str,
    /// Extracts allowed in 24 hours.
    pub per_day: u32,
    /// The instant the result was computed as of, see [`instant`]; on the clock that the extract is to show.
    pub made_at: OffsetDateTime,
    /// The request that gives the same result again.
    pub rerun: Rerun,
}

/// An extract that has just been kept.
pub struct Made {
    pub address: String,
    pub document: String,
}

/// Writes the extract of a result and keeps it.
///
/// # Errors
/// [`Error::TooLarge`] for a subject of too many vertices or a result too long to print, [`Error::QuotaExceeded`]
/// when today's are given out, and those of the database.
pub async fn make(
    client: &mut Object,
    judgement: &Judgement<'_>,
    order: &Order<'_>,
) -> Result<Made, Error> {
    let fit = Fit::read(judgement.document)?;
    let place = inputs::fetch_place(client, judgement.geom_5897).await?;
    if usize::try_from(place.vertices).is_ok_and(|vertices| vertices > MAX_VERTICES) {
        return Err(Error::TooLarge {
            what: "the area of an extract",
            limit: format!("{MAX_VERTICES} vertices"),
        });
    }
    let when = When {
        day: Date::parse(&fit.datetime, &Iso8601::DATE)
            .map_err(|source| Error::startup_from("a fit document has no day", source))?,
        known_at: order.made_at,
    };
    let inputs = inputs::fetch(client, &fit, judgement.cluster, when).await?;
    let subject = Subject {
        geom_5897: judgement.geom_5897,
        box_5897: place.box_5897,
        cluster: judgement.cluster,
    };
    let map = Map::fetch(client, subject, &fit.plan.id, when).await?;
    let key = store::new_key()?;

    let transaction = client.transaction().await?;
    let number = store::take_number(&transaction, order.per_day).await?;
    let address = format!("{}/extracts/{number}/{key}", order.public_url);
    let head = Head::new(number, address, order.made_at, &fit);
    let parts = Parts {
        head: &head,
        document: judgement.document,
        fit: &fit,
        place: &place,
        inputs: &inputs,
        rerun: &order.rerun,
    };
    let written = Written {
        document: document::write(&parts)?,
        page_vi: Page::new(Lang::Vi, &parts, &map)?.write()?,
        page_en: Page::new(Lang::En, &parts, &map)?.write()?,
    };
    if written.document.len() + written.page_vi.len() + written.page_en.len() > MAX_BYTES {
        return Err(Error::TooLarge {
            what: "the extract",
            limit: "4 MB".to_owned(),
        });
    }
    let entry = Entry {
        number,
        key: &key,
        made_at: order.made_at,
        cluster: judgement.cluster,
        program: PROGRAM,
    };
    store::insert(&transaction, &entry, &written).await?;
    transaction.commit().await?;
    Ok(Made {
        address: head.address,
        document: written.document,
    })
}
