//! What must hold of planning fit for any area and any plan: thousands of made-up areas, and every commune.

use std::collections::BTreeMap;

use ccn_atlas::fit::measures::{Permission, PlanSays};
use ccn_atlas::geometry::ewkb;
use geo::{LineString, MultiPolygon, Polygon, Translate};
use proptest::collection::vec;
use proptest::test_runner::TestCaseError;
use tokio::runtime::Runtime;

use crate::fit_shapes::{COMMUNES, areas, check, fit, one_of, plans, zones};
use crate::support::TestApp;

/// The rule of design.md: shares add up to 1 within max(1e-9, 1e-6 m² ÷ area). In m², so for an area of `area_m2`.
fn tolerance_m2(area_m2: f64) -> f64 {
    (1e-9 * area_m2).max(1e-6)
}

fn permission_m2(said: &PlanSays, permission: Permission) -> f64 {
    said.permissions.get(&permission).copied().unwrap_or(0.0)
}

/// What is wrong with an answer, if anything.
fn flaw(area_m2: f64, said: &PlanSays) -> Option<String> {
    let tolerance_m2 = tolerance_m2(area_m2);
    let sum_m2: f64 = said.classes.iter().map(|class| class.area_m2).sum();
    let off_m2 = sum_m2 - said.double_counted_m2 + said.residual_m2 - area_m2;
    if off_m2.abs() > tolerance_m2 {
        return Some(format!("the parts of {area_m2} m² are {off_m2} m² off"));
    }
    let parts = (said.classes.iter().map(|class| class.area_m2))
        .chain(said.zones.iter().map(|zone| zone.area_m2))
        .chain(said.permissions.values().copied())
        .chain([said.residual_m2]);
    for part_m2 in parts.chain(said.slivers.iter().map(|sliver| sliver.area_m2)) {
        // ST_Area gives no negative number, so that this needs no tolerance.
        if !(0.0..=area_m2 + tolerance_m2).contains(&part_m2) {
            return Some(format!("{part_m2} m² of {area_m2} m²"));
        }
    }
    if said.double_counted_m2 < 0.0 {
        return Some(format!("{} m² twice", said.double_counted_m2));
    }
    flaw_of_classes(said, tolerance_m2).or_else(|| flaw_of_permissions(said, tolerance_m2))
}

/// A class is the union of its zones: no less than any, no more than all.
fn flaw_of_classes(said: &PlanSays, tolerance_m2: f64) -> Option<String> {
    let mut of_class: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for zone in &said.zones {
        of_class.entry(&zone.class).or_default().push(zone.area_m2);
    }
    if of_class.len() != said.classes.len() {
        return Some(format!("zones of {of_class:?}, other classes"));
    }
    said.classes.iter().find_map(|class| {
        let zones_m2 = of_class.get(class.class.as_str())?;
        is_no_union_of(class.area_m2, zones_m2, tolerance_m2)
            .then(|| format!("{} of {} m²: {zones_m2:?}", class.class, class.area_m2))
    })
}

/// Land of a permission is the union of its classes.
fn flaw_of_permissions(said: &PlanSays, tolerance_m2: f64) -> Option<String> {
    Permission::ALL.into_iter().find_map(|permission| {
        let classes = said.classes.iter();
        let classes_m2: Vec<f64> = classes
            .filter(|class| class.permission() == permission)
            .map(|class| class.area_m2)
            .collect();
        let land_m2 = permission_m2(said, permission);
        let is_wrong = classes_m2.is_empty() == said.permissions.contains_key(&permission)
            || is_no_union_of(land_m2, &classes_m2, tolerance_m2);
        is_wrong.then(|| format!("{permission:?} of {land_m2} m²: {classes_m2:?}"))
    })
}

fn is_no_union_of(union_m2: f64, parts_m2: &[f64], tolerance_m2: f64) -> bool {
    let most_m2 = parts_m2.iter().copied().fold(0.0, f64::max);
    union_m2 < most_m2 - tolerance_m2 || union_m2 > parts_m2.iter().sum::<f64>() + tolerance_m2
}

/// Every measure that does not depend on how zones are cut.
fn measures(said: &PlanSays) -> BTreeMap<String, f64> {
    let classes = said.classes.iter();
    let permissions = Permission::ALL.into_iter();
    classes
        .map(|class| (class.class.clone(), class.area_m2))
        .chain(permissions.map(|p| (format!("{p:?}"), permission_m2(said, p))))
        .chain([
            ("residual".to_owned(), said.residual_m2),
            ("double counted".to_owned(), said.double_counted_m2),
        ])
        .collect()
}

/// What two answers about one area differ in, if in anything.
fn difference(area_m2: f64, one: &PlanSays, other: &PlanSays) -> Option<String> {
    let (one, other) = (measures(one), measures(other));
    let of = |said: &BTreeMap<String, f64>, what: &str| said.get(what).copied().unwrap_or(0.0);
    one.keys().chain(other.keys()).find_map(|what| {
        let (a_m2, b_m2) = (of(&one, what), of(&other, what));
        ((a_m2 - b_m2).abs() > tolerance_m2(area_m2)).then(|| format!("{what}: {a_m2} and {b_m2}"))
    })
}

fn each_ring(area: &MultiPolygon, change: impl Fn(&LineString) -> LineString) -> MultiPolygon {
    let polygon = |polygon: &Polygon| {
        let holes = polygon.interiors().iter().map(&change).collect();
        Polygon::new(change(polygon.exterior()), holes)
    };
    area.iter().map(polygon).collect()
}

fn reversed(ring: &LineString) -> LineString {
    ring.coords().rev().copied().collect()
}

/// Begins at the corner after a third of all.
fn begun_elsewhere(ring: &LineString) -> LineString {
    let mut corners = ring.0[1..].to_vec();
    corners.rotate_left(ring.0.len() / 3);
    corners.push(corners[0]);
    LineString(corners)
}

/// With two more corners on each edge.
fn with_more_corners(ring: &LineString) -> LineString {
    let edge = |edge: geo::Line| {
        let at = |part: f64| edge.start + edge.delta() * part;
        [edge.start, at(0.3), at(0.5)]
    };
    let mut corners: Vec<_> = ring.lines().flat_map(edge).collect();
    corners.push(ring.0[0]);
    LineString(corners)
}

/// A way to write an area that changes nothing of it.
type Way = (&'static str, fn(&LineString) -> LineString);
const WAYS: [Way; 3] = [
    ("other direction", reversed),
    ("other start", begun_elsewhere),
    ("more corners", with_more_corners),
];

#[test]
fn what_a_plan_says_of_an_area_adds_up_however_area_and_zones_are_written() {
    let runtime = Runtime::new().expect("a runtime");
    let test = runtime.block_on(TestApp::start());
    let plans = runtime.block_on(plans(&test));
    let cases = (0..plans.len(), 0..WAYS.len(), areas());
    check(3000, &cases, |(plan, way, area)| {
        let (plan, (way, change)) = (&plans[plan], WAYS[way]);
        let written = each_ring(&area, change);
        let asked = [(plan.id, &area), (plan.id, &written), (plan.twin, &area)];
        let answers = runtime.block_on(fit(&test, &asked));
        let flaws = answers
            .iter()
            .filter_map(|(area_m2, said)| flaw(*area_m2, said));
        let (area_m2, said) = &answers[0];
        let differences = [way, "zones cut in two"]
            .into_iter()
            .zip(&answers[1..])
            .filter_map(|(way, (_, other))| {
                let differs = difference(*area_m2, said, other)?;
                Some(format!("{way}: {differs}"))
            });
        match flaws.chain(differences).next() {
            Some(wrong) => Err(TestCaseError::fail(format!("{}: {wrong}", plan.name))),
            None => Ok(()),
        }
    });
}

/// Each where it lies, and moved so that it no longer meets its neighbours exactly.
#[tokio::test]
async fn what_every_plan_says_of_a_commune_adds_up() {
    let test = TestApp::start().await;
    let plans = plans(&test).await;
    let communes = zones(&test, plans[COMMUNES].id).await;
    assert_eq!(communes.len(), 126);
    for commune in &communes {
        let moved = commune.area.translate(137.0, -41.0);
        let asked: Vec<_> = plans
            .iter()
            .flat_map(|plan| [(plan.id, &commune.area), (plan.id, &moved)])
            .collect();
        let answers = fit(&test, &asked).await;
        for ((plan, _), (area_m2, said)) in asked.iter().zip(&answers) {
            assert_eq!(flaw(*area_m2, said), None, "{} in plan {plan}", commune.id);
        }
        let (area_m2, said) = &answers[2 * COMMUNES];
        let own = said.zones.iter().find(|zone| zone.id == commune.id);
        let own_m2 = own.expect("it lies in itself").area_m2;
        let off_m2 = (own_m2 - area_m2).abs().max(said.residual_m2);
        assert!(
            off_m2 <= tolerance_m2(*area_m2),
            "{}: {off_m2} m² of it are not in it",
            commune.id
        );
    }
}

#[tokio::test]
async fn what_one_cluster_shares_with_another_the_other_shares_with_it() {
    let test = TestApp::start().await;
    insert_clusters(&test, &one_of(&vec(areas(), 500))).await;
    let rows = test
        .client()
        .await
        .query(
            "SELECT v.cluster_id, o.cluster_id, spatial.area_m2(p.piece), spatial.area_m2(v.geom)
             FROM cluster_version AS v
             CROSS JOIN LATERAL spatial.cluster_pieces(v.geom, v.cluster_id, '2026-06-01', now()) AS p
             INNER JOIN cluster_version AS o ON o.version_id = p.version_id
             WHERE v.valid @> '2026-06-01'::date AND upper_inf(v.recorded)",
            &[],
        )
        .await
        .expect("pairs");
    let pairs: BTreeMap<(i64, i64), (f64, f64)> = rows
        .iter()
        .map(|row| ((row.get(0), row.get(1)), (row.get(2), row.get(3))))
        .collect();
    assert!(pairs.len() > 4000, "only {} pairs", pairs.len());
    for ((one, other), (shared_m2, area_m2)) in &pairs {
        let tolerance_m2 = tolerance_m2(*area_m2);
        assert_ne!(one, other);
        assert!(
            (0.0..=area_m2 + tolerance_m2).contains(shared_m2),
            "{shared_m2} of {area_m2} m²"
        );
        // Touching is decided for both alike, so that neither has a row that the other lacks.
        let Some((back_m2, _)) = pairs.get(&(*other, *one)) else {
            panic!("{one} shares {shared_m2} m² with {other}, which shares none with it");
        };
        assert!(
            (shared_m2 - back_m2).abs() <= tolerance_m2,
            "{one} and {other}: {shared_m2} and {back_m2} m²"
        );
    }
}

async fn insert_clusters(test: &TestApp, areas: &[MultiPolygon]) {
    let areas: Vec<_> = areas
        .iter()
        .map(|area| ewkb::multi_polygon(area, 5897))
        .collect();
    test.client()
        .await
        .execute(
            "WITH made AS (
                 SELECT * FROM unnest($1::geometry[]) WITH ORDINALITY AS m (geom, place)
             ),
             made_up AS (
                 INSERT INTO cluster (slug) SELECT 'made-up-' || place FROM made RETURNING id, slug
             )
             INSERT INTO cluster_version (cluster_id, row_version, name, established, operating, in_plan,
                 infrastructure_complete, commenced_2021_2025, declared_fit, wastewater_action, footprint_area_ha,
                 commune_basis, commune_flag, location_basis, boundary_certainty, search_key, geom, valid)
             SELECT c.id, 1, c.slug, 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown',
                 'none_stated', 1, 'unknown', 'not_stated', 'survey', 'surveyed', c.slug, m.geom, '[2026-01-01,)'
             FROM made AS m INNER JOIN made_up AS c ON c.slug = 'made-up-' || m.place",
            &[&areas],
        )
        .await
        .expect("clusters");
}
