//! What a request for features asks: their collection, time, place, form and order.

use serde_json::Value;

use crate::catalogue::{Collection, schema};
use crate::error::{Error, Said};
use crate::features::items::{After, Form, Query, Sort};
use crate::features::when::{self, Days};
use crate::geometry::bbox::Bbox;
use crate::http::filters::{self, crs};
use crate::http::params::{MAX_LETTERS, Params, too_long};

/// Reads the parameters of a page or a feature.
pub fn read(collection: &Collection, params: &Params) -> Result<Query, Error> {
    let crs = crs(params, "crs")?;
    let max_decimals = if crs.is_geographic() { 9 } else { 4 };
    let decimals = params.whole(
        "precision",
        (0, max_decimals),
        i64::from(crs.default_decimals()),
    )?;
    let today = Days::on(collection.default_day().unwrap_or_else(when::today));
    let sort = params
        .get("sortby")
        .map(|text| read_sort(collection, text))
        .transpose()?;
    Ok(Query {
        collection: collection.id.clone(),
        days: params.get("datetime").map_or(Ok(today), |text| {
            Days::parse(text).map_err(|reason| invalid("datetime", reason))
        })?,
        as_of: params
            .get("as-of")
            .map(|text| when::parse_as_of(text).map_err(|reason| invalid("as-of", reason)))
            .transpose()?,
        bbox: read_bbox(params)?,
        q: params.get("q").map(read_words).transpose()?,
        filter: filters::read_with_queryables(collection, params)?,
        form: Form {
            crs,
            decimals: i32::try_from(decimals).unwrap_or(7),
        },
        properties: params
            .get("properties")
            .map(|text| read_properties(collection, text))
            .transpose()?,
        after: params
            .get("cursor")
            .map(|text| read_cursor(text, sort.is_some()))
            .transpose()?,
        sort,
        limit: params.limit(10_000, 100)?,
    })
}

fn invalid(name: &str, reason: Said) -> Error {
    Error::InvalidParameter {
        name: name.to_owned(),
        reason,
    }
}

fn read_bbox(params: &Params) -> Result<Option<Bbox>, Error> {
    let crs = crs(params, "bbox-crs")?;
    params
        .get("bbox")
        .map(|text| Bbox::parse(text, crs).map_err(|reason| invalid("bbox", reason)))
        .transpose()
}

fn read_properties(collection: &Collection, text: &str) -> Result<Vec<String>, Error> {
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| {
            if collection.property(name).is_some() {
                Ok(name.to_owned())
            } else {
                Err(Error::parameter(
                    "properties",
                    format!("không có thuộc tính `{name}`"),
                    format!("there is no property `{name}`"),
                ))
            }
        })
        .collect()
}

fn read_words(text: &str) -> Result<String, Error> {
    if text.chars().count() > MAX_LETTERS {
        return Err(too_long("q"));
    }
    Ok(text.to_owned())
}

/// `name`, `+name` or `-name`; a `+` that came unencoded is a space by now.
fn read_sort(collection: &Collection, text: &str) -> Result<Sort, Error> {
    let text = text.trim();
    let property = text.strip_prefix(['+', '-']).unwrap_or(text);
    match collection.property(property) {
        Some(known) if schema::is_scalar(known) => Ok(Sort {
            property: property.to_owned(),
            descending: text.starts_with('-'),
        }),
        _ => Err(Error::parameter(
            "sortby",
            "phải là một thuộc tính đơn của lớp dữ liệu, có thể thêm + hoặc − ở trước",
            "must be one scalar property of the collection, with + or - before it if you like",
        )),
    }
}

/// A cursor is the fid of the last feature, and its sort value as JSON when sorted.
fn read_cursor(text: &str, sorted: bool) -> Result<After, Error> {
    let (fid, value) = text.split_once(':').unwrap_or((text, "null"));
    let fid = fid.parse::<i64>().ok();
    let value = serde_json::from_str::<Value>(value)
        .ok()
        .filter(|v| sorted || v.is_null());
    // A NUL in a JSON string is no jsonb.
    let value = value.filter(|v| !v.to_string().contains("\\u0000"));
    fid.zip(value)
        .map(|(fid, value)| After { fid, value })
        .ok_or_else(|| {
            Error::parameter(
                "cursor",
                "phải lấy từ liên kết `next`",
                "must be taken from a `next` link",
            )
        })
}
