-- One vector tile of `plan-constraints`; empty when nothing lies in it.
--
--   $1  integer      zoom
--   $2  integer      column
--   $3  integer      row
--   $4  date         true on this day
--   $5  timestamptz  as known at, NULL is now
--   $6  bigint[]     only these features, NULL for all
SELECT ST_AsMVT(t, 'plan-constraints', 4096, 'geom', 'fid') AS tile
FROM (
    SELECT
        i.id AS fid,
        i.slug AS id,
        v.name_vi,
        v.name_en,
        v.kind,
        v.synthetic,
        ST_AsMVTGeom(v.geom_3857, ST_TileEnvelope($1, $2, $3), 4096, 64) AS geom
    FROM plan_constraint_version AS v
    INNER JOIN plan_constraint AS i ON v.plan_constraint_id = i.id
    WHERE v.geom_3857 && ST_TileEnvelope($1, $2, $3, margin => 0.015625)
        AND v.valid @> $4::date
        AND v.recorded @> coalesce($5::timestamptz, now())
        AND ($6::bigint[] IS NULL OR i.id = ANY($6::bigint[]))
    ORDER BY i.id
    -- Keeps the condition below out of here, where it would make each geometry twice.
    OFFSET 0
) AS t
WHERE t.geom IS NOT NULL
