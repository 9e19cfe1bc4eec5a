//! Random files: whatever they are, the detective is never sure and wrong.

use geo::{CoordsIter as _, MapCoords as _};
use proptest::prelude::*;

use super::tests::{declared, rank, square, stated, way, written};
use super::*;

/// Every way numbers of Hà Nội may have come about: each CRS, swapped or not, and with digits cut off those of its
/// own grids.
fn truths() -> impl Strategy<Value = Way> {
    let whole =
        (prop::sample::select(known::ALL.to_vec()), any::<bool>()).prop_map(|(known, swapped)| {
            Way {
                swapped,
                ..Way::plain(known)
            }
        });
    let of_hanoi: Vec<known::Known> = known::ALL
        .into_iter()
        .filter(known::Known::is_of_hanoi)
        .collect();
    let cut = (
        prop::sample::select(of_hanoi),
        any::<bool>(),
        prop::sample::select(vec![0.0, 1e5, 1e6]),
        any::<bool>(),
    )
        .prop_map(|(known, swapped, keeps_of_north, cuts_east)| Way {
            swapped,
            // Which digits these are is known when the areas are.
            prefix: Some(Prefix {
                easting_m: if cuts_east { 1e5 } else { 0.0 },
                northing_m: keeps_of_north,
            }),
            ..Way::plain(known)
        });
    prop_oneof![2 => whole, 1 => cut]
}

/// A way with the digits that all these areas begin with; none where they do not begin with the same.
fn with_digits_of(truth: Way, areas: &[MultiPolygon]) -> Option<Way> {
    let Some(keeps) = truth.prefix else {
        return Some(truth);
    };
    let projection = Projection::new(grid(), truth.known.base.epsg).expect("a way");
    let digits = |number: f64, below: f64| {
        if below > 0.0 {
            number - number.rem_euclid(below)
        } else {
            0.0
        }
    };
    let mut all = areas.iter().flat_map(|area| {
        let there = projection.geometry(area.clone().into()).expect("in range");
        let places: Vec<Coord> = there.coords_iter().collect();
        places.into_iter().map(|at| {
            let at = truth.known.from_base(at);
            (
                digits(at.x, keeps.easting_m),
                digits(at.y, keeps.northing_m),
            )
        })
    });
    let (easting_m, northing_m) = all.next()?;
    let is_cut = easting_m + northing_m > 0.0;
    let are_same = all.all(|other| other == (easting_m, northing_m));
    (is_cut && are_same).then_some(Way {
        prefix: Some(Prefix {
            easting_m,
            northing_m,
        }),
        ..truth
    })
}

/// Clusters about a place, each with the commune that is declared for it.
#[derive(Debug)]
struct City {
    areas: Vec<MultiPolygon>,
    communes: Vec<MultiPolygon>,
}

/// One of them: where, how large, and how its commune lies around it. One commune in four is not quite the right one:
/// it lies up to 700 m off, as where a cluster reaches across a boundary.
#[derive(Debug, Clone, Copy)]
struct Cluster {
    from: (f64, f64),
    side_m: f64,
    free_m: f64,
    at: (f64, f64),
    off_m: (f64, f64),
}

fn clusters() -> impl Strategy<Value = Cluster> {
    let slip = || -700.0..700.0f64;
    (
        (-8_000.0..8_000.0f64, -8_000.0..8_000.0f64),
        100.0..900.0f64,
        prop_oneof![0.0..200.0f64, 200.0..5_000.0f64],
        (0.0..1.0f64, 0.0..1.0f64),
        prop_oneof![3 => Just((0.0, 0.0)), 1 => (slip(), slip())],
    )
        .prop_map(|(from, side_m, free_m, at, off_m)| Cluster {
            from,
            side_m,
            free_m,
            at,
            off_m,
        })
}

fn cities() -> impl Strategy<Value = City> {
    let place = (545_000.0..590_000.0f64, 2_290_000.0..2_350_000.0f64);
    (place, prop::collection::vec(clusters(), 1..10)).prop_map(|((east, north), clusters)| {
        let area = |c: &Cluster| square(east + c.from.0, north + c.from.1, c.side_m);
        let commune = |c: &Cluster| {
            let (x, y) = (c.from.0 - c.free_m * c.at.0, c.from.1 - c.free_m * c.at.1);
            square(
                east + x + c.off_m.0,
                north + y + c.off_m.1,
                c.side_m + c.free_m,
            )
        };
        City {
            areas: clusters.iter().map(area).collect(),
            communes: clusters.iter().map(commune).collect(),
        }
    })
}

/// What a file states of its CRS.
#[derive(Debug, Clone, Copy)]
enum States {
    Nothing,
    Truth,
    Code(u32),
}

fn statements() -> impl Strategy<Value = States> {
    prop_oneof![
        Just(States::Nothing),
        Just(States::Truth),
        prop::sample::select(vec![5897, 3405, 4326, 4756, 9209, 32648, 2044])
            .prop_map(States::Code),
    ]
}

fn middle(geometry: Option<&Geometry>) -> Coord {
    let around = geometry.and_then(geo::BoundingRect::bounding_rect);
    around.expect("a shape").center()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn the_detective_is_never_sure_and_wrong(
        truth in truths(),
        city in cities(),
        states in statements(),
        tells in any::<bool>(),
    ) {
        let truth = with_digits_of(truth, &city.areas);
        prop_assume!(truth.is_some());
        let truth = truth.expect("assumed");
        let rows = written(&city.areas, &truth);
        let crs = match states {
            States::Nothing => None,
            States::Truth => Some(stated(truth.known.epsg)),
            States::Code(epsg) => Some(stated(epsg)),
        };
        let told: Vec<Declared> = if tells {
            let communes = city.communes.iter().enumerate();
            communes.map(|(row, commune)| declared(row, commune.clone(), None)).collect()
        } else {
            Vec::new()
        };
        let ranking = rank(&rows, crs.as_ref(), &told);
        let offered = ranking.candidates.iter().any(|candidate| candidate.id == truth.to_string());
        prop_assert!(offered, "{truth} is not offered: {}", ranking.why);
        if let Some(at) = ranking.sure {
            let sure = &ranking.candidates[at];
            let found = middle(project(&rows, &sure.id).expect("projected")[0].as_ref());
            let off_m = (found.x - middle(Some(&city.areas[0].clone().into())).x)
                .hypot(found.y - middle(Some(&city.areas[0].clone().into())).y);
            // A file that states what is not so and still lies in Hà Nội and in its communes cannot be seen through.
            let is_lie = crs.is_some_and(|crs| crs.epsg == Some(sure.epsg)) && sure.id == format!("EPSG:{}", sure.epsg);
            prop_assert!(off_m < 0.01 || is_lie, "{truth} taken for {} ({off_m} m): {}", sure.id, ranking.why);
            prop_assert_eq!(at, 0, "{}", ranking.why);
        }
    }

    /// One cluster or a few, and communes that fit another reading than the true one as often as not.
    #[test]
    fn communes_that_are_mistaken_never_make_it_sure_and_wrong(
        truth in prop::sample::select(vec![
            "EPSG:5897", "EPSG:3405", "EPSG:32648", "EPSG:5897;datum=wgs84", "EPSG:4326", "EPSG:4756",
        ]),
        city in cities(),
        rows in 1..4_usize,
        slip in prop::sample::select(vec![(0.0, 698.0), (0.0, -698.0), (196.0, -108.0), (-196.0, 108.0)]),
    ) {
        let truth = way(truth);
        let rows = rows.min(city.areas.len());
        let told: Vec<Declared> = (0..rows)
            .map(|row| {
                let commune = city.areas[row].map_coords(|at| Coord { x: at.x + slip.0, y: at.y + slip.1 });
                declared(row, commune, None)
            })
            .collect();
        let ranking = rank(&written(&city.areas[..rows], &truth), None, &told);
        prop_assert!(ranking.sure.is_none(), "{truth}: {}", ranking.why);
    }

    #[test]
    fn an_id_that_is_offered_is_taken_back(truth in truths(), city in cities()) {
        let truth = with_digits_of(truth, &city.areas);
        prop_assume!(truth.is_some());
        let rows = written(&city.areas, &truth.expect("assumed"));
        for candidate in rank(&rows, None, &[]).candidates {
            let projected = project(&rows, &candidate.id).expect("projected");
            let [lon, lat] = candidate.centre_84;
            prop_assert!((103.0..108.0).contains(&lon) && (19.0..23.0).contains(&lat), "{}", candidate.id);
            prop_assert!(projected.iter().all(Option::is_some), "{}", candidate.id);
            prop_assert!(candidate.outline_84.exterior().0.len() >= 4, "{}", candidate.id);
        }
    }
}
