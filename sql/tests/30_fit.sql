SELECT no_plan();

-- Made-up land far south of Hà Nội, where nothing of the register lies. Each case has a field of its own, 10 km
-- from the next; its coordinates are metres within that field.
CREATE FUNCTION pg_temp.land(field integer, wkt text) RETURNS geometry
LANGUAGE sql IMMUTABLE
RETURN ST_Multi(ST_Translate(ST_GeomFromText(wkt, 5897), 500000 + 10000 * field, 2100000));
CREATE FUNCTION pg_temp.box(field integer, west float, south float, east float, north float) RETURNS geometry
LANGUAGE sql IMMUTABLE
RETURN pg_temp.land(field, ST_AsText(ST_MakeEnvelope(west, south, east, north)));

INSERT INTO source (id, title) VALUES ('made-up', 'made-up');
INSERT INTO land_use_class (id, title_vi, title_en, synthetic)
SELECT
    id,
    'Đất ' || id AS title_vi,
    'Land ' || id AS title_en,
    TRUE AS synthetic
FROM unnest(ARRAY['made_a', 'made_b', 'made_c', 'made_none']) AS id;
INSERT INTO land_use_permission (class_id, row_version, permission, article, valid, recorded) VALUES
('made_a', 1, 'designated', 'Điều 1', '[2026-01-01,)', tstzrange(now(), NULL)),
('made_b', 1, 'incompatible', 'Điều 2', '[2026-01-01,)', tstzrange(now() - interval '2 days', now())),
('made_b', 2, 'conditional', 'Điều 2', '[2026-01-01,2026-07-01)', tstzrange(now(), NULL)),
('made_b', 3, 'compatible', 'Điều 3', '[2026-07-01,)', tstzrange(now(), NULL)),
('made_c', 1, 'designated', 'Điều 4', '[2026-01-01,)', tstzrange(now(), NULL));
INSERT INTO plan (slug) VALUES ('made-up'), ('made-up-other');

CREATE TEMP TABLE made (
    slug text PRIMARY KEY,
    class_id text,
    geom geometry,
    of_plan text DEFAULT 'made-up',
    valid daterange DEFAULT '[2026-01-01,)',
    recorded tstzrange DEFAULT tstzrange(now() - interval '2 days', NULL)
);
-- 0: a partition. 1: a hole, and a zone of two parts. 2: zones of one class, and of others, over each other.
INSERT INTO made (slug, class_id, geom) VALUES
('west', 'made_a', pg_temp.box(0, 0, 0, 100, 100)),
('east', 'made_b', pg_temp.box(0, 100, 0, 200, 100)),
('ring', 'made_a', pg_temp.land(1, 'POLYGON((0 0, 100 0, 100 100, 0 100, 0 0), (20 20, 20 80, 80 80, 80 20, 20 20))')),
('twins', 'made_b', ST_Union(pg_temp.box(1, 200, 0, 210, 100), pg_temp.box(1, 290, 0, 300, 100))),
('one', 'made_a', pg_temp.box(2, 0, 0, 60, 100)),
('other', 'made_a', pg_temp.box(2, 40, 0, 80, 100)),
('across', 'made_b', pg_temp.box(2, 0, 0, 100, 30)),
('over', 'made_c', pg_temp.box(2, 0, 0, 100, 10)),
('unsaid', 'made_none', pg_temp.box(5, 0, 0, 50, 100)),
-- 6: parts that are small or thin, and a thin zone beside one of its own class.
('strip', 'made_a', pg_temp.box(6, 0, 0, 0.4, 100)),
('speck', 'made_b', pg_temp.box(6, 10, 10, 13, 13)),
('wall', 'made_c', pg_temp.box(6, 20, 0, 20.3, 100)),
('field', 'made_c', pg_temp.box(6, 20.3, 0, 99.8, 100));
-- 3: not there on every day, not known at any time, or not of this plan.
INSERT INTO made (slug, class_id, geom, valid)
VALUES ('for-half-a-year', 'made_a', pg_temp.box(3, 0, 0, 100, 100), '[2026-01-01,2026-07-01)');
INSERT INTO made (slug, class_id, geom, of_plan)
VALUES ('elsewhere', 'made_a', pg_temp.box(3, 0, 0, 100, 100), 'made-up-other');
INSERT INTO made (slug, class_id, geom, recorded)
VALUES (
    'withdrawn', 'made_b', pg_temp.box(3, 0, 0, 100, 50),
    tstzrange(now() - interval '2 days', now() - interval '1 day')
);
CREATE TEMP TABLE made_constraint (LIKE made INCLUDING DEFAULTS);
INSERT INTO made_constraint (slug, geom) VALUES
('dike', pg_temp.box(0, 0, 0, 200, 40)),
('line', pg_temp.box(0, 90, 0, 110, 100));
INSERT INTO made_constraint (slug, geom, valid)
VALUES ('gone', pg_temp.box(0, 0, 0, 200, 40), '[2026-01-01,2026-03-01)');
INSERT INTO made_constraint (slug, geom, of_plan)
VALUES ('foreign', pg_temp.box(0, 0, 0, 200, 40), 'made-up-other');
INSERT INTO made_constraint (slug, geom, recorded)
SELECT
    m.slug,
    pg_temp.box(0, 0, 0, 200, 40) AS geom,
    m.recorded
FROM made AS m
WHERE m.slug = 'withdrawn';

INSERT INTO plan_zone (plan_id, slug)
SELECT
    p.id,
    m.slug
FROM made AS m
INNER JOIN plan AS p ON m.of_plan = p.slug;
INSERT INTO plan_zone_version (
    plan_zone_id, row_version, name_vi, name_en, class_id, law_status, article, synthetic, boundary_certainty,
    source_id, search_key, geom, valid, recorded
)
SELECT
    z.id,
    1,
    m.slug,
    m.slug,
    m.class_id,
    'in_force',
    'Điều 9',
    TRUE,
    'digitised',
    'made-up',
    m.slug,
    ST_Multi(m.geom),
    m.valid,
    m.recorded
FROM made AS m
INNER JOIN plan_zone AS z ON m.slug = z.slug;
INSERT INTO plan_constraint (plan_id, slug)
SELECT
    p.id,
    m.slug
FROM made_constraint AS m
INNER JOIN plan AS p ON m.of_plan = p.slug;
INSERT INTO plan_constraint_version (
    plan_constraint_id, row_version, kind, name_vi, name_en, law_status, synthetic, boundary_certainty,
    source_id, search_key, geom, valid, recorded
)
SELECT
    k.id,
    1,
    'dike',
    m.slug,
    m.slug,
    'in_force',
    TRUE,
    'digitised',
    'made-up',
    m.slug,
    m.geom,
    m.valid,
    m.recorded
FROM made_constraint AS m
INNER JOIN plan_constraint AS k ON m.slug = k.slug;

-- Zones that an area has a part of, with that part's m².
CREATE FUNCTION pg_temp.zones(geom geometry, on_day date DEFAULT '2026-06-01', known_at timestamptz DEFAULT now())
RETURNS jsonb LANGUAGE sql
RETURN (
    SELECT coalesce(jsonb_object_agg(z.slug, round(spatial.area_m2(p.piece)::numeric, 6)), '{}')
    FROM plan AS k
    CROSS JOIN LATERAL spatial.zone_pieces(zones.geom, k.id, zones.on_day, zones.known_at) AS p
    INNER JOIN plan_zone_version AS v ON p.version_id = v.version_id AND p.class_id = v.class_id
    INNER JOIN plan_zone AS z ON v.plan_zone_id = z.id
    WHERE k.slug = 'made-up'
);
CREATE FUNCTION pg_temp.constraints(
    geom geometry, on_day date DEFAULT '2026-06-01', known_at timestamptz DEFAULT now()
) RETURNS jsonb LANGUAGE sql
RETURN (
    SELECT coalesce(jsonb_object_agg(z.slug, round(spatial.area_m2(p.piece)::numeric, 6)), '{}')
    FROM plan AS k
    CROSS JOIN LATERAL spatial.constraint_pieces(
        constraints.geom, k.id, constraints.on_day, constraints.known_at
    ) AS p
    INNER JOIN plan_constraint_version AS v ON p.version_id = v.version_id
    INNER JOIN plan_constraint AS z ON v.plan_constraint_id = z.id
    WHERE k.slug = 'made-up'
);
CREATE FUNCTION pg_temp.fit(
    geom geometry, on_day date DEFAULT '2026-06-01', known_at timestamptz DEFAULT now(),
    sliver_area_m2 float DEFAULT 10, sliver_width_m float DEFAULT 0.5
) RETURNS jsonb LANGUAGE sql
RETURN (
    SELECT spatial.fit_plan(fit.geom, p.id, fit.on_day, fit.known_at, fit.sliver_area_m2, fit.sliver_width_m)
    FROM plan AS p
    WHERE p.slug = 'made-up'
);
-- {class: m²} of an answer.
CREATE FUNCTION pg_temp.classes(answer jsonb) RETURNS jsonb LANGUAGE sql
RETURN (
    SELECT coalesce(jsonb_object_agg(c ->> 'class', round((c ->> 'area_m2')::numeric, 6)), '{}')
    FROM jsonb_array_elements(answer -> 'classes') AS c
);

-- shared_part
SELECT ok(
    ST_IsEmpty(spatial.shared_part(pg_temp.box(0, 0, 0, 1, 1), pg_temp.box(0, 1, 0, 2, 1))),
    'areas that touch along an edge share none'
);
SELECT ok(
    ST_IsEmpty(spatial.shared_part(pg_temp.box(0, 0, 0, 1, 1), pg_temp.box(0, 1, 1, 2, 2))),
    'areas that touch at a point share none'
);
SELECT is(
    ST_AsText(ST_Normalize(spatial.shared_part(
        ST_GeomFromText('POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))', 5897),
        ST_GeomFromText('POLYGON((2 0, 9 0, 9 9, 2 9, 2 6, 4 4, 2 3, 2 0))', 5897)
    ))),
    'POLYGON((2 0,2 3,4 4,4 0,2 0))',
    'what they share is theirs'
);
SELECT is(
    ST_AsText(ST_Normalize(spatial.shared_part(
        ST_GeomFromText('MULTIPOLYGON(((0 0, 4 0, 4 4, 0 4, 0 0)))', 5897),
        ST_GeomFromText('MULTIPOLYGON(((3 0, 6 0, 6 1, 3 1, 3 0)), ((4 2, 6 2, 6 4, 4 4, 4 2)))', 5897)
    ))),
    'MULTIPOLYGON(((3 0,3 1,4 1,4 0,3 0)))',
    'an edge that they also touch along is not part of it'
);
SELECT is(spatial.shared_part(NULL, pg_temp.box(0, 0, 0, 1, 1)), NULL, 'nothing known, nothing known to be shared');

-- mean_width_m
SELECT ok(
    abs(spatial.mean_width_m(pg_temp.box(0, 0, 0, 1000, 0.4)) - 0.4) < 0.001, 'a long strip is as wide as it is'
);
SELECT is(spatial.mean_width_m(ST_GeomFromText('MULTIPOLYGON EMPTY', 5897)), NULL, 'nothing has no width');

-- zone_pieces
SELECT is(pg_temp.zones(pg_temp.box(0, 40, 40, 60, 60)), '{"west": 400}', 'an area in a zone lies in it whole');
SELECT is(
    pg_temp.zones(pg_temp.box(0, 90, 0, 120, 10)), '{"west": 100, "east": 200}', 'across a border, each its part'
);
SELECT is(
    pg_temp.zones(pg_temp.box(0, -50, -50, 250, 150)), '{"west": 10000, "east": 10000}', 'zones in an area are whole'
);
SELECT is(pg_temp.zones(pg_temp.box(0, 200, 0, 300, 100)), '{}', 'a zone touched along an edge gives no row');
SELECT is(pg_temp.zones(pg_temp.box(0, 200, 100, 300, 200)), '{}', 'a zone touched at a point gives no row');
SELECT is(pg_temp.zones(pg_temp.box(1, 20, 20, 80, 80)), '{}', 'what fills a hole is not in the zone');
SELECT is(pg_temp.zones(pg_temp.box(1, 10, 10, 90, 90)), '{"ring": 2800}', 'a hole is not the zone''s');
SELECT is(
    pg_temp.zones(pg_temp.box(1, 200, 0, 300, 10)), '{"twins": 200}', 'both parts of a zone are one row'
);
SELECT is(
    pg_temp.zones(ST_Union(pg_temp.box(0, 0, 0, 10, 10), pg_temp.box(0, 150, 0, 160, 10))),
    '{"west": 100, "east": 100}', 'an area of two parts lies in both zones'
);
SELECT is(
    pg_temp.zones(pg_temp.box(3, 0, 0, 10, 10), '2026-06-30'), '{"for-half-a-year": 100}', 'the last day counts'
);
SELECT is(pg_temp.zones(pg_temp.box(3, 0, 0, 10, 10), '2026-07-01'), '{}', 'a zone that is no more is not seen');
SELECT is(pg_temp.zones(pg_temp.box(3, 0, 0, 10, 10), '2025-12-31'), '{}', 'a zone that is not yet is not seen');
SELECT is(
    pg_temp.zones(pg_temp.box(3, 0, 0, 10, 10), '2026-06-01', now() - interval '36 hours'),
    '{"for-half-a-year": 100, "withdrawn": 100}', 'what was known then is seen as of then'
);
SELECT is(
    pg_temp.zones(pg_temp.box(3, 0, 0, 10, 10), '2026-06-01', now() - interval '3 days'),
    '{}', 'what was not yet known is not seen'
);

-- constraint_pieces
SELECT is(
    pg_temp.constraints(pg_temp.box(0, 80, 0, 120, 50)), '{"dike": 1600, "line": 1000}',
    'constraints over each other are reported each'
);
SELECT is(
    pg_temp.constraints(pg_temp.box(0, 0, 40, 90, 100)), '{}', 'a constraint that is only touched gives no row'
);
SELECT is(
    pg_temp.constraints(pg_temp.box(0, 0, 0, 10, 10), '2026-02-28'), '{"dike": 100, "gone": 100}',
    'a constraint counts on its days'
);
SELECT is(
    pg_temp.constraints(pg_temp.box(0, 0, 0, 10, 10), '2026-06-01', now() - interval '36 hours'),
    '{"dike": 100, "withdrawn": 100}', 'and as far as it was known'
);

-- fit_plan
CREATE TEMP TABLE answer AS
SELECT
    s.mark,
    s.geom,
    pg_temp.fit(s.geom) AS said
FROM (
    VALUES
    ('partition', pg_temp.box(0, 50, 0, 150, 100)),
    ('beyond', pg_temp.box(0, 150, 50, 250, 150)),
    ('outside', pg_temp.box(9, 0, 0, 100, 100)),
    ('touching', pg_temp.box(0, 200, 0, 300, 100)),
    ('hole', pg_temp.box(1, 0, 0, 100, 100)),
    ('overlaps', pg_temp.box(2, 0, 0, 100, 100)),
    ('one class', pg_temp.box(2, 0, 30, 100, 100)),
    ('slivers', pg_temp.box(6, 0, 0, 100, 100)),
    ('unsaid', pg_temp.box(5, 0, 0, 100, 100))
) AS s (mark, geom);
CREATE FUNCTION pg_temp.said(mark text) RETURNS jsonb LANGUAGE sql
RETURN (SELECT a.said FROM answer AS a WHERE a.mark = said.mark);

SELECT ok(
    bool_and(
        abs(
            (SELECT coalesce(sum((c -> 'area_m2')::float), 0) FROM jsonb_array_elements(a.said -> 'classes') AS c)
            - (a.said -> 'double_counted_m2')::float + (a.said -> 'residual_m2')::float - ST_Area(a.geom)
        ) < 1e-6
    ),
    'classes, less what they count twice, and the residual are the area'
)
FROM answer AS a;
SELECT is(pg_temp.classes(pg_temp.said('partition')), '{"made_a": 5000, "made_b": 5000}', 'a partition by class');
SELECT is((pg_temp.said('partition') -> 'residual_m2')::float, 0.0::float, 'that leaves nothing over');
SELECT is(
    pg_temp.said('partition') -> 'zones' -> 0,
    '{"id": "east", "class": "made_b", "area_m2": 5000, "article": "Điều 9", "name_en": "east", "name_vi": "east",
    "synthetic": true, "law_status": "in_force", "row_version": 1, "boundary_certainty": "digitised"}',
    'a zone says what it is; of equal parts the first by name comes first'
);
SELECT is(
    (SELECT string_agg(k ->> 'id', ' ') FROM jsonb_array_elements(pg_temp.said('partition') -> 'constraints') AS k),
    'dike line', 'constraints, the largest first'
);
SELECT is((pg_temp.said('beyond') -> 'residual_m2')::float, 7500.0::float, 'the residual is what no zone covers');
SELECT is(
    pg_temp.said('outside'),
    '{"zones": [], "classes": [], "permissions": {}, "residual_m2": 10000, "double_counted_m2": 0,
    "constraints": [], "slivers": []}',
    'where there is no zone all is residual'
);
SELECT is(pg_temp.said('touching'), pg_temp.said('outside'), 'to touch a zone is to lie outside it');
SELECT is((pg_temp.said('hole') -> 'residual_m2')::float, 3600.0::float, 'a hole in a zone is residual');
SELECT is(
    pg_temp.classes(pg_temp.said('one class')), '{"made_a": 5600}', 'zones of one class over each other count once'
);
SELECT is(
    (SELECT sum((z -> 'area_m2')::float) FROM jsonb_array_elements(pg_temp.said('one class') -> 'zones') AS z),
    7000.0::float, 'while each zone has its whole part'
);
SELECT is((pg_temp.said('one class') -> 'double_counted_m2')::float, 0.0::float, 'and nothing is counted twice');
SELECT is(
    pg_temp.classes(pg_temp.said('overlaps')), '{"made_a": 8000, "made_b": 3000, "made_c": 1000}',
    'a class has all of its land, whatever else that is'
);
SELECT is(
    (pg_temp.said('overlaps') -> 'double_counted_m2')::float, 3400.0::float,
    'two classes over each other count twice, three count three times'
);
SELECT is((pg_temp.said('overlaps') -> 'residual_m2')::float, 1400.0::float, 'which the residual does not pay for');
SELECT is(
    pg_temp.said('overlaps') -> 'permissions', '{"designated": 8200, "conditional": 3000}',
    'land of two classes with one permission is that permission''s once'
);
SELECT is(
    pg_temp.fit(pg_temp.box(0, 150, 0, 160, 10), '2026-07-01') -> 'permissions', '{"compatible": 100}',
    'a permission is that of the day'
);
SELECT is(
    pg_temp.fit(pg_temp.box(0, 150, 0, 160, 10), '2026-06-01', now() - interval '1 day') -> 'permissions',
    '{"incompatible": 100}', 'as it was known then'
);
SELECT is(
    pg_temp.fit(pg_temp.box(0, 150, 0, 160, 10), '2026-07-01') #>> '{classes, 0, article}', 'Điều 3',
    'with the article that says so'
);
SELECT is(
    pg_temp.said('unsaid') -> 'permissions', '{"unknown": 5000}', 'what no article permits or forbids is unknown'
);
SELECT is(
    pg_temp.said('unsaid') -> 'classes' -> 0,
    '{"class": "made_none", "title_vi": "Đất made_none", "title_en": "Land made_none", "permission": null,
    "article": null, "area_m2": 5000}',
    'and its class says no more'
);
CREATE TEMP TABLE sliver AS
SELECT
    s.part,
    s.id,
    s.area_m2,
    s.width_m,
    ST_Transform(ST_SetSRID(ST_MakePoint((s.at -> 0)::float, (s.at -> 1)::float), 4326), 5897) AS place
FROM jsonb_to_recordset(pg_temp.said('slivers') -> 'slivers')
    AS s (part text, id text, area_m2 float, width_m float, at jsonb);
SELECT results_eq(
    $$SELECT part, id, round(area_m2::numeric, 3), round(width_m::numeric, 3) FROM sliver ORDER BY area_m2$$,
    $$VALUES ('class', 'made_b', 9.000, 1.500), ('residual', NULL, 20.000, 0.200), ('class', 'made_a', 40.000, 0.398)$$,
    'too small, left over, or too thin: each is listed, but not a thin zone beside one of its class'
);
SELECT is(
    pg_temp.classes(pg_temp.said('slivers')), '{"made_a": 40, "made_b": 9, "made_c": 7980}', 'a sliver still counts'
);
SELECT is(
    (
        SELECT count(*)
        FROM jsonb_array_elements(pg_temp.fit(pg_temp.box(6, 0, 0, 100, 100), sliver_width_m => 0) -> 'slivers')
    ),
    1::bigint, 'without a limit of width only the small one is a sliver'
);
SELECT is(
    pg_temp.fit(pg_temp.box(6, 0, 0, 100, 100), sliver_area_m2 => 9, sliver_width_m => 0.19) -> 'slivers',
    '[]', 'what has the least size is none'
);
SELECT ok(
    bool_and(ST_Covers(pg_temp.box(6, 0, 0, 100, 100), sliver.place)),
    'a sliver says where it lies, in longitude and latitude'
)
FROM sliver;

SELECT * FROM finish();
