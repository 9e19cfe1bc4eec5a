-- How far plants of the file lie from the clusters they belong to.
--
--   $1  text   import
--   $2  jsonb  [{row_number, cluster}], clusters by id
--   $3  date   day the register is looked at
SELECT
    r.row_number,
    v.name,
    v.boundary_certainty::text AS boundary_certainty,
    v.position_uncertainty_m,
    ST_Distance(r.geom, v.geom) AS distance_m,
    ST_AsEWKB(r.geom) AS at
FROM jsonb_to_recordset($2) AS t (row_number integer, cluster text)
INNER JOIN import_row AS r ON t.row_number = r.row_number AND r.import_id = $1
INNER JOIN cluster AS c ON t.cluster = c.slug
INNER JOIN cluster_version AS v ON c.id = v.cluster_id AND upper_inf(v.recorded) AND v.valid @> $3::date
WHERE r.geom IS NOT NULL
ORDER BY r.row_number
