-- One vector tile of `wastewater-plants`; empty when nothing lies in it.
--
--   $1  integer      zoom
--   $2  integer      column
--   $3  integer      row
--   $4  date         true on this day
--   $5  timestamptz  as known at, NULL is now
--   $6  bigint[]     only these features, NULL for all
SELECT ST_AsMVT(t, 'wastewater-plants', 4096, 'geom', 'fid') AS tile
FROM (
    SELECT
        i.id AS fid,
        i.slug AS id,
        v.name,
        v.condition,
        v.plan_action,
        c.slug AS cluster_id,
        v.boundary_certainty::text AS boundary_certainty,
        ST_AsMVTGeom(v.geom_3857, ST_TileEnvelope($1, $2, $3), 4096, 64) AS geom
    FROM wastewater_plant_version AS v
    INNER JOIN wastewater_plant AS i ON v.wastewater_plant_id = i.id
    INNER JOIN cluster AS c ON i.cluster_id = c.id
    WHERE v.geom_3857 && ST_TileEnvelope($1, $2, $3, margin => 0.015625)
        AND v.valid @> $4::date
        AND v.recorded @> coalesce($5::timestamptz, now())
        AND ($6::bigint[] IS NULL OR i.id = ANY($6::bigint[]))
    ORDER BY i.id
    -- Keeps the condition below out of here, where it would make each geometry twice.
    OFFSET 0
) AS t
WHERE t.geom IS NOT NULL
