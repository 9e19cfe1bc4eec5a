//! `filter`, `filter-lang`, `filter-crs`, and queryables as parameters of their own.

use axum::response::Response;
use http::HeaderValue;
use http::header::LINK;

use crate::catalogue::{Collection, schema};
use crate::error::Error;
use crate::filter::{Filter, Lang};
use crate::geometry::crs::Crs;
use crate::http::params::Params;

pub const PARAMS: [&str; 3] = ["filter", "filter-lang", "filter-crs"];

/// The condition a request states, if any.
pub fn read(collection: &Collection, params: &Params) -> Result<Option<Filter>, Error> {
    let lang = params
        .get("filter-lang")
        .map_or(Ok(Lang::Text), Lang::parse)?;
    let crs = crs(params, "filter-crs")?;
    params
        .get("filter")
        .map(|text| Filter::parse(text, lang, crs, collection))
        .transpose()
}

/// The condition a request states, with what it asks of single queryables.
pub fn read_with_queryables(
    collection: &Collection,
    params: &Params,
) -> Result<Option<Filter>, Error> {
    let mut all = read(collection, params)?;
    for name in queryables(collection) {
        let Some(value) = params.get(name) else {
            continue;
        };
        let asked = Filter::equal(collection, name, value)?;
        all = Some(match all {
            Some(filter) => filter.and(asked),
            None => asked,
        });
    }
    Ok(all)
}

/// The parameters of a page: those of every collection, and its queryables.
pub fn known<'a>(collection: &'a Collection, fixed: &[&'a str]) -> Vec<&'a str> {
    let fixed = fixed.iter().copied();
    fixed.chain(PARAMS).chain(queryables(collection)).collect()
}

/// Queryables that may be asked for by a parameter: all but the geometry.
fn queryables(collection: &Collection) -> impl Iterator<Item = &str> {
    let properties = collection
        .properties
        .iter()
        .filter(|p| schema::is_scalar(p));
    std::iter::once("id").chain(properties.map(|property| property.name.as_str()))
}

/// Part 3 asks for the link to the queryables in a header.
pub fn link_queryables(response: &mut Response, public_url: &str, collection: &str) {
    let link = format!(
        "<{public_url}/collections/{collection}/queryables>; \
         rel=\"http://www.opengis.net/def/rel/ogc/1.0/queryables\"; type=\"application/schema+json\""
    );
    if let Ok(link) = HeaderValue::from_str(&link) {
        response.headers_mut().append(LINK, link);
    }
}

/// A CRS that a parameter names; CRS84 by default.
pub fn crs(params: &Params, name: &str) -> Result<Crs, Error> {
    let Some(text) = params.get(name) else {
        return Ok(Crs::Crs84);
    };
    Crs::parse(text).ok_or_else(|| {
        let known = Crs::ALL.map(Crs::uri).join(", ");
        Error::parameter(
            name,
            format!("phải là một trong: {known}"),
            format!("must be one of: {known}"),
        )
    })
}
