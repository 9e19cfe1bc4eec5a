SELECT no_plan();

-- Made-up land far south of Hà Nội, where nothing of the register lies; coordinates are metres within it.
CREATE FUNCTION pg_temp.box(west float, south float, east float, north float) RETURNS geometry
LANGUAGE sql IMMUTABLE
RETURN ST_Multi(ST_Translate(ST_MakeEnvelope(west, south, east, north, 5897), 500000, 2100000));

INSERT INTO source (id, title) VALUES ('made-up', 'made-up');

-- Two communes until 2025-06-30, side by side; one in their place since, and one whose boundary was corrected.
CREATE TEMP TABLE made_commune AS
SELECT *
FROM (
    VALUES
    ('99001', 1, '[2000-01-01,2025-07-01)'::daterange, 2, NULL, pg_temp.box(0, 0, 100, 100)),
    ('99002', 1, '[2000-01-01,2025-07-01)', 2, NULL, pg_temp.box(100, 0, 200, 100)),
    ('99011', 1, '[2025-07-01,)', 2, NULL, pg_temp.box(0, 0, 200, 100)),
    ('99012', 1, '[2025-07-01,)', 2, 1, pg_temp.box(200, 0, 300, 100)),
    ('99012', 2, '[2025-07-01,)', 1, NULL, pg_temp.box(200, 0, 400, 100))
) AS m (code, row_version, valid, known_days_ago, corrected_days_ago, geom);
INSERT INTO admin_unit (code, valid_from)
SELECT DISTINCT
    code,
    lower(valid) AS valid_from
FROM made_commune;
INSERT INTO admin_unit_version (
    admin_unit_id, code, row_version, name, kind, boundary_certainty, source_id, search_key, geom, valid, recorded
)
SELECT
    u.id,
    u.code,
    m.row_version,
    'Nơi ' || m.code,
    'xã',
    'digitised',
    'made-up',
    m.code,
    m.geom,
    m.valid,
    tstzrange(now() - interval '1 day' * m.known_days_ago, now() - interval '1 day' * m.corrected_days_ago)
FROM made_commune AS m
INNER JOIN admin_unit AS u ON m.code = u.code;

-- Three clusters over each other, one beside them, one that was closed, and one whose boundary was corrected.
CREATE TEMP TABLE made_cluster AS
SELECT *
FROM (
    VALUES
    ('made-a', 1, '[2000-01-01,)'::daterange, 2, NULL, pg_temp.box(0, 0, 100, 100)),
    ('made-b', 1, '[2000-01-01,)', 2, NULL, pg_temp.box(60, 0, 160, 50)),
    ('made-c', 1, '[2000-01-01,)', 2, NULL, pg_temp.box(90, 0, 130, 100)),
    ('made-beside', 1, '[2000-01-01,)', 2, NULL, pg_temp.box(-50, 0, 0, 100)),
    ('made-closed', 1, '[2000-01-01,2026-01-01)', 2, NULL, pg_temp.box(0, 0, 10, 10)),
    ('made-moved', 1, '[2000-01-01,)', 2, 1, pg_temp.box(0, 90, 20, 110)),
    ('made-moved', 2, '[2000-01-01,)', 1, NULL, pg_temp.box(0, 100, 20, 120))
) AS m (slug, row_version, valid, known_days_ago, corrected_days_ago, geom);
INSERT INTO cluster (slug)
SELECT DISTINCT slug
FROM made_cluster;
INSERT INTO cluster_version (
    cluster_id, row_version, name, established, operating, in_plan, infrastructure_complete,
    commenced_2021_2025, declared_fit, wastewater_action, footprint_area_ha, commune_basis, commune_flag,
    location_basis, boundary_certainty, search_key, geom, valid, recorded
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
    'unknown',
    'none_stated',
    1,
    'unknown',
    'not_stated',
    'survey',
    'surveyed',
    m.slug,
    m.geom,
    m.valid,
    tstzrange(now() - interval '1 day' * m.known_days_ago, now() - interval '1 day' * m.corrected_days_ago)
FROM made_cluster AS m
INNER JOIN cluster AS c ON m.slug = c.slug;

-- A plant in one cluster, two of another far from it, one since 2026 only, and one that was an error.
CREATE TEMP TABLE made_plant AS
SELECT *
FROM (
    VALUES
    ('made-in', 'made-a', '[2000-01-01,)'::daterange, NULL, 50, 50),
    ('made-far', 'made-b', '[2000-01-01,)', NULL, 400, 500),
    ('made-also-far', 'made-b', '[2000-01-01,)', NULL, 400, 500),
    ('made-later', 'made-b', '[2026-01-01,)', NULL, 100, 300),
    ('made-in-error', 'made-b', '[2000-01-01,)', 1, 4, 4)
) AS m (slug, cluster_slug, valid, corrected_days_ago, east, north);
INSERT INTO wastewater_plant (slug, cluster_id)
SELECT
    m.slug,
    c.id AS cluster_id
FROM made_plant AS m
INNER JOIN cluster AS c ON m.cluster_slug = c.slug;
INSERT INTO wastewater_plant_version (
    wastewater_plant_id, row_version, name, condition, plan_action, boundary_certainty, search_key, geom, valid,
    recorded
)
SELECT
    w.id,
    1,
    'Trạm ' || m.slug,
    'operating',
    'none_stated',
    'surveyed',
    m.slug,
    ST_Multi(ST_SetSRID(ST_MakePoint(500000 + m.east, 2100000 + m.north), 5897)),
    m.valid,
    tstzrange(now() - interval '2 days', now() - interval '1 day' * m.corrected_days_ago)
FROM made_plant AS m
INNER JOIN wastewater_plant AS w ON m.slug = w.slug;

CREATE FUNCTION pg_temp.communes(
    geom geometry, on_day date DEFAULT '2026-06-01', known_at timestamptz DEFAULT now()
) RETURNS jsonb LANGUAGE sql
RETURN (
    SELECT coalesce(jsonb_object_agg(u.code, round(spatial.area_m2(p.piece)::numeric, 6)), '{}')
    FROM spatial.commune_pieces(communes.geom, communes.on_day, communes.known_at) AS p
    INNER JOIN admin_unit_version AS v ON p.version_id = v.version_id
    INNER JOIN admin_unit AS u ON v.admin_unit_id = u.id
);
CREATE FUNCTION pg_temp.clusters(
    geom geometry, but text, on_day date DEFAULT '2026-06-01', known_at timestamptz DEFAULT now()
) RETURNS jsonb LANGUAGE sql
RETURN (
    SELECT coalesce(jsonb_object_agg(c.slug, round(spatial.area_m2(p.piece)::numeric, 6)), '{}')
    FROM spatial.cluster_pieces(
        clusters.geom, (SELECT but_this.id FROM cluster AS but_this WHERE but_this.slug = clusters.but),
        clusters.on_day, clusters.known_at
    ) AS p
    INNER JOIN cluster_version AS v ON p.version_id = v.version_id
    INNER JOIN cluster AS c ON v.cluster_id = c.id
);
CREATE FUNCTION pg_temp.around(
    geom geometry, cluster_slug text, on_day date DEFAULT '2026-06-01', known_at timestamptz DEFAULT now()
) RETURNS jsonb LANGUAGE sql
RETURN spatial.fit_surroundings(
    around.geom, (SELECT c.id FROM cluster AS c WHERE c.slug = around.cluster_slug), around.on_day, around.known_at
);

-- commune_pieces
SELECT is(pg_temp.communes(pg_temp.box(90, 0, 120, 10)), '{"99011": 300}', 'the commune of today');
SELECT is(
    pg_temp.communes(pg_temp.box(90, 0, 120, 10), '2025-06-30'), '{"99001": 100, "99002": 200}',
    'the communes of the day before the change'
);
SELECT is(
    pg_temp.communes(pg_temp.box(90, 0, 120, 10), '2025-07-01'), '{"99011": 300}', 'and of the day of the change'
);
SELECT is(pg_temp.communes(pg_temp.box(400, 0, 500, 10)), '{}', 'a commune that is only touched gives no row');
SELECT is(
    pg_temp.communes(pg_temp.box(150, 0, 350, 10)), '{"99011": 500, "99012": 1500}', 'a corrected boundary counts'
);
SELECT is(
    pg_temp.communes(pg_temp.box(150, 0, 350, 10), '2026-06-01', now() - interval '36 hours'),
    '{"99011": 500, "99012": 1000}', 'and the old one as of then'
);

-- cluster_pieces
SELECT is(
    pg_temp.clusters(pg_temp.box(0, 0, 100, 100), 'made-a'), '{"made-b": 2000, "made-c": 1000}',
    'the other clusters, not itself, nor one beside it'
);
SELECT is(
    pg_temp.clusters(pg_temp.box(0, 0, 100, 100), NULL), '{"made-a": 10000, "made-b": 2000, "made-c": 1000}',
    'every cluster, when it is none of them'
);
SELECT is(
    pg_temp.clusters(pg_temp.box(0, 0, 100, 100), 'made-a', '2025-12-31'),
    '{"made-b": 2000, "made-c": 1000, "made-closed": 100}', 'the clusters of the day'
);
SELECT is(
    pg_temp.clusters(pg_temp.box(0, 0, 100, 100), 'made-a', '2026-06-01', now() - interval '36 hours'),
    '{"made-b": 2000, "made-c": 1000, "made-moved": 200}', 'as they were known then'
);
SELECT is_empty(
    $$WITH pair AS (
        SELECT v.slug AS one, o.key AS other, o.value
        FROM made_cluster AS v
        CROSS JOIN jsonb_each(pg_temp.clusters(v.geom, v.slug)) AS o
        WHERE v.corrected_days_ago IS NULL AND v.valid @> '2026-06-01'::date
    )
    SELECT a.* FROM pair AS a
    LEFT JOIN pair AS b ON a.one = b.other AND a.other = b.one AND a.value = b.value
    WHERE b.one IS NULL$$,
    'what one shares with another, the other shares with it'
);

-- fit_surroundings
SELECT is(
    pg_temp.around(pg_temp.box(0, 0, 100, 100), 'made-a') -> 'communes',
    '[{"code": "99011", "name": "Xã Nơi 99011", "boundary_certainty": "digitised", "row_version": 1,
    "source_id": "made-up", "area_m2": 10000}]',
    'a commune with its name in full and its source'
);
SELECT is(
    pg_temp.around(pg_temp.box(0, 0, 100, 100), 'made-a') -> 'clusters',
    '[{"id": "made-b", "name": "Cụm made-b", "boundary_certainty": "surveyed", "row_version": 1, "area_m2": 2000},
    {"id": "made-c", "name": "Cụm made-c", "boundary_certainty": "surveyed", "row_version": 1, "area_m2": 1000}]',
    'the other clusters, largest part first'
);
SELECT is(
    pg_temp.around(pg_temp.box(0, 0, 100, 100), 'made-a') -> 'own_plants',
    '[{"id": "made-in", "name": "Trạm made-in", "condition": "operating"}]', 'the plants of a cluster are its own'
);
SELECT is(
    jsonb_path_query_array(pg_temp.around(pg_temp.box(0, 0, 9, 9), 'made-b') -> 'own_plants', '$[*].id'),
    '["made-also-far", "made-far", "made-later"]', 'wherever they stand, by name'
);
SELECT is(
    jsonb_path_query_array(
        pg_temp.around(pg_temp.box(0, 0, 9, 9), 'made-b', '2025-12-31') -> 'own_plants', '$[*].id'
    ),
    '["made-also-far", "made-far"]', 'on their days'
);
SELECT is(
    pg_temp.around(pg_temp.box(0, 0, 100, 100), NULL) -> 'own_plants', '[]', 'what is no cluster has none'
);
SELECT is(
    pg_temp.around(pg_temp.box(0, 0, 100, 100), 'made-a') -> 'nearest_plant',
    '{"id": "made-in", "name": "Trạm made-in", "condition": "operating", "boundary_certainty": "surveyed",
    "distance_m": 0}',
    'a plant within is at no distance'
);
SELECT is(
    pg_temp.around(pg_temp.box(50, 50, 100, 100), NULL) #> '{nearest_plant,distance_m}', '0',
    'nor is one on the edge'
);
SELECT is(
    (pg_temp.around(pg_temp.box(600, 600, 700, 700), NULL, '2025-12-31') -> 'nearest_plant')
    - '{name,condition,boundary_certainty}'::text[],
    jsonb_build_object('id', 'made-also-far', 'distance_m', sqrt(50000)),
    'the nearest, measured from the edge; of two at one place the first by name'
);
SELECT is(
    pg_temp.around(pg_temp.box(0, 250, 10, 350), NULL) #>> '{nearest_plant,id}', 'made-later', 'the nearest of the day'
);
SELECT is(
    pg_temp.around(pg_temp.box(0, 250, 10, 350), NULL, '2025-12-31') #>> '{nearest_plant,id}', 'made-in',
    'and of a day before it was built'
);
SELECT is(
    pg_temp.around(pg_temp.box(0, 250, 10, 350), NULL, '2026-06-01', '2000-01-01'),
    '{"communes": [], "clusters": [], "own_plants": [], "nearest_plant": null}',
    'what nothing was known of has no surroundings'
);

SELECT * FROM finish();
