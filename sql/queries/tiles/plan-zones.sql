-- One vector tile of `plan-zones`; empty when nothing lies in it.
--
--   $1  integer      zoom
--   $2  integer      column
--   $3  integer      row
--   $4  date         true on this day
--   $5  timestamptz  as known at, NULL is now
--   $6  bigint[]     only these features, NULL for all
SELECT ST_AsMVT(t, 'plan-zones', 4096, 'geom', 'fid') AS tile
FROM (
    SELECT
        i.id AS fid,
        i.slug AS id,
        v.name_vi,
        v.name_en,
        v.class_id AS class,
        m.permission,
        v.synthetic,
        ST_AsMVTGeom(v.geom_3857, ST_TileEnvelope($1, $2, $3), 4096, 64) AS geom
    FROM plan_zone_version AS v
    INNER JOIN plan_zone AS i ON v.plan_zone_id = i.id
    LEFT JOIN land_use_permission AS m
        ON v.class_id = m.class_id
        AND m.valid @> $4::date
        AND m.recorded @> coalesce($5::timestamptz, now())
    WHERE v.geom_3857 && ST_TileEnvelope($1, $2, $3, margin => 0.015625)
        AND v.valid @> $4::date
        AND v.recorded @> coalesce($5::timestamptz, now())
        AND ($6::bigint[] IS NULL OR i.id = ANY($6::bigint[]))
    ORDER BY i.id
    -- Keeps the condition below out of here, where it would make each geometry twice.
    OFFSET 0
) AS t
WHERE t.geom IS NOT NULL
