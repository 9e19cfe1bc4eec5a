//! Where a cluster of the register lies, as far as its sources tell: a former commune, a commune of today,
//! or only a former district.

use std::collections::BTreeMap;
use std::f64::consts::PI;

use geo::Coord;
use serde::Deserialize;
use serde_json::Value;
use time::macros::date;

use crate::data;
use crate::error::Error;
use crate::names::gazetteer::{Gazetteer as Names, Law, Unit};
use crate::names::resolve::Flag;

/// Metres of a degree of latitude; of longitude, this times the cosine.
const DEGREE_M: f64 = 111_000.0;

/// What `data/commune/*.csv` says of places.
pub struct Gazetteer {
    units: Names,
    seats: BTreeMap<String, Seat>,
    former: BTreeMap<String, Former>,
    main_successor: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Seat {
    code: String,
    kind: String,
    name: String,
    official_area_km2: f64,
    #[serde(rename = "seat_lon")]
    lon: f64,
    #[serde(rename = "seat_lat")]
    lat: f64,
}

#[derive(Deserialize)]
struct Former {
    code: String,
    district: String,
    centre_lon: f64,
    centre_lat: f64,
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

#[derive(Deserialize)]
struct Part {
    former_code: String,
    new_code: String,
    is_main: bool,
}

/// A cluster's commune and the place its footprint is drawn at.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    pub commune_code: Option<String>,
    /// Kind and name, for the search key.
    pub commune_name: Option<String>,
    pub commune_basis: &'static str,
    pub commune_flag: &'static str,
    pub location_basis: &'static str,
    /// Longitude and latitude, CRS84.
    pub at_84: Coord,
    /// How far off the place may be: the reach of the unit it stands for, metres.
    pub uncertainty_m: f64,
}

impl Gazetteer {
    /// # Errors
    /// [`Error::Startup`] when the committed lists cannot be read.
    pub fn read() -> Result<Self, Error> {
        Ok(Self {
            units: today(&data::rows("commune/units.csv")?),
            seats: data::rows::<Seat>("commune/units.csv")?
                .into_iter()
                .map(|s| (s.code.clone(), s))
                .collect(),
            former: data::rows::<Former>("commune/former.csv")?
                .into_iter()
                .map(|f| (f.code.clone(), f))
                .collect(),
            main_successor: data::rows::<Part>("commune/crosswalk.csv")?
                .into_iter()
                .filter(|part| part.is_main)
                .map(|part| (part.former_code, part.new_code))
                .collect(),
        })
    }

    /// Places a row of `data/cluster/clusters.csv`.
    ///
    /// # Errors
    /// [`Error::Startup`] when the row names nothing that can be placed.
    pub fn locate(&self, row: &Value) -> Result<Located, Error> {
        let text = |name: &str| row[name].as_str().unwrap_or_default();
        let codes: Vec<&str> = text("former_commune_codes")
            .split(';')
            .map(str::trim)
            .filter(|c| !c.is_empty())
            .collect();
        let (declared, commune_flag) = match text("commune_as_written") {
            "" => (None, "not_stated"),
            written => {
                let (code, flag) = self.named(written).ok_or_else(|| {
                    let slug = text("slug");
                    Error::startup(format!("`{slug}`: no unit is called `{written}`"))
                })?;
                (Some(code), flag)
            }
        };
        let by_crosswalk = || {
            codes
                .iter()
                .find_map(|code| self.main_successor.get(*code))
                .map(String::as_str)
        };
        let (commune_code, commune_basis) = match (declared.as_deref(), by_crosswalk()) {
            (Some(code), _) => (Some(code), "plan"),
            (None, Some(code)) => (Some(code), "crosswalk"),
            (None, None) => (None, "unknown"),
        };
        let boxes: Vec<&Former> = codes
            .iter()
            .filter_map(|code| self.former.get(*code))
            .collect();
        let seat = commune_code.and_then(|code| self.seats.get(code));
        let (location_basis, (at_84, uncertainty_m)) = if !boxes.is_empty() {
            ("former_commune_centre", middle(&boxes))
        } else if let Some(seat) = seat {
            ("commune_seat", around_seat(seat))
        } else {
            (
                "district_centre",
                self.district(text("former_district"), text("slug"))?,
            )
        };
        Ok(Located {
            commune_code: commune_code.map(str::to_owned),
            commune_name: seat.map(|seat| format!("{} {}", seat.kind, seat.name)),
            commune_basis,
            commune_flag,
            location_basis,
            at_84,
            uncertainty_m,
        })
    }

    /// The unit of today that a paper names, and whether it is of the kind written.
    fn named(&self, written: &str) -> Option<(String, &'static str)> {
        let best = self
            .units
            .resolve(written, None)
            .candidates
            .into_iter()
            .next()?;
        let differs = best.flags.contains(&Flag::KindDiffers);
        Some((
            best.code?,
            if differs {
                "unit_type_differs"
            } else {
                "matches"
            },
        ))
    }

    /// The middle of a former district, or of several separated by `;`.
    fn district(&self, names: &str, slug: &str) -> Result<(Coord, f64), Error> {
        let wanted: Vec<&str> = names.split(';').map(str::trim).collect();
        let boxes: Vec<&Former> = self
            .former
            .values()
            .filter(|f| wanted.contains(&f.district.as_str()))
            .collect();
        if boxes.is_empty() {
            return Err(Error::startup(format!(
                "`{slug}` lies nowhere: no commune, no district `{names}`"
            )));
        }
        Ok(middle(&boxes))
    }
}

/// The names of today's units: a paper of after the restructuring means one of these.
fn today(seats: &[Seat]) -> Names {
    let units: Vec<Unit> = (0..)
        .zip(seats)
        .map(|(id, seat)| Unit {
            id,
            code: seat.code.clone(),
            kind: seat.kind.clone(),
            name: seat.name.clone(),
            parent: None,
            valid_from: date!(2025 - 07 - 01),
            valid_to: None,
            area_m2: seat.official_area_km2 * 1e6,
            clause: None,
        })
        .collect();
    Names::new(&units, &[], &[], Law::default())
}

/// The mean centre of former communes, and half the diagonal of the box around them.
fn middle(boxes: &[&Former]) -> (Coord, f64) {
    let count = boxes.len() as f64;
    let mean = |of: fn(&Former) -> f64| boxes.iter().map(|b| of(b)).sum::<f64>() / count;
    let at = Coord {
        x: mean(|b| b.centre_lon),
        y: mean(|b| b.centre_lat),
    };
    let reach = |min: fn(&Former) -> f64, max: fn(&Former) -> f64| {
        let low = boxes.iter().map(|b| min(b)).fold(f64::INFINITY, f64::min);
        let high = boxes
            .iter()
            .map(|b| max(b))
            .fold(f64::NEG_INFINITY, f64::max);
        high - low
    };
    let width_m = reach(|b| b.west, |b| b.east) * DEGREE_M * at.y.to_radians().cos();
    let height_m = reach(|b| b.south, |b| b.north) * DEGREE_M;
    (at, width_m.hypot(height_m) / 2.0)
}

/// A commune's seat, and the radius of a circle of twice its official area: the seat is seldom in the middle.
fn around_seat(seat: &Seat) -> (Coord, f64) {
    let at = Coord {
        x: seat.lon,
        y: seat.lat,
    };
    (at, (2.0 * seat.official_area_km2 * 1e6 / PI).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located() -> BTreeMap<String, Located> {
        let gazetteer = Gazetteer::read().expect("committed lists");
        let rows = data::json_rows("cluster/clusters.csv").expect("committed list");
        rows.iter()
            .map(|row| {
                let slug = row["slug"].as_str().expect("a slug").to_owned();
                (slug, gazetteer.locate(row).expect("placed"))
            })
            .collect()
    }

    #[test]
    fn the_two_lien_ha_lie_in_two_communes_far_apart() {
        let all = located();
        let (o_dien, thu_lam) = (&all["lien-ha-o-dien"], &all["lien-ha-thu-lam"]);
        assert_eq!(o_dien.commune_name.as_deref(), Some("xã Ô Diên"));
        assert_eq!(thu_lam.commune_name.as_deref(), Some("xã Thư Lâm"));
        assert!((o_dien.at_84.x - thu_lam.at_84.x).abs() > 0.1);
    }

    #[test]
    fn tu_liem_is_in_phuong_xuan_phuong_not_in_phuong_tu_liem() {
        assert_eq!(
            located()["tu-liem"].commune_name.as_deref(),
            Some("phường Xuân Phương")
        );
    }

    #[test]
    fn only_the_three_wrong_types_are_flagged() {
        let wrong: Vec<String> = located()
            .into_iter()
            .filter(|(_, l)| l.commune_flag == "unit_type_differs")
            .map(|(slug, _)| slug)
            .collect();
        assert_eq!(wrong, ["dai-yen", "phu-thinh", "tan-trieu"]);
    }

    #[test]
    fn a_place_that_is_no_commune_is_drawn_at_the_commune_the_plan_names() {
        let all = located();
        assert_eq!(all["ho-dien"].location_basis, "commune_seat");
        assert_eq!(all["ho-dien"].commune_name.as_deref(), Some("xã Ô Diên"));
    }

    #[test]
    fn what_no_source_places_better_is_at_its_district_and_has_no_commune() {
        let all = located();
        let vague: Vec<_> = all
            .iter()
            .filter(|(_, l)| l.location_basis == "district_centre")
            .collect();
        assert!(!vague.is_empty());
        for (slug, found) in vague {
            assert_eq!(found.commune_code, None, "{slug}");
            assert!(found.uncertainty_m > 2_000.0, "{slug}");
        }
    }
}
