-- One vector tile of `clusters`; empty when nothing lies in it.
--
--   $1  integer      zoom
--   $2  integer      column
--   $3  integer      row
--   $4  date         true on this day
--   $5  timestamptz  as known at, NULL is now
--   $6  bigint[]     only these features, NULL for all
SELECT ST_AsMVT(t, 'clusters', 4096, 'geom', 'fid') AS tile
FROM (
    SELECT
        i.id AS fid,
        i.slug AS id,
        v.name,
        v.declared_fit,
        v.operating::text AS operating,
        v.infrastructure_complete::text AS infrastructure_complete,
        v.wastewater_action,
        spatial.full_name(u.kind, u.name) AS commune_name,
        v.boundary_certainty::text AS boundary_certainty,
        ST_AsMVTGeom(v.geom_3857, ST_TileEnvelope($1, $2, $3), 4096, 64) AS geom
    FROM cluster_version AS v
    INNER JOIN cluster AS i ON v.cluster_id = i.id
    LEFT JOIN admin_unit_version AS u
        ON v.commune_id = u.admin_unit_id AND u.valid @> $4::date AND u.recorded @> coalesce($5::timestamptz, now())
    WHERE v.geom_3857 && ST_TileEnvelope($1, $2, $3, margin => 0.015625)
        AND v.valid @> $4::date
        AND v.recorded @> coalesce($5::timestamptz, now())
        AND ($6::bigint[] IS NULL OR i.id = ANY($6::bigint[]))
    ORDER BY i.id
    -- Keeps the condition below out of here, where it would make each geometry twice.
    OFFSET 0
) AS t
WHERE t.geom IS NOT NULL
