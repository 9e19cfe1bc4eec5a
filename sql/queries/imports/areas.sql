-- Areas of the rows of a staged file, m², with a place in each.
--
--   $1  text  import
SELECT
    r.row_number,
    r.declared_area_ha::double precision AS declared_area_ha,
    spatial.area_m2(r.geom) AS area_m2,
    ST_AsEWKB(ST_PointOnSurface(r.geom)) AS at
FROM import_row AS r
WHERE r.import_id = $1 AND r.geom IS NOT NULL
ORDER BY r.row_number
