-- A new version of each commune: what was known of it, with another boundary.
--
--   $1  text[]      codes
--   $2  geometry[]  their areas, EPSG:4326, in the same order
--   $3  text        source id
--   $4  text        boundary certainty
INSERT INTO admin_unit_version (
    admin_unit_id, code, row_version, name, kind, parent_id, decision_id, official_area_km2, population,
    boundary_certainty, source_id, search_key, geom, valid
)
SELECT
    v.admin_unit_id,
    v.code,
    v.row_version + 1,
    v.name,
    v.kind,
    v.parent_id,
    v.decision_id,
    v.official_area_km2,
    v.population,
    $4::text::boundary_certainty,
    $3,
    v.search_key,
    ST_ForcePolygonCCW(ST_Transform(g.geom_84, 5897)),
    v.valid
FROM unnest($1::text[], $2::geometry[]) AS g (code, geom_84)
INNER JOIN admin_unit AS u ON g.code = u.code AND u.valid_from >= '2025-07-01'
INNER JOIN admin_unit_version AS v ON u.id = v.admin_unit_id
WHERE v.row_version = (
    SELECT max(w.row_version) FROM admin_unit_version AS w WHERE w.admin_unit_id = u.id
)
