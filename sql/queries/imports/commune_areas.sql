-- The areas of communes of a day, EPSG:5897. An indicative boundary may be kilometres off, which tells no grid
-- from another: it is none here.
--
--   $1  text[]  codes
--   $2  date    day
SELECT
    v.code,
    v.geom
FROM admin_unit_version AS v
WHERE v.code = ANY($1::text[]) AND v.valid @> $2::date AND upper_inf(v.recorded)
    AND v.boundary_certainty <> 'indicative'
