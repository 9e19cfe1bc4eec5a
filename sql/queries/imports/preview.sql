-- What publishing would change, as GeoJSON features in CRS84: each row as it would be, and what it would replace.
--
--   $1  text  import
--   $2  text  table of versions
SELECT json_build_object(
    'type', 'Feature',
    'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(ST_Transform(f.geom, 4326)), 7)::json,
    'properties', json_build_object(
        'role', f.role,
        'row', f.row_number,
        'feature_id', f.slug,
        'title', f.title,
        'change', f.change,
        'area_m2', CASE WHEN ST_Dimension(f.geom) = 2 THEN round(spatial.area_m2(f.geom)::numeric, 1) END
    )
)::text AS feature
FROM (
    SELECT 'old' AS role, r.row_number, r.slug, r.title, r.change, v.geom
    FROM import_row AS r
    INNER JOIN spatial.versions_of($2) AS v ON r.version_id = v.version_id
    WHERE r.import_id = $1
    UNION ALL
    SELECT 'new' AS role, r.row_number, r.slug, r.title, r.change, r.geom
    FROM import_row AS r
    WHERE r.import_id = $1 AND r.geom IS NOT NULL
) AS f
ORDER BY f.row_number ASC, f.role DESC
