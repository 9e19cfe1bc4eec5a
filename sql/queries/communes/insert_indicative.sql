-- Communes of today and of before with the boundaries computed for them, where they have none.
--
--   $1  jsonb  rows of data/commune/units.csv with search_key
--   $2  jsonb  rows of data/commune/former.csv with search_key and district_code
WITH part AS MATERIALIZED (
    SELECT
        p.from_unit_id,
        p.to_unit_id,
        p.geom
    FROM spatial.indicative_parts((
        SELECT jsonb_object_agg(a.code, a.official_area_km2)
        FROM jsonb_to_recordset($1) AS a (code text, official_area_km2 numeric)
    )) AS p
),

area AS (
    SELECT
        part.to_unit_id AS admin_unit_id,
        ST_Multi(ST_Union(part.geom ORDER BY part.from_unit_id)) AS geom
    FROM part
    WHERE part.to_unit_id IS NOT NULL
    GROUP BY part.to_unit_id
    UNION ALL
    SELECT
        part.from_unit_id AS admin_unit_id,
        ST_Multi(ST_Union(part.geom ORDER BY part.to_unit_id)) AS geom
    FROM part
    GROUP BY part.from_unit_id
),

entry AS (
    SELECT r.*, daterange('2025-07-01', NULL) AS valid
    FROM jsonb_to_recordset($1) AS r (
        code text, name text, kind text, district_code text, official_area_km2 numeric,
        population integer, search_key text
    )
    UNION ALL
    SELECT r.*, daterange('2025-03-01', '2025-07-01') AS valid
    FROM jsonb_to_recordset($2) AS r (
        code text, name text, kind text, district_code text, official_area_km2 numeric,
        population integer, search_key text
    )
)

INSERT INTO admin_unit_version (
    admin_unit_id, code, row_version, name, kind, parent_id, decision_id, official_area_km2, population,
    boundary_certainty, source_id, search_key, geom, valid
)
SELECT
    u.id,
    u.code,
    1,
    normalize(e.name, NFC),
    e.kind,
    d.id,
    CASE WHEN u.valid_from >= '2025-07-01' THEN 'nq-1656-2025' END,
    e.official_area_km2,
    e.population,
    'indicative',
    'vietnamadminunits',
    e.search_key,
    ST_ForcePolygonCCW(a.geom),
    e.valid
FROM entry AS e
INNER JOIN admin_unit AS u ON e.code = u.code AND lower(e.valid) = u.valid_from
INNER JOIN area AS a ON u.id = a.admin_unit_id
LEFT JOIN admin_unit AS d ON e.district_code = d.code
WHERE NOT EXISTS (SELECT FROM admin_unit_version AS v WHERE v.admin_unit_id = u.id)
