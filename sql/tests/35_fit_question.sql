SELECT no_plan();

-- Made-up land far south of Hà Nội, where nothing of the register lies; coordinates are metres within it.
CREATE FUNCTION pg_temp.box(west float, south float, east float, north float) RETURNS geometry
LANGUAGE sql IMMUTABLE
RETURN ST_Multi(ST_Translate(ST_MakeEnvelope(west, south, east, north, 5897), 500000, 2100000));

INSERT INTO source (id, title) VALUES ('made-up', 'made-up');
INSERT INTO decision (id, number, issuer, issued_on, title_vi, title_en)
VALUES ('made-up', '1/QĐ-made-up', 'made-up', '2026-01-01', 'made-up', 'made-up');

-- One plan with two versions, zones in the first half-year and constraints in the second; and one with nothing.
INSERT INTO plan (slug) VALUES ('made-up'), ('made-up-bare');
INSERT INTO plan_version (
    plan_id, row_version, title_vi, title_en, level, law_status, decision_id, synthetic, valid, recorded
)
SELECT
    p.id,
    v.row_version,
    'Quy hoạch ' || v.row_version,
    'Plan ' || v.row_version,
    'province',
    'in_force',
    v.decision_id,
    FALSE,
    v.valid,
    v.recorded
FROM (
    VALUES
    (1, 'made-up', '[2026-01-01,2026-07-01)'::daterange, tstzrange(now() - interval '2 days', NULL)),
    (2, NULL, '[2026-07-01,2027-01-01)', tstzrange(now() - interval '2 days', now() - interval '1 day')),
    (3, NULL, '[2026-07-01,)', tstzrange(now() - interval '1 day', NULL))
) AS v (row_version, decision_id, valid, recorded)
INNER JOIN plan AS p ON p.slug = 'made-up';
INSERT INTO land_use_class (id, title_vi, title_en, synthetic) VALUES ('made_up', 'Đất', 'Land', TRUE);
INSERT INTO plan_zone (plan_id, slug)
SELECT
    p.id,
    'made-up' AS slug
FROM plan AS p
WHERE p.slug = 'made-up';
INSERT INTO plan_zone_version (
    plan_zone_id, row_version, name_vi, name_en, class_id, law_status, synthetic, boundary_certainty,
    source_id, search_key, geom, valid
)
SELECT
    z.id,
    1,
    'made-up',
    'made-up',
    'made_up',
    'in_force',
    FALSE,
    'surveyed',
    'made-up',
    'made-up',
    pg_temp.box(0, 0, 40.3, 100),
    '[2026-01-01,2026-07-01)'
FROM plan_zone AS z
WHERE z.slug = 'made-up';
INSERT INTO plan_constraint (plan_id, slug)
SELECT
    p.id,
    'made-up-' || n AS slug
FROM plan AS p
CROSS JOIN generate_series(1, 3) AS n
WHERE p.slug = 'made-up';
INSERT INTO plan_constraint_version (
    plan_constraint_id, row_version, kind, name_vi, name_en, law_status, synthetic, boundary_certainty,
    source_id, search_key, geom, valid
)
SELECT
    k.id,
    1,
    CASE k.slug WHEN 'made-up-1' THEN 'heritage' ELSE 'dike' END,
    'made-up',
    'made-up',
    'in_force',
    FALSE,
    'surveyed',
    'made-up',
    'made-up',
    pg_temp.box(0, 0, 50, 100),
    '[2026-07-01,)'
FROM plan_constraint AS k
WHERE k.slug LIKE 'made-up-%';

CREATE FUNCTION pg_temp.floor_ha(on_day date, as_of timestamptz DEFAULT NULL) RETURNS jsonb LANGUAGE sql
RETURN (
    SELECT jsonb_path_query_first(c.rules, '$[*] ? (@.rule == "area_floor")')
    FROM spatial.fit_context('made-up', floor_ha.on_day, floor_ha.as_of) AS c
);

-- fit_context
SELECT is_empty($$SELECT * FROM spatial.fit_context('none-such', '2026-06-01', NULL)$$, 'no such plan: no row');
SELECT results_eq(
    $$SELECT plan_id, known_at, version, lacks_zones, constraint_kinds
    FROM spatial.fit_context('made-up', '2025-12-31', NULL)$$,
    $$SELECT id, now(), NULL::jsonb, TRUE, '{}'::text[] FROM plan WHERE slug = 'made-up'$$,
    'a plan without a version on the day: its row, and no version'
);
SELECT results_eq(
    $$SELECT version IS NULL, lacks_zones FROM spatial.fit_context('made-up-bare', '2026-06-01', NULL)$$,
    $$VALUES (TRUE, TRUE)$$,
    'a plan of which nothing is known at all likewise'
);
SELECT is(
    c.version,
    '{"id": "made-up", "version": 1, "title_vi": "Quy hoạch 1", "title_en": "Plan 1", "level": "province",
    "law_status": "in_force", "synthetic": false, "valid_from": "2026-01-01", "valid_to": "2026-07-01",
    "decision": "1/QĐ-made-up"}',
    'the version of the last day it holds, with the number of its decision'
)
FROM spatial.fit_context('made-up', '2026-06-30', NULL) AS c;
SELECT is(
    c.version - '{title_vi,title_en,level,law_status,synthetic}'::text[],
    '{"id": "made-up", "version": 3, "valid_from": "2026-07-01", "valid_to": null, "decision": null}',
    'the next from its first day on, open and without a decision'
)
FROM spatial.fit_context('made-up', '2026-07-01', NULL) AS c;
SELECT results_eq(
    $$SELECT version ->> 'version', known_at
    FROM spatial.fit_context('made-up', '2026-07-01', now() - interval '36 hours')$$,
    $$VALUES ('2', now() - interval '36 hours')$$,
    'as it was known then'
);
SELECT results_eq(
    $$SELECT lacks_zones, constraint_kinds FROM spatial.fit_context('made-up', '2026-06-30', NULL)$$,
    $$VALUES (FALSE, '{}'::text[])$$,
    'a plan has zones while they are valid'
);
SELECT results_eq(
    $$SELECT lacks_zones, constraint_kinds FROM spatial.fit_context('made-up', '2026-07-01', NULL)$$,
    $$VALUES (TRUE, '{dike,heritage}'::text[])$$,
    'and the kinds of its constraints once each, in order'
);
SELECT results_eq(
    $$SELECT lacks_zones FROM spatial.fit_context('made-up', '2026-06-30', now() - interval '1 day')$$,
    $$VALUES (TRUE)$$,
    'zones that were not known then are lacking'
);
SELECT is(
    (pg_temp.floor_ha('2026-09-14') -> 'value')::float, 10.0::float, 'before the decree of 2026 the floor is 10 ha'
);
SELECT is(
    pg_temp.floor_ha('2026-09-15') - '{title_vi,title_en,article,row_version}'::text[],
    '{"rule": "area_floor", "value": 5, "unit": "ha", "decision": "303/2026/NĐ-CP", "verified": false,
    "valid_from": "2026-09-15", "valid_to": null}',
    'from the day it is in force 5 ha, and whether that was read is said'
);
SELECT is(pg_temp.floor_ha('2024-04-30'), NULL, 'no floor is said of a day before any that was read');
SELECT is(pg_temp.floor_ha('2026-09-15', '2000-01-01'), NULL, 'nor of a time when none was known');
SELECT is(
    jsonb_path_query_array(c.rules, '$[*].rule'),
    (SELECT jsonb_agg(r.value ORDER BY r.value #>> '{}') FROM jsonb_path_query(c.rules, '$[*].rule') AS r (value)),
    'rules come in order'
)
FROM spatial.fit_context('made-up', '2026-09-15', NULL) AS c;

-- fit_clusters. One of each certainty; their communes as the plan says, as a crosswalk has it, or not at all.
INSERT INTO admin_unit (code, valid_from) VALUES ('99011', '2025-07-01');
INSERT INTO admin_unit_version (
    admin_unit_id, code, row_version, name, kind, boundary_certainty, source_id, search_key, geom, valid
)
SELECT
    u.id,
    u.code,
    1,
    'Nơi Nào',
    'phường',
    'digitised',
    'made-up',
    'made-up',
    pg_temp.box(0, 0, 1000, 1000),
    '[2025-07-01,)'
FROM admin_unit AS u
WHERE u.code = '99011';
CREATE TEMP TABLE made_cluster AS
SELECT *
FROM (
    VALUES
    ('made-surveyed', 1, 'surveyed'::boundary_certainty, NULL, 'plan', 0, 2, 1),
    ('made-surveyed', 2, 'surveyed', NULL, 'plan', 0, 1, NULL),
    ('made-well-surveyed', 1, 'surveyed', 0.3, 'crosswalk', 20, 2, NULL),
    ('made-indicative', 1, 'indicative', 1830, 'unknown', 40, 2, NULL),
    ('made-digitised', 1, 'digitised', NULL, 'plan', 90, 2, NULL)
) AS m (slug, row_version, certainty, uncertainty_m, basis, west, known_days_ago, corrected_days_ago);
INSERT INTO cluster (slug)
SELECT DISTINCT slug
FROM made_cluster;
INSERT INTO cluster_version (
    cluster_id, row_version, name, established, operating, in_plan, infrastructure_complete,
    commenced_2021_2025, declared_fit, wastewater_action, declared_area_ha, footprint_area_ha, commune_id,
    commune_basis, commune_flag, location_basis, position_uncertainty_m, boundary_certainty, search_key, geom,
    valid, recorded
)
SELECT
    c.id,
    m.row_version,
    'Cụm ' || m.slug,
    'unknown',
    'unknown',
    'unknown',
    'unknown',
    'unknown',
    'not_conforming',
    'none_stated',
    0.2,
    0.3,
    CASE WHEN m.basis <> 'unknown' THEN u.id END,
    m.basis,
    'not_stated',
    'survey',
    m.uncertainty_m,
    m.certainty,
    m.slug,
    pg_temp.box(m.west, 0, m.west + 30, 100),
    '[2026-01-01,)',
    tstzrange(now() - interval '1 day' * m.known_days_ago, now() - interval '1 day' * m.corrected_days_ago)
FROM made_cluster AS m
INNER JOIN cluster AS c ON m.slug = c.slug
INNER JOIN admin_unit AS u ON u.code = '99011';
CREATE FUNCTION pg_temp.subjects(
    slugs text[], on_day date DEFAULT '2026-06-01', known_at timestamptz DEFAULT now()
) RETURNS jsonb LANGUAGE sql
RETURN (
    SELECT jsonb_agg(to_jsonb(s) ORDER BY s.place)
    FROM plan AS p
    CROSS JOIN LATERAL spatial.fit_clusters(
        subjects.slugs, p.id, subjects.on_day, subjects.known_at, 10, 0.5
    ) WITH ORDINALITY AS s (
        cluster_id, id, name, phase, row_version, certainty, uncertainty_m, declared_ha, declared_fit, commune_code,
        commune_name, area_m2, perimeter_m, plan_says, surroundings, geom_5897, place
    )
    WHERE p.slug = 'made-up'
);
CREATE TEMP TABLE subject AS
SELECT s.*
FROM jsonb_to_recordset(
    pg_temp.subjects('{made-well-surveyed,made-surveyed,none-such,made-indicative,made-digitised}')
) AS s (
    place integer, id text, row_version integer, certainty text, uncertainty_m float, declared_ha float,
    declared_fit text, commune_code text, commune_name text, area_m2 float, perimeter_m float, plan_says jsonb,
    surroundings jsonb, geom_5897 bytea
);
SELECT is(
    array_agg(id ORDER BY place), '{made-digitised,made-indicative,made-surveyed,made-well-surveyed}',
    'the clusters asked for that there are, by name'
) FROM subject;
SELECT results_eq(
    $$SELECT certainty, uncertainty_m FROM subject ORDER BY place$$,
    $$VALUES ('digitised', NULL), ('indicative', 1830.0::float), ('surveyed', 1.0), ('surveyed', 0.3)$$,
    'a surveyed place is good to 1 m unless its survey says otherwise; of others what is not known is not known'
);
SELECT results_eq(
    $$SELECT commune_code, commune_name FROM subject ORDER BY place$$,
    $$VALUES ('99011', 'Phường Nơi Nào'), (NULL, NULL), ('99011', 'Phường Nơi Nào'), (NULL, NULL)$$,
    'only what the plan names is a declared commune'
);
SELECT results_eq(
    $$SELECT row_version, declared_ha, declared_fit, area_m2, perimeter_m FROM subject WHERE id = 'made-surveyed'$$,
    $$VALUES (2, 0.2::float, 'not_conforming', 3000.0::float, 260.0::float)$$,
    'what is declared stands beside what is measured'
);
SELECT is(
    s.plan_says, spatial.fit_plan(pg_temp.box(40, 0, 70, 100), p.id, '2026-06-01', now(), 10, 0.5),
    'the plan says of a cluster what it says of its area, slivers by the limits given'
)
FROM subject AS s
INNER JOIN plan AS p ON p.slug = 'made-up'
WHERE s.id = 'made-indicative';
SELECT is(
    jsonb_path_query_array(s.surroundings, '$.clusters[*].id'), '["made-well-surveyed"]',
    'a cluster is not among those around it'
)
FROM subject AS s
WHERE s.id = 'made-surveyed';
SELECT ok(
    ST_GeomFromEWKB(s.geom_5897) = pg_temp.box(0, 0, 30, 100) AND ST_SRID(ST_GeomFromEWKB(s.geom_5897)) = 5897,
    'with its area as it is'
)
FROM subject AS s
WHERE s.id = 'made-surveyed';
SELECT is(
    pg_temp.subjects('{made-surveyed}', known_at => now() - interval '36 hours') #> '{0,row_version}', '1',
    'as it was known then'
);
SELECT is(pg_temp.subjects('{made-surveyed}', '2025-12-31'), NULL, 'no cluster of another day');
SELECT is(pg_temp.subjects('{}'), NULL, 'nothing asked, nothing answered');

SELECT * FROM finish();
