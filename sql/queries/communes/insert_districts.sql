-- Former districts with the boundary that their communes give them, where they have none.
--
--   $1  jsonb  rows of data/commune/districts.csv with search_key
INSERT INTO admin_unit_version (
    admin_unit_id, code, row_version, name, kind, boundary_certainty, source_id, search_key, geom, valid
)
SELECT
    u.id,
    u.code,
    1,
    normalize(r.name, NFC),
    r.kind,
    'indicative',
    'vietnamadminunits',
    r.search_key,
    ST_ForcePolygonCCW(area.geom),
    daterange('2025-03-01', '2025-07-01')
FROM jsonb_to_recordset($1) AS r (code text, kind text, name text, search_key text)
INNER JOIN admin_unit AS u ON r.code = u.code
CROSS JOIN LATERAL (
    SELECT ST_Multi(ST_Union(c.geom ORDER BY c.admin_unit_id)) AS geom
    FROM admin_unit_version AS c
    WHERE c.parent_id = u.id AND upper_inf(c.recorded)
) AS area
WHERE area.geom IS NOT NULL
    AND NOT EXISTS (SELECT FROM admin_unit_version AS v WHERE v.admin_unit_id = u.id)
