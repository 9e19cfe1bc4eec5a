//! One vector tile (MVT 2.1), made by one statement per collection.

use bytes::Bytes;
use deadpool_postgres::Object;
use time::{Date, OffsetDateTime};

use crate::error::Error;
use crate::sql;

/// Deepest zoom served.
pub const MAX_ZOOM: u8 = 18;

/// A tile's address in the Web Mercator pyramid; always inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    pub z: u8,
    pub x: u32,
    pub y: u32,
}

impl Tile {
    /// # Errors
    /// [`Error::InvalidParameter`] naming the number that lies outside the pyramid.
    pub fn new(z: &str, x: &str, y: &str) -> Result<Self, Error> {
        let number = |name: &str, text: &str, max: u32| {
            // One way to write each number: `+1` and `01` would be other addresses of the same tile.
            Some(text)
                .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))
                .filter(|text| *text == "0" || !text.starts_with('0'))
                .and_then(|text| text.parse::<u32>().ok())
                .filter(|n| *n <= max)
                .ok_or_else(|| {
                    Error::parameter(
                        name,
                        format!("phải là số nguyên từ 0 đến {max}"),
                        format!("must be a whole number from 0 to {max}"),
                    )
                })
        };
        let zoom = number("z", z, u32::from(MAX_ZOOM))?;
        let last = (1_u32 << zoom) - 1;
        Ok(Self {
            z: u8::try_from(zoom).unwrap_or(MAX_ZOOM),
            x: number("x", x, last)?,
            y: number("y", y, last)?,
        })
    }

    /// West, south, east and north of what is drawn in it, EPSG:3857: the tile and the margin beyond its
    /// edges that the statements ask for, a 64th of its width.
    pub fn reach_3857(self) -> [f64; 4] {
        /// Half the width of the Web Mercator square.
        const HALF_M: f64 = 20_037_508.342_789_244;
        let width_m = 2.0 * HALF_M / f64::from(1_u32 << self.z);
        let margin_m = width_m / 64.0;
        let west = -HALF_M + f64::from(self.x) * width_m;
        let north = HALF_M - f64::from(self.y) * width_m;
        [
            west - margin_m,
            north - width_m - margin_m,
            west + width_m + margin_m,
            north + margin_m,
        ]
    }
}

/// The statement of a collection's tiles.
fn statement(collection: &str) -> Option<&'static str> {
    Some(match collection {
        "clusters" => sql!("tiles/clusters"),
        "wastewater-plants" => sql!("tiles/wastewater-plants"),
        "communes" => sql!("tiles/communes"),
        "legacy-communes" => sql!("tiles/legacy-communes"),
        "legacy-districts" => sql!("tiles/legacy-districts"),
        "plan-zones" => sql!("tiles/plan-zones"),
        "plan-constraints" => sql!("tiles/plan-constraints"),
        _ => return None,
    })
}

/// What of a collection a tile shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    pub day: Date,
    /// As known then; `None` is now.
    pub as_of: Option<OffsetDateTime>,
    /// Only these features, by their numeric id; `None` is all.
    pub only: Option<&'a [i64]>,
}

/// The bytes of a tile; none when nothing lies in it.
///
/// # Errors
/// [`Error::NotFound`] for a collection without tiles, and those of the database.
pub async fn build(
    client: &Object,
    collection: &str,
    tile: Tile,
    shown: Shown<'_>,
) -> Result<Bytes, Error> {
    let text = statement(collection).ok_or_else(|| Error::NotFound {
        resource: "collection",
        id: collection.to_owned(),
    })?;
    let prepared = client.prepare_cached(text).await?;
    let row = client
        .query_one(
            &prepared,
            &[
                &i32::from(tile.z),
                &i32::try_from(tile.x).unwrap_or(i32::MAX),
                &i32::try_from(tile.y).unwrap_or(i32::MAX),
                &shown.day,
                &shown.as_of,
                &shown.only,
            ],
        )
        .await?;
    let bytes: &[u8] = row.try_get(0)?;
    Ok(Bytes::copy_from_slice(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_inside_the_pyramid_are_tiles() {
        assert_eq!(
            Tile::new("0", "0", "0").expect("a tile"),
            Tile { z: 0, x: 0, y: 0 }
        );
        assert!(Tile::new("18", "262143", "262143").is_ok());
        for (z, x, y) in [
            ("19", "0", "0"),
            ("0", "1", "0"),
            ("1", "0", "2"),
            ("-1", "0", "0"),
            ("a", "0", "0"),
            ("1", "1e400", "0"),
            ("1", "", "0"),
            ("99999999999999999999", "0", "0"),
            ("+1", "0", "0"),
            ("01", "0", "0"),
        ] {
            assert!(Tile::new(z, x, y).is_err(), "{z}/{x}/{y}");
        }
    }
}
