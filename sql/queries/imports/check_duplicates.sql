-- Rows with the very geometry of another row before them, or of a feature of the register that is another one.
--
--   $1  text  import
--   $2  text  table of versions
--   $3  date  day the register is looked at
SELECT
    r.row_number,
    earlier.row_number AS other_row,
    r.attributes = earlier.attributes AS same_attributes,
    NULL AS other_slug,
    ST_AsEWKB(ST_PointOnSurface(r.geom)) AS at
FROM import_row AS r
INNER JOIN import_row AS earlier
    ON r.import_id = earlier.import_id
    AND r.geom ~= earlier.geom
    AND r.row_number > earlier.row_number
WHERE r.import_id = $1 AND ST_Equals(r.geom, earlier.geom)
UNION ALL
SELECT
    r.row_number,
    NULL AS other_row,
    FALSE AS same_attributes,
    v.slug AS other_slug,
    ST_AsEWKB(ST_PointOnSurface(r.geom)) AS at
FROM import_row AS r
INNER JOIN spatial.versions_of($2) AS v ON r.geom ~= v.geom
WHERE r.import_id = $1
    AND v.slug IS DISTINCT FROM r.slug
    AND upper_inf(v.recorded)
    AND v.valid @> $3::date
    AND ST_Equals(r.geom, v.geom)
ORDER BY row_number, other_row, other_slug
