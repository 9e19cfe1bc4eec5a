-- One vector tile of the communes: what the product's cold tile is measured against. Frozen; not the product's own.
--
--   $1  integer  zoom
--   $2  integer  column
--   $3  integer  row
SELECT ST_AsMVT(t, 'communes', 4096, 'geom', 'fid') AS tile
FROM (
    SELECT
        i.id AS fid,
        i.code AS id,
        upper(left(v.kind, 1)) || substr(v.kind, 2) || ' ' || v.name AS name,
        v.kind,
        v.boundary_certainty::text AS boundary_certainty,
        ST_AsMVTGeom(v.geom_3857, ST_TileEnvelope($1, $2, $3), 4096, 64) AS geom
    FROM admin_unit_version AS v
    INNER JOIN admin_unit AS i ON v.admin_unit_id = i.id AND i.valid_from >= '2025-07-01'
    WHERE v.geom_3857 && ST_TileEnvelope($1, $2, $3, margin => 0.015625)
        AND v.valid @> current_date
        AND v.recorded @> now()
    ORDER BY i.id
) AS t
WHERE t.geom IS NOT NULL
