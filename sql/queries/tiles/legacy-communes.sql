-- One vector tile of `legacy-communes`; empty when nothing lies in it.
--
--   $1  integer      zoom
--   $2  integer      column
--   $3  integer      row
--   $4  date         true on this day
--   $5  timestamptz  as known at, NULL is now
--   $6  bigint[]     only these features, NULL for all
SELECT ST_AsMVT(t, 'legacy-communes', 4096, 'geom', 'fid') AS tile
FROM (
    SELECT
        i.id AS fid,
        i.code AS id,
        spatial.full_name(v.kind, v.name) AS name,
        spatial.full_name(d.kind, d.name) AS district,
        v.boundary_certainty::text AS boundary_certainty,
        ST_AsMVTGeom(v.geom_3857, ST_TileEnvelope($1, $2, $3), 4096, 64) AS geom
    FROM admin_unit_version AS v
    INNER JOIN admin_unit AS i ON v.admin_unit_id = i.id AND i.valid_from < '2025-07-01'
    INNER JOIN admin_unit_version AS d ON v.parent_id = d.admin_unit_id AND upper_inf(d.recorded)
    WHERE v.geom_3857 && ST_TileEnvelope($1, $2, $3, margin => 0.015625)
        AND v.valid @> $4::date
        AND v.recorded @> coalesce($5::timestamptz, now())
        AND ($6::bigint[] IS NULL OR i.id = ANY($6::bigint[]))
    ORDER BY i.id
    -- Keeps the condition below out of here, where it would make each geometry twice.
    OFFSET 0
) AS t
WHERE t.geom IS NOT NULL
