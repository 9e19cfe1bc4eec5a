-- The version of each feature that a result rests on, with the SHA-256 of its EWKB (little-endian, EPSG:5897).
--
--   $1  text[]  ids of zones
--   $2  text[]  ids of constraints
--   $3  text[]  codes of communes
--   $4  text[]  ids of clusters
--   $5  text[]  ids of wastewater plants
--   $6  date  day asked for
--   $7  timestamptz  as known then
SELECT
    r.kind,
    r.id,
    r.row_version,
    encode(sha256(ST_AsEWKB(r.geom, 'NDR')), 'hex') AS sha256
FROM (
    SELECT 'zones' AS kind, i.slug AS id, v.row_version, v.geom, v.valid, v.recorded
    FROM plan_zone_version AS v
    INNER JOIN plan_zone AS i ON v.plan_zone_id = i.id
    WHERE i.slug = ANY($1)
    UNION ALL
    SELECT 'constraints' AS kind, i.slug AS id, v.row_version, v.geom, v.valid, v.recorded
    FROM plan_constraint_version AS v
    INNER JOIN plan_constraint AS i ON v.plan_constraint_id = i.id
    WHERE i.slug = ANY($2)
    UNION ALL
    SELECT 'communes' AS kind, i.code AS id, v.row_version, v.geom, v.valid, v.recorded
    FROM admin_unit_version AS v
    INNER JOIN admin_unit AS i ON v.admin_unit_id = i.id
    WHERE i.code = ANY($3)
    UNION ALL
    SELECT 'clusters' AS kind, i.slug AS id, v.row_version, v.geom, v.valid, v.recorded
    FROM cluster_version AS v
    INNER JOIN cluster AS i ON v.cluster_id = i.id
    WHERE i.slug = ANY($4)
    UNION ALL
    SELECT 'wastewater_plants' AS kind, i.slug AS id, v.row_version, v.geom, v.valid, v.recorded
    FROM wastewater_plant_version AS v
    INNER JOIN wastewater_plant AS i ON v.wastewater_plant_id = i.id
    WHERE i.slug = ANY($5)
) AS r
WHERE r.valid @> $6::date AND r.recorded @> $7::timestamptz
ORDER BY r.kind, r.id
