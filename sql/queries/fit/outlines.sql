-- The geometry of clusters as GeoJSON in CRS84.
--
--   $1  date         true on this day
--   $2  timestamptz  as known at
SELECT
    c.slug,
    ST_AsGeoJSON(v.geom_84, 7, 0) AS geojson
FROM cluster AS c
INNER JOIN cluster_version AS v ON c.id = v.cluster_id
WHERE v.valid @> $1::date AND v.recorded @> $2::timestamptz
ORDER BY c.slug
