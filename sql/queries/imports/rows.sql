-- The rows of a file, as its document shows them.
--
--   $1  text    import
--   $2  bigint  at most so many
SELECT jsonb_build_object(
    'row', r.row_number,
    'place', r.place,
    'feature_id', CASE WHEN r.version_id IS NOT NULL THEN r.slug END,
    'new_id', CASE WHEN r.version_id IS NULL THEN r.slug END,
    'title', r.title,
    'register_name', r.register_name,
    'change', r.change,
    'same_geometry', r.same_geometry,
    'area_m2', CASE WHEN ST_Dimension(r.geom) = 2 THEN round(spatial.area_m2(r.geom)::numeric, 1) END,
    'declared_area_ha', r.declared_area_ha,
    'communes', r.communes,
    'attributes', r.attributes
) AS document
FROM import_row AS r
WHERE r.import_id = $1
ORDER BY r.row_number
LIMIT $2
