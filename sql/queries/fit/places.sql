-- Where each cluster lies: its box in EPSG:3857, as notices of change name boxes, wide enough for the question.
--
--   $1  date         true on this day
--   $2  timestamptz  as known at, NULL is now
--   $3  boolean      whether the boundary is shifted: the box then reaches as far. A metre of the ground is up to
--                    1.08 of EPSG:3857 in Hà Nội
SELECT
    c.slug,
    ST_XMin(v.geom_3857::box3d) - r.reach AS west,
    ST_YMin(v.geom_3857::box3d) - r.reach AS south,
    ST_XMax(v.geom_3857::box3d) + r.reach AS east,
    ST_YMax(v.geom_3857::box3d) + r.reach AS north
FROM cluster AS c
INNER JOIN cluster_version AS v ON c.id = v.cluster_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN $3::boolean THEN 1.08 * coalesce(v.position_uncertainty_m, 1) ELSE 0 END AS reach
) AS r
WHERE v.valid @> $1::date AND v.recorded @> coalesce($2::timestamptz, now())
ORDER BY c.slug
