//! Two engines, one answer: what PostGIS (GEOS) measures of planning fit, measured again by `geo` (i_overlay).

use std::collections::{BTreeMap, BTreeSet};

use ccn_atlas::fit::measures::{Permission, PlanSays};
use ccn_atlas::geometry::ewkb;
use geo::{Area, BooleanOps, BoundingRect, Intersects, MapCoords, MultiPolygon, Translate};
use proptest::collection::vec;
use proptest::test_runner::TestCaseError;
use tokio::runtime::Runtime;

use crate::fit_shapes::{COMMUNES, CORNER, Plan, Zone, areas, check, fit, one_of, plans, zones};
use crate::support::TestApp;

/// The engines agree within this share of the area asked about. i_overlay works on an integer grid of 2³⁰ steps
/// over both its operands: 0.03 mm beside a zone of 30 km, and the edge of a part is off by as much.
const SHARE: f64 = 1e-6;

/// What the other engine has to know of a plan.
struct Land {
    plan: i64,
    zones: Vec<Zone>,
    constraints: Vec<(String, MultiPolygon)>,
    permissions: BTreeMap<String, Permission>,
}

/// m² of each class, permission and constraint, of the residual and of what classes cover twice.
type Measures = BTreeMap<String, f64>;

fn by_geo(area: &MultiPolygon, land: &Land) -> Measures {
    let mut parts: BTreeMap<&str, Vec<MultiPolygon>> = BTreeMap::new();
    for zone in &land.zones {
        let part = shared_part(area, &zone.area);
        parts.entry(&zone.class).or_default().extend(part);
    }
    let mut all = Measures::new();
    let mut covered = MultiPolygon::new(Vec::new());
    let mut twice_m2 = 0.0;
    let mut permitted: BTreeMap<Permission, Vec<MultiPolygon>> = BTreeMap::new();
    for (class, parts) in parts {
        let part = union_of(&parts);
        all.insert(class.to_owned(), part.unsigned_area());
        twice_m2 += part.intersection(&covered).unsigned_area();
        covered = covered.union(&part);
        let permission = land.permissions.get(class).copied();
        let permission = permission.unwrap_or(Permission::Unknown);
        permitted.entry(permission).or_default().push(part);
    }
    for (permission, parts) in &permitted {
        all.insert(format!("{permission:?}"), union_of(parts).unsigned_area());
    }
    let rest = area.difference(&covered);
    all.insert("double counted".to_owned(), twice_m2);
    all.insert("residual".to_owned(), rest.unsigned_area());
    for (id, constraint) in &land.constraints {
        let part = shared_part(area, constraint);
        all.extend(part.map(|part| (id.clone(), part.unsigned_area())));
    }
    all
}

/// `None` where not even their boxes meet, as the answer is then known sooner.
fn shared_part(area: &MultiPolygon, other: &MultiPolygon) -> Option<MultiPolygon> {
    let near = area.bounding_rect()?.intersects(&other.bounding_rect()?);
    near.then(|| area.intersection(other))
}

/// Not `geo::unary_union`, whose answer depends on which way the rings go.
fn union_of(areas: &[MultiPolygon]) -> MultiPolygon {
    let none = MultiPolygon::new(Vec::new());
    areas.iter().fold(none, |all, area| all.union(area))
}

fn by_postgis(said: &PlanSays) -> Measures {
    let classes = said.classes.iter();
    let constraints = said.constraints.iter();
    let permissions = said.permissions.iter();
    classes
        .map(|class| (class.class.clone(), class.area_m2))
        .chain(constraints.map(|constraint| (constraint.id.clone(), constraint.area_m2)))
        .chain(permissions.map(|(permission, area_m2)| (format!("{permission:?}"), *area_m2)))
        .chain([
            ("double counted".to_owned(), said.double_counted_m2),
            ("residual".to_owned(), said.residual_m2),
        ])
        .collect()
}

/// Where the engines differ, as a share of the area asked about: the worst of all measures.
fn difference(area_m2: f64, one: &Measures, other: &Measures) -> (f64, String) {
    let of = |measures: &Measures, what: &str| measures.get(what).copied().unwrap_or(0.0);
    let what: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    what.into_iter()
        .map(|what| {
            let (a_m2, b_m2) = (of(one, what), of(other, what));
            let share = (a_m2 - b_m2).abs() / area_m2;
            (share, format!("{what}: {a_m2} and {b_m2} of {area_m2} m²"))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .expect("a residual at least")
}

/// Near the origin, where areas are summed from smaller numbers. No digit of a coordinate is lost.
fn moved(area: &MultiPolygon) -> MultiPolygon {
    area.map_coords(|at| at - CORNER)
}

async fn land(test: &TestApp, plan: &Plan) -> Land {
    let mut zones = zones(test, plan.id).await;
    for zone in &mut zones {
        zone.area = moved(&zone.area);
    }
    let constraints = insert_constraints(test, plan, &one_of(&vec(areas(), 60))).await;
    Land {
        plan: plan.id,
        zones,
        constraints,
        permissions: permissions(test).await,
    }
}

/// Constraints over each other, and over everything.
async fn insert_constraints(
    test: &TestApp,
    plan: &Plan,
    areas: &[MultiPolygon],
) -> Vec<(String, MultiPolygon)> {
    let ids: Vec<String> = (1..=areas.len())
        .map(|n| format!("{}-over-{n}", plan.name))
        .collect();
    let sent: Vec<_> = areas
        .iter()
        .map(|area| ewkb::multi_polygon(area, 5897))
        .collect();
    test.client()
        .await
        .execute(
            "WITH made AS (SELECT * FROM unnest($2::text[], $3::geometry[]) AS m (slug, geom)),
             made_up AS (
                 INSERT INTO plan_constraint (plan_id, slug) SELECT $1, slug FROM made RETURNING id, slug
             )
             INSERT INTO plan_constraint_version (plan_constraint_id, row_version, kind, name_vi, name_en,
                 law_status, synthetic, boundary_certainty, source_id, search_key, geom, valid)
             SELECT k.id, 1, 'dike', k.slug, k.slug, 'in_force', TRUE, 'surveyed', (SELECT min(id) FROM source),
                 k.slug, m.geom, '[2026-01-01,)'
             FROM made AS m INNER JOIN made_up AS k ON k.slug = m.slug",
            &[&plan.id, &ids, &sent],
        )
        .await
        .expect("constraints");
    ids.into_iter().zip(areas.iter().map(moved)).collect()
}

async fn permissions(test: &TestApp) -> BTreeMap<String, Permission> {
    let client = test.client().await;
    let rows = client
        .query(
            "SELECT class_id, to_jsonb(permission) FROM land_use_permission
             WHERE valid @> '2026-06-01'::date AND upper_inf(recorded)",
            &[],
        )
        .await
        .expect("permissions");
    let permission =
        |row: &tokio_postgres::Row| serde_json::from_value(row.get(1)).expect("a permission");
    rows.iter()
        .map(|row| (row.get(0), permission(row)))
        .collect()
}

#[test]
fn geo_measures_what_postgis_measures() {
    let runtime = Runtime::new().expect("a runtime");
    let test = runtime.block_on(TestApp::start());
    let plans = runtime.block_on(plans(&test));
    let lands: Vec<Land> = plans
        .iter()
        .map(|plan| runtime.block_on(land(&test, plan)))
        .collect();
    check(600, &(0..plans.len(), areas()), |(plan, area)| {
        let land = &lands[plan];
        let (area_m2, said) = runtime
            .block_on(fit(&test, &[(land.plan, &area)]))
            .remove(0);
        let again = by_geo(&moved(&area), land);
        let (share, what) = difference(area_m2, &by_postgis(&said), &again);
        if share > SHARE {
            return Err(TestCaseError::fail(format!("{}: {what}", plans[plan].name)));
        }
        Ok(())
    });
}

/// Real boundaries where they are there: every commune, moved so that it lies in its neighbours too.
#[tokio::test]
async fn geo_measures_of_communes_what_postgis_measures() {
    let test = TestApp::start().await;
    let plans = plans(&test).await;
    let land = land(&test, &plans[COMMUNES]).await;
    for commune in &land.zones {
        let area = commune.area.translate(137.0, -41.0);
        let there = area.translate(CORNER.x, CORNER.y);
        let (area_m2, said) = fit(&test, &[(land.plan, &there)]).await.remove(0);
        let again = by_geo(&area, &land);
        let (share, what) = difference(area_m2, &by_postgis(&said), &again);
        assert!(share <= SHARE, "{}: {what}", commune.id);
    }
}
