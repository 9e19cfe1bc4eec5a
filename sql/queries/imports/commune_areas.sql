-- The areas of communes of a day, EPSG:5897.
--
--   $1  text[]  codes
--   $2  date    day
SELECT
    v.code,
    v.geom
FROM admin_unit_version AS v
WHERE v.code = ANY($1::text[]) AND v.valid @> $2::date AND upper_inf(v.recorded)
