-- Rows with the very geometry of another row before them (the first of those), or of a feature of the register that is
-- another one.
--
--   $1  text  import
--   $2  text  table of versions
--   $3  date  day the register is looked at
SELECT
    r.row_number,
    r.other_row,
    r.attributes = r.other_attributes AND coalesce(r.slug = r.other_slug, FALSE) AS same_attributes,
    NULL AS other_slug,
    ST_AsEWKB(ST_PointOnSurface(r.geom)) AS at
FROM (
    SELECT
        i.row_number,
        i.slug,
        i.attributes,
        i.geom,
        first_value(i.row_number) OVER same_geometry AS other_row,
        first_value(i.slug) OVER same_geometry AS other_slug,
        first_value(i.attributes) OVER same_geometry AS other_attributes
    FROM import_row AS i
    WHERE i.import_id = $1 AND i.geom IS NOT NULL
    WINDOW same_geometry AS (PARTITION BY ST_AsBinary(ST_Normalize(i.geom)) ORDER BY i.row_number)
) AS r
WHERE r.other_row < r.row_number
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
