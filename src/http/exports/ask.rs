//! What a request for an export asks.

use http::HeaderMap;
use time::OffsetDateTime;

use crate::error::Error;
use crate::exports::format::Format;
use crate::exports::{self, Order, Table};
use crate::features::items::Form;
use crate::features::when;
use crate::http::Shared;
use crate::http::exports::accept;
use crate::http::filters;
use crate::http::items::ask;
use crate::http::params::Params;

/// Parameters of `GET /exports`.
pub const PARAMS: [&str; 13] = [
    "collections",
    "f",
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "as-of",
    "properties",
    "sortby",
    "q",
    "filter",
    "filter-lang",
    "filter-crs",
];

/// Reads the parameters of an export.
pub fn read(app: &Shared, params: &Params, headers: &HeaderMap) -> Result<Order, Error> {
    let format = format(params, headers)?;
    let ids = collections(app, params)?;
    let about = format.about();
    if ids.len() > 1 && !about.many {
        return Err(Error::parameter(
            "collections",
            format!("f={} chỉ chứa được một lớp", about.id),
            format!("f={} holds one collection only", about.id),
        ));
    }
    let asked = params.get("crs").map(|_| filters::crs(params, "crs"));
    let crs = format.crs(asked.transpose()?)?;
    let mut tables = Vec::new();
    // As the map draws them: a file that is opened shows what is small above what is large.
    for id in &ids {
        let collection = app.catalogue.get(id)?;
        let mut query = ask::read(collection, params)?;
        query.limit = exports::ALL;
        query.form = Form {
            crs,
            decimals: Format::decimals(crs),
        };
        tables.push(Table::new(collection.clone(), query));
    }
    let name = if let [one] = &ids[..] { one } else { "hanoi" };
    Ok(order(app, params, format, tables, name))
}

/// The order of a file, under a name that tells what it is and of which day.
pub fn order(
    app: &Shared,
    params: &Params,
    format: Format,
    tables: Vec<Table>,
    name: &str,
) -> Order {
    let bbox = params.get("bbox").map(|bbox| {
        let crs = params.get("bbox-crs").unwrap_or("CRS84");
        format!("{bbox} ({crs})")
    });
    Order {
        format,
        tables,
        name: format!("ccn-atlas-{name}-{}", when::today()),
        made_at: OffsetDateTime::now_utc().to_offset(when::HANOI),
        public_url: app.public_url.clone(),
        filter: params.get("filter").map(str::to_owned),
        bbox,
    }
}

/// `f`, or what `Accept` names, or a GeoPackage.
fn format(params: &Params, headers: &HeaderMap) -> Result<Format, Error> {
    if let Some(id) = params.get("f") {
        return Format::parse(id).ok_or_else(|| unknown_format(&[]));
    }
    let offered = Format::ALL.map(|format| (format.about().media_type, format));
    Ok(accept::preferred(headers, Format::GeoPackage, &offered))
}

/// That `f` is none of ours; `more` are taken beside the formats of files.
pub fn unknown_format(more: &[&str]) -> Error {
    let ids = Format::ALL.map(|format| format.about().id);
    let known = [&ids[..], more].concat().join(", ");
    Error::parameter(
        "f",
        format!("phải là một trong: {known}"),
        format!("must be one of: {known}"),
    )
}

/// The collections asked for, each once, in drawing order.
fn collections(app: &Shared, params: &Params) -> Result<Vec<String>, Error> {
    let known: Vec<&str> = app.catalogue.iter().map(|c| c.id.as_str()).collect();
    let refuse = || {
        let list = known.join(", ");
        Error::parameter(
            "collections",
            format!("phải là một hay nhiều trong: {list}, cách nhau bằng dấu phẩy"),
            format!("must be one or more of: {list}, separated by commas"),
        )
    };
    let asked: Vec<&str> = params
        .get("collections")
        .ok_or_else(refuse)?
        .split(',')
        .map(str::trim)
        .collect();
    if asked.iter().any(|id| !known.contains(id)) {
        return Err(refuse());
    }
    let ids = known.iter().filter(|id| asked.contains(id));
    Ok(ids.map(|id| (*id).to_owned()).collect())
}
