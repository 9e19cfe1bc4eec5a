-- Where each cluster lies: its box in EPSG:3857, as notices of change name boxes.
--
--   $1  date         true on this day
--   $2  timestamptz  as known at, NULL is now
SELECT
    c.slug,
    ST_XMin(v.geom_3857::box3d) AS west,
    ST_YMin(v.geom_3857::box3d) AS south,
    ST_XMax(v.geom_3857::box3d) AS east,
    ST_YMax(v.geom_3857::box3d) AS north
FROM cluster AS c
INNER JOIN cluster_version AS v ON c.id = v.cluster_id
WHERE v.valid @> $1::date AND v.recorded @> coalesce($2::timestamptz, now())
ORDER BY c.slug
