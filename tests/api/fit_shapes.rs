//! Made-up areas and plans for the tests of planning fit, in metres of EPSG:5897.

use std::f64::consts::TAU;
use std::fmt::Debug;

use ccn_atlas::communes::replace::{Provenance, replace};
use ccn_atlas::fit::measures::PlanSays;
use ccn_atlas::geometry::ewkb;
use ccn_atlas::imports::boundaries;
use deadpool_postgres::Object;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use postgis::ewkb as wire;
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Strategy, any, prop_oneof};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};
use tokio_postgres::types::Json;

use crate::support::{TestApp, real_communes};

/// The south-west corner of a field of 20 km in the middle of Hà Nội, where all that is made up lies.
pub const CORNER: Coord = Coord {
    x: 575_000.0,
    y: 2_315_000.0,
};
const FIELD_M: f64 = 20_000.0;
/// Rectangles have their corners on this lattice, so that edges coincide.
const STEP_M: f64 = 100.0;
/// Land-use classes: six of the demonstration plan, and one of which no article says anything.
const CLASSES: [&str; 7] = [
    "cluster_land",
    "industry",
    "craft_production",
    "mixed_use",
    "farming",
    "housing",
    "made_up",
];
/// Where the plan of communes is among [`plans`].
pub const COMMUNES: usize = 3;

/// A zone of a class, given by its place among them.
type Made = (usize, MultiPolygon);

/// A zone as the database has it.
pub struct Zone {
    pub id: String,
    pub class: String,
    pub area: MultiPolygon,
}

/// A runner that makes the same cases each time.
pub fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[32; 32]))
}

/// Runs a check on `cases` values of a strategy; shows the smallest that it fails on.
pub fn check<S: Strategy>(cases: u32, of: &S, check: impl Fn(S::Value) -> TestCaseResult)
where
    S::Value: Debug,
{
    if let Err(failure) = runner(cases).run(of, check) {
        panic!("{failure}");
    }
}

/// One value of a strategy, the same each time.
pub fn one_of<S: Strategy>(of: &S) -> S::Value {
    of.new_tree(&mut runner(1)).expect("a value").current()
}

/// A spoke of a star: its angle within its sector, how far it reaches, how far the hole's does of that.
type Spoke = (f64, f64, f64);

fn spokes() -> impl Strategy<Value = Vec<Spoke>> {
    vec((0.0..0.9, 0.3..1.0, 0.1..0.8), 4..20)
}

/// Sound whatever the spokes: they go round a centre, and a hole's reach less far than its shell's.
fn star(centre: Coord, radius_m: f64, spokes: &[Spoke], has_hole: bool) -> Polygon {
    let ring = |reach: &dyn Fn(&Spoke) -> f64| -> LineString {
        let corner = |(place, spoke): (usize, &Spoke)| {
            let turn = (place as f64 + spoke.0) / spokes.len() as f64;
            let (sin, cos) = (turn * TAU).sin_cos();
            let reach_m = radius_m * reach(spoke);
            centre + Coord::from((reach_m * cos, reach_m * sin))
        };
        spokes.iter().enumerate().map(corner).collect()
    };
    let hole = has_hole.then(|| ring(&|spoke| spoke.1 * spoke.2));
    Polygon::new(ring(&|spoke| spoke.1), hole.into_iter().collect())
}

/// Stars of one to three parts, from about a hectare to some square kilometres.
fn stars() -> impl Strategy<Value = MultiPolygon> {
    let place = (0.0..FIELD_M, 0.0..FIELD_M);
    let part = (spokes(), any::<bool>());
    (place, 5.0_f64..7.5, vec(part, 1..=3)).prop_map(|((east, north), log_radius, parts)| {
        let radius_m = log_radius.exp();
        let star = |(place, (spokes, has_hole)): (usize, &(Vec<Spoke>, bool))| {
            // Farther apart than they reach.
            let aside_m = 2.5 * radius_m * place as f64;
            let centre = CORNER + Coord::from((east + aside_m, north));
            star(centre, radius_m, spokes, *has_hole)
        };
        parts.iter().enumerate().map(star).collect()
    })
}

/// A rectangle with its corners on the lattice.
fn rectangle(west: u32, south: u32, wide: u32, high: u32) -> LineString {
    let corner =
        |x: u32, y: u32| CORNER + Coord::from((STEP_M * f64::from(x), STEP_M * f64::from(y)));
    LineString::from(vec![
        corner(west, south),
        corner(west + wide, south),
        corner(west + wide, south + high),
        corner(west, south + high),
        corner(west, south),
    ])
}

/// Rectangles whole, with a hole, or two that touch at a corner: their edges often lie on others'.
fn rectangles() -> impl Strategy<Value = MultiPolygon> {
    ((0..195_u32, 0..195_u32), (3..20_u32, 3..20_u32), 0..3_u8).prop_map(
        |((west, south), (wide, high), kind)| {
            let shell = rectangle(west, south, wide, high);
            let hole = (kind == 1).then(|| rectangle(west + 1, south + 1, wide - 2, high - 2));
            let beyond = (kind == 2).then(|| rectangle(west + wide, south + high, wide, high));
            std::iter::once(Polygon::new(shell, hole.into_iter().collect()))
                .chain(beyond.map(|ring| Polygon::new(ring, Vec::new())))
                .collect()
        },
    )
}

/// Any made-up area.
pub fn areas() -> BoxedStrategy<MultiPolygon> {
    prop_oneof![stars(), rectangles()].boxed()
}

/// Quadrangles side by side that fill the field, but for some that are left out.
fn partition() -> impl Strategy<Value = Vec<Made>> {
    const CELLS: usize = 20;
    let shift = (-0.24..0.24, -0.24..0.24);
    let nodes = vec(shift, (CELLS + 1) * (CELLS + 1));
    (nodes, vec(0..CLASSES.len() + 1, CELLS * CELLS)).prop_map(|(nodes, classes)| {
        let size_m = FIELD_M / CELLS as f64;
        let node = |column: usize, row: usize| {
            let (east, north) = nodes[row * (CELLS + 1) + column];
            CORNER + Coord::from((column as f64 + east, row as f64 + north)) * size_m
        };
        let cell = |(place, class): (usize, &usize)| {
            let (x, y) = (place % CELLS, place / CELLS);
            let ring = [
                node(x, y),
                node(x + 1, y),
                node(x + 1, y + 1),
                node(x, y + 1),
            ];
            let area = Polygon::new(LineString::from_iter(ring), Vec::new());
            (*class, MultiPolygon::from(area))
        };
        let cells = classes.iter().enumerate();
        cells
            .filter(|(_, class)| **class < CLASSES.len())
            .map(cell)
            .collect()
    })
}

fn zones_of(areas: impl Strategy<Value = MultiPolygon>) -> impl Strategy<Value = Vec<Made>> {
    vec((0..CLASSES.len(), areas), 160)
}

/// A plan in the test database, and one that says the same in other words.
#[derive(Debug)]
pub struct Plan {
    pub name: &'static str,
    pub id: i64,
    /// The same zones, every other one cut in two, written in another order.
    pub twin: i64,
}

/// Plans of every kind: a partition, zones over each other, edges on edges, and today's communes.
pub async fn plans(test: &TestApp) -> Vec<Plan> {
    test.client()
        .await
        .batch_execute(
            "INSERT INTO land_use_class (id, title_vi, title_en, synthetic)
             VALUES ('made_up', 'made-up', 'made-up', TRUE)",
        )
        .await
        .expect("a class without permission");
    vec![
        plan(test, "partition", &one_of(&partition())).await,
        plan(test, "overlapping", &one_of(&zones_of(stars()))).await,
        plan(test, "on-a-lattice", &one_of(&zones_of(rectangles()))).await,
        communes_as_zones(test).await,
    ]
}

async fn plan(test: &TestApp, name: &'static str, zones: &[Made]) -> Plan {
    let (classes, areas): (Vec<&str>, Vec<wire::MultiPolygon>) = zones
        .iter()
        .map(|(class, area)| (CLASSES[*class], ewkb::multi_polygon(area, 5897)))
        .unzip();
    let client = test.client().await;
    client
        .execute(
            "CREATE TEMP TABLE made AS SELECT * FROM
             unnest($1::text[], $2::geometry[]) WITH ORDINALITY AS m (class_id, geom, place)",
            &[&classes, &areas],
        )
        .await
        .expect("zones");
    insert(&client, name).await
}

/// Real boundaries where they are there, indicative ones otherwise.
async fn communes_as_zones(test: &TestApp) -> Plan {
    let mut client = test.client().await;
    if let Some(path) = real_communes() {
        let read = boundaries::read(&path).expect("the real file is sound");
        let provenance = Provenance {
            source_id: "own-boundaries".to_owned(),
            title: "real communes".to_owned(),
            url: None,
            boundary_certainty: "digitised".to_owned(),
        };
        let written = replace(&mut client, "real", &read, &provenance).await;
        assert_eq!(written.expect("replaced"), 126);
    }
    client
        .execute(
            "CREATE TEMP TABLE made AS
             SELECT ($1::text[])[1 + mod(v.place, cardinality($1::text[]))] AS class_id, v.geom, v.place
             FROM (
                 SELECT v.geom, row_number() OVER (ORDER BY u.code) AS place
                 FROM admin_unit_version AS v INNER JOIN admin_unit AS u ON u.id = v.admin_unit_id
                 WHERE upper_inf(v.valid) AND upper_inf(v.recorded)
             ) AS v",
            &[&CLASSES.as_slice()],
        )
        .await
        .expect("communes");
    insert(&client, "communes").await
}

/// Writes what is in `made` as a plan and its twin.
async fn insert(client: &Object, name: &'static str) -> Plan {
    client
        .batch_execute(
            "CREATE TEMP TABLE twin AS
             SELECT m.class_id, m.place, CASE WHEN mod(m.place, 2) = 0 THEN m.geom
                 ELSE ST_CollectionExtract(ST_Intersection(m.geom, h.west), 3) END AS geom
             FROM made AS m
             CROSS JOIN LATERAL (SELECT ST_MakeEnvelope(ST_XMin(m.geom) - 1, ST_YMin(m.geom) - 1,
                 (ST_XMin(m.geom) + ST_XMax(m.geom)) / 2, ST_YMax(m.geom) + 1, 5897) AS west) AS h;
             INSERT INTO twin SELECT m.class_id, m.place + 10000,
                 ST_CollectionExtract(ST_Difference(m.geom, t.geom), 3)
             FROM made AS m INNER JOIN twin AS t ON t.place = m.place WHERE mod(m.place, 2) = 1",
        )
        .await
        .expect("halves");
    let plan = Plan {
        name,
        id: insert_from(client, name, "made", "place").await,
        twin: insert_from(client, &format!("{name}-twin"), "twin", "md5(place::text)").await,
    };
    client
        .batch_execute("DROP TABLE made, twin")
        .await
        .expect("a tidy session");
    plan
}

async fn insert_from(client: &Object, slug: &str, table: &str, order: &str) -> i64 {
    let written = client
        .query_one(
            &format!(
                "WITH made_plan AS (INSERT INTO plan (slug) VALUES ($1) RETURNING id),
                 zone AS (
                     INSERT INTO plan_zone (plan_id, slug)
                     SELECT p.id, $1 || '-' || m.place FROM made_plan AS p CROSS JOIN {table} AS m
                     RETURNING id, slug
                 ),
                 version AS (
                     INSERT INTO plan_zone_version (plan_zone_id, row_version, name_vi, name_en, class_id,
                         law_status, synthetic, boundary_certainty, source_id, search_key, geom, valid)
                     SELECT z.id, 1, z.slug, z.slug, m.class_id, 'in_force', TRUE, 'surveyed',
                         (SELECT min(id) FROM source), z.slug, ST_Multi(m.geom), '[2026-01-01,)'
                     FROM {table} AS m INNER JOIN zone AS z ON z.slug = $1 || '-' || m.place
                     ORDER BY {order}
                 )
                 SELECT id FROM made_plan"
            ),
            &[&slug],
        )
        .await;
    written.unwrap_or_else(|e| panic!("{slug}: {e:?}")).get(0)
}

/// What plans say of areas, in the order given, each with the area in m².
pub async fn fit(test: &TestApp, asked: &[(i64, &MultiPolygon)]) -> Vec<(f64, PlanSays)> {
    let (plans, areas): (Vec<i64>, Vec<wire::MultiPolygon>) = asked
        .iter()
        .map(|(plan, area)| (*plan, ewkb::multi_polygon(area, 5897)))
        .unzip();
    let client = test.client().await;
    let statement = client
        .prepare_cached(
            "SELECT spatial.area_m2(q.area), spatial.fit_plan(q.area, q.plan, '2026-06-01', now(), 10, 0.5)
             FROM unnest($1::bigint[], $2::geometry[]) WITH ORDINALITY AS q (plan, area, place)
             ORDER BY q.place",
        )
        .await
        .expect("a statement");
    let rows = client.query(&statement, &[&plans, &areas]).await;
    let read = |row: &tokio_postgres::Row| {
        let Json(said) = row.get(1);
        (row.get(0), said)
    };
    rows.unwrap_or_else(|e| panic!("{e:?}: {asked:?}"))
        .iter()
        .map(read)
        .collect()
}

/// The zones of a plan.
pub async fn zones(test: &TestApp, plan: i64) -> Vec<Zone> {
    let client = test.client().await;
    let rows = client
        .query(
            "SELECT z.slug, v.class_id, v.geom
             FROM plan_zone AS z INNER JOIN plan_zone_version AS v ON v.plan_zone_id = z.id
             WHERE z.plan_id = $1 ORDER BY z.id",
            &[&plan],
        )
        .await
        .expect("zones");
    rows.iter()
        .map(|row| Zone {
            id: row.get(0),
            class: row.get(1),
            area: from_wire(&row.get(2)),
        })
        .collect()
}

/// An area as `geo` has it.
fn from_wire(area: &wire::MultiPolygon) -> MultiPolygon {
    let ring = |line: &wire::LineString| -> LineString {
        line.points.iter().map(|at| (at.x, at.y)).collect()
    };
    let polygon = |polygon: &wire::Polygon| {
        let mut rings = polygon.rings.iter().map(ring);
        let shell = rings.next().unwrap_or_else(LineString::empty);
        Polygon::new(shell, rings.collect())
    };
    area.polygons.iter().map(polygon).collect()
}
