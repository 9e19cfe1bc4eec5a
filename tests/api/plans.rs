//! Plans and rules follow the committed text; what it said before stays as history.

use std::collections::BTreeMap;

use ccn_atlas::error::Error;
use ccn_atlas::register::plans::{self, Plans};
use ccn_atlas::register::rules::{self, Rule, Unit};
use ccn_atlas::start;
use time::macros::date;
use tokio_postgres::error::SqlState;

use crate::support::TestApp;

async fn load_rules(test: &TestApp, rules: &[Rule]) -> Result<u64, Error> {
    let mut client = test.client().await;
    let transaction = client.transaction().await.expect("a transaction");
    let written = rules::load(&transaction, rules).await?;
    transaction.commit().await.expect("committed");
    Ok(written)
}

async fn load_plans(test: &TestApp, plans: &Plans) -> u64 {
    let mut client = test.client().await;
    let transaction = client.transaction().await.expect("a transaction");
    let written = plans::load(&transaction, plans).await.expect("loaded");
    transaction.commit().await.expect("committed");
    written
}

/// Every row of these tables with the transaction that wrote it.
async fn rows(test: &TestApp) -> Vec<String> {
    let tables = [
        "rule",
        "rule_version",
        "plan",
        "plan_version",
        "plan_document",
        "plan_zone_version",
        "plan_constraint_version",
        "land_use_permission",
    ];
    let client = test.client().await;
    let mut all = Vec::new();
    for table in tables {
        let query =
            format!("SELECT t.ctid::text || t.xmin::text FROM {table} AS t ORDER BY t.ctid");
        let found = client.query(&query, &[]).await.expect("rows");
        assert!(!found.is_empty(), "{table} is filled");
        all.extend(
            found
                .iter()
                .map(|row| format!("{table} {}", row.get::<_, &str>(0))),
        );
    }
    all
}

/// Value, decision and whether the article was read, of each rule on a day.
async fn rules_on(
    test: &TestApp,
    day: time::Date,
) -> BTreeMap<String, (f64, Option<String>, bool)> {
    test.client()
        .await
        .query(
            "SELECT rule_id, value, decision_id, verified FROM rule_version
             WHERE valid @> $1::date AND upper_inf(recorded)",
            &[&day],
        )
        .await
        .expect("rules")
        .iter()
        .map(|row| (row.get(0), (row.get(1), row.get(2), row.get(3))))
        .collect()
}

#[tokio::test]
async fn a_rule_is_what_it_was_on_the_day_asked() {
    let test = TestApp::start().await;
    let law = |value, decision: &str, verified| (value, Some(decision.to_owned()), verified);
    let before = rules_on(&test, date!(2026 - 09 - 14)).await;
    assert_eq!(before["area_floor"], law(10.0, "nd-32-2024", true));
    assert_eq!(before["area_floor_exception"], law(5.0, "nd-32-2024", true));
    assert_eq!(before["area_ceiling"], law(75.0, "nd-32-2024", true));
    let since = rules_on(&test, date!(2026 - 09 - 15)).await;
    assert_eq!(since["area_floor"], law(5.0, "nd-303-2026", false));
    assert_eq!(since.get("area_floor_exception"), None);
    assert_eq!(since["area_ceiling"], law(75.0, "nd-303-2026", false));
    let long_ago = rules_on(&test, date!(2010 - 01 - 01)).await;
    assert_eq!(
        long_ago.keys().collect::<Vec<_>>(),
        [
            "sliver_area",
            "sliver_width",
            "verdict_majority",
            "verdict_tolerance"
        ],
        "conventions hold on any day, and no law is said of a time it was not read for"
    );
    assert!(long_ago.values().all(|(_, decision, _)| decision.is_none()));
}

#[tokio::test]
async fn the_plans_have_their_papers_and_the_default_is_one_of_them() {
    let test = TestApp::start().await;
    let client = test.client().await;
    let default = plans::default_plan().expect("committed");
    let papers = client
        .query(
            "SELECT d.role || ' ' || d.decision_id FROM plan p JOIN plan_document d ON d.plan_id = p.id
             WHERE p.slug = $1 ORDER BY 1",
            &[&default],
        )
        .await
        .expect("papers");
    let papers: Vec<&str> = papers.iter().map(|row| row.get(0)).collect();
    assert_eq!(
        papers,
        [
            "approves qd-1569-2024",
            "named_by kh-305-2025",
            "reviewed_by qd-2512-2026"
        ]
    );
    let in_force = "SELECT count(*) FROM plan_version v JOIN plan p ON p.id = v.plan_id
        WHERE p.slug LIKE 'qd-%' AND NOT v.synthetic AND v.law_status = 'in_force'
            AND v.source_id IS NOT NULL AND v.valid @> '2026-05-13'::date AND upper_inf(v.recorded)";
    assert_eq!(test.count(in_force).await, 3);
    let drawn =
        "SELECT count(*) FROM plan_zone z JOIN plan p ON p.id = z.plan_id WHERE p.slug <> 'demo'";
    assert_eq!(
        test.count(drawn).await,
        0,
        "no zone of a real plan is made up"
    );
}

#[tokio::test]
async fn what_did_not_change_is_not_written_again() {
    let test = TestApp::start().await;
    let before = rows(&test).await;
    start::prepare(&mut test.client().await)
        .await
        .expect("prepared again");
    assert_eq!(rows(&test).await, before);
}

#[tokio::test]
async fn a_changed_value_becomes_a_version_and_the_old_one_history() {
    let test = TestApp::start().await;
    let mut changed = rules::read().expect("committed");
    let floor = changed
        .iter_mut()
        .find(|rule| rule.id == "area_floor")
        .expect("a floor");
    floor.versions[1].value = 6.0;
    assert_eq!(load_rules(&test, &changed).await.expect("loaded"), 2);
    assert_eq!(load_rules(&test, &changed).await.expect("loaded"), 0);
    let of_floor = test
        .client()
        .await
        .query(
            "SELECT row_version, value, upper_inf(recorded), valid @> '2026-09-15'::date
             FROM rule_version WHERE rule_id = 'area_floor' ORDER BY row_version",
            &[],
        )
        .await
        .expect("versions");
    let of_floor: Vec<(i32, f64, bool, bool)> = of_floor
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3)))
        .collect();
    assert_eq!(
        of_floor,
        [
            (1, 10.0, true, false),
            (2, 5.0, false, true),
            (3, 6.0, true, true)
        ]
    );
}

#[tokio::test]
async fn a_version_that_is_gone_is_closed_and_a_new_title_is_no_version() {
    let test = TestApp::start().await;
    let mut changed = rules::read().expect("committed");
    changed.retain(|rule| rule.id != "area_floor_exception");
    changed[0].titles.title_en = "Another title".to_owned();
    assert_eq!(load_rules(&test, &changed).await.expect("loaded"), 1);
    let held = "SELECT count(*) FROM rule_version WHERE rule_id = 'area_floor_exception' AND upper_inf(recorded)";
    assert_eq!(test.count(held).await, 0);
    let kept = "SELECT count(*) FROM rule_version WHERE rule_id = 'area_floor_exception'";
    assert_eq!(test.count(kept).await, 1, "what was known stays as history");
    let titled = "SELECT count(*) FROM rule WHERE title_en = 'Another title'";
    assert_eq!(test.count(titled).await, 1);
}

#[tokio::test]
async fn a_rule_does_not_change_its_unit() {
    let test = TestApp::start().await;
    let mut changed = rules::read().expect("committed");
    changed[0].titles.unit = Unit::M2;
    let error = load_rules(&test, &changed).await.expect_err("refused");
    assert!(error.chain().contains(&changed[0].id), "{}", error.chain());
}

#[tokio::test]
async fn a_plan_whose_text_changed_gets_a_version_and_others_are_not_touched() {
    let test = TestApp::start().await;
    let mut changed = plans::read().expect("committed");
    let plan = &mut changed.plans[1];
    let mut next = plan.versions[0].clone();
    plan.versions[0].valid_to = Some(date!(2028 - 01 - 01));
    next.valid_from = date!(2028 - 01 - 01);
    next.law_status = "superseded".to_owned();
    plan.versions.push(next);
    plan.documents.truncate(1);
    assert_eq!(load_plans(&test, &changed).await, 3);
    assert_eq!(load_plans(&test, &changed).await, 0);
    let statuses = test
        .client()
        .await
        .query(
            "SELECT v.row_version, v.law_status::text, upper_inf(v.recorded) FROM plan p
             JOIN plan_version v ON v.plan_id = p.id WHERE p.slug = $1 ORDER BY 1",
            &[&changed.plans[1].slug],
        )
        .await
        .expect("versions");
    let statuses: Vec<(i32, &str, bool)> = statuses
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    assert_eq!(
        statuses,
        [
            (1, "in_force", false),
            (2, "in_force", true),
            (3, "superseded", true)
        ]
    );
    let papers = "SELECT count(*) FROM plan_document d JOIN plan p ON p.id = d.plan_id WHERE p.slug = 'qd-1668-2024'";
    assert_eq!(test.count(papers).await, 1);
    let others = "SELECT count(*) FROM plan_version v JOIN plan p ON p.id = v.plan_id
        WHERE p.slug <> 'qd-1668-2024' AND NOT upper_inf(v.recorded)";
    assert_eq!(test.count(others).await, 0);
}

#[tokio::test]
async fn two_versions_never_hold_on_the_same_day() {
    let test = TestApp::start().await;
    let client = test.client().await;
    for copy in [
        "INSERT INTO rule_version (rule_id, row_version, value, verified, valid)
         SELECT rule_id, 99, value, verified, valid FROM rule_version WHERE rule_id = 'area_ceiling' LIMIT 1",
        "INSERT INTO plan_version (plan_id, row_version, title_vi, title_en, level, law_status, synthetic, valid)
         SELECT plan_id, 99, title_vi, title_en, level, law_status, synthetic, valid FROM plan_version LIMIT 1",
    ] {
        let error = client.execute(copy, &[]).await.expect_err("refused");
        assert_eq!(error.code(), Some(&SqlState::EXCLUSION_VIOLATION), "{error}");
    }
}

/// Each zone and constraint of the demonstration plan on a day: class or kind, and where it lies.
async fn demonstration_on(test: &TestApp, day: time::Date) -> BTreeMap<String, (String, String)> {
    test.client()
        .await
        .query(
            "SELECT z.slug, v.class_id, md5(v.geom::bytea) FROM plan_zone z
             JOIN plan_zone_version v ON v.plan_zone_id = z.id
             WHERE v.valid @> $1::date AND upper_inf(v.recorded)
             UNION ALL
             SELECT z.slug, v.kind, md5(v.geom::bytea) FROM plan_constraint z
             JOIN plan_constraint_version v ON v.plan_constraint_id = z.id
             WHERE v.valid @> $1::date AND upper_inf(v.recorded)",
            &[&day],
        )
        .await
        .expect("zones and constraints")
        .iter()
        .map(|row| (row.get(0), (row.get(1), row.get(2))))
        .collect()
}

#[tokio::test]
async fn the_demonstration_plan_has_a_second_version() {
    let test = TestApp::start().await;
    let first = demonstration_on(&test, date!(2026 - 12 - 31)).await;
    let second = demonstration_on(&test, date!(2027 - 01 - 01)).await;
    let added: Vec<&String> = second
        .keys()
        .filter(|id| !first.contains_key(*id))
        .collect();
    assert_eq!(added, ["demo-transport-reserve-3"]);
    assert_eq!(first.len() + 1, second.len(), "nothing is gone");
    let differ = |of: fn(&(String, String)) -> &String| {
        let is_other = |id: &&String| of(&first[*id]) != of(&second[*id]);
        first.keys().filter(is_other).count()
    };
    assert_eq!(differ(|(class, _)| class), 12);
    assert_eq!(differ(|(_, geom)| geom), 5, "four zones and a power line");
    let statuses =
        "SELECT count(*) FROM plan p JOIN plan_version v ON v.plan_id = p.id WHERE p.slug = 'demo'
        AND v.synthetic AND (v.row_version, v.law_status, v.valid) IN (
            (1, 'in_force', '[2025-07-01,2027-01-01)'),
            (2, 'pending_without_advance_effect', '[2027-01-01,)'))";
    assert_eq!(test.count(statuses).await, 2);
}

#[tokio::test]
async fn zones_of_either_version_neither_overlap_nor_leave_a_gap_that_was_none() {
    let test = TestApp::start().await;
    for day in ["2026-12-31", "2027-01-01"] {
        let overlap = format!(
            "SELECT count(*) FROM plan_zone_version a JOIN plan_zone_version b
                 ON a.plan_zone_id < b.plan_zone_id AND ST_Intersects(a.geom, b.geom)
             WHERE a.valid @> '{day}'::date AND b.valid @> '{day}'::date
                 AND ST_Area(ST_Intersection(a.geom, b.geom)) > 0.001"
        );
        assert_eq!(test.count(&overlap).await, 0, "{day}");
    }
    let covered = "SELECT round(abs(sum(ST_Area(geom)) FILTER (WHERE valid @> '2027-01-01'::date)
        - sum(ST_Area(geom)) FILTER (WHERE valid @> '2026-12-31'::date)))::bigint FROM plan_zone_version";
    assert_eq!(
        test.count(covered).await,
        0,
        "all land covered stays covered"
    );
}

#[tokio::test]
async fn a_register_that_holds_the_first_version_gets_the_second() {
    let test = TestApp::start().await;
    let second = demonstration_on(&test, date!(2027 - 01 - 01)).await;
    test.client()
        .await
        .batch_execute(
            "DELETE FROM plan_version WHERE lower(valid) = '2027-01-01';
             DELETE FROM plan_zone_version WHERE lower(valid) = '2027-01-01';
             DELETE FROM plan_constraint_version WHERE lower(valid) = '2027-01-01';
             DELETE FROM plan_constraint WHERE slug = 'demo-transport-reserve-3';
             UPDATE plan_version SET valid = daterange(lower(valid), NULL);
             UPDATE plan_zone_version SET valid = daterange(lower(valid), NULL);
             UPDATE plan_constraint_version SET valid = daterange(lower(valid), NULL)",
        )
        .await
        .expect("as before");
    let first = demonstration_on(&test, date!(2027 - 01 - 01)).await;
    assert_ne!(first, second);
    start::prepare(&mut test.client().await)
        .await
        .expect("prepared");
    assert_eq!(demonstration_on(&test, date!(2026 - 12 - 31)).await, first);
    assert_eq!(demonstration_on(&test, date!(2027 - 01 - 01)).await, second);
    let versions = "SELECT count(*) FROM plan_zone_version WHERE row_version = 2";
    assert_eq!(test.count(versions).await, 16);
    let before = rows(&test).await;
    start::prepare(&mut test.client().await)
        .await
        .expect("prepared again");
    assert_eq!(rows(&test).await, before);
}
