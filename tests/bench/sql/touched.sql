-- Tiles of one zoom that touch a commune, in an order that is mixed but always the same.
--
--   $1  integer  zoom
--   $2  bigint   tiles wanted
WITH
commune AS MATERIALIZED (
    SELECT v.geom_3857
    FROM admin_unit_version AS v
    INNER JOIN admin_unit AS u ON v.admin_unit_id = u.id
    WHERE u.valid_from >= '2025-07-01' AND v.valid @> current_date AND v.recorded @> now()
),

box AS (
    SELECT
        ST_Extent(geom_3857) AS extent,
        -- Half the width of the Web Mercator square, and the width of one tile, in its metres.
        20037508.342789244 AS half,
        40075016.685578488 / 2 ^ $1::integer AS width
    FROM commune
)

SELECT
    x,
    y,
    count(*) OVER () AS touched
FROM box
CROSS JOIN generate_series(
    floor((ST_XMin(extent) + half) / width)::integer, floor((ST_XMax(extent) + half) / width)::integer
) AS x
CROSS JOIN generate_series(
    floor((half - ST_YMax(extent)) / width)::integer, floor((half - ST_YMin(extent)) / width)::integer
) AS y
WHERE EXISTS (SELECT FROM commune WHERE ST_Intersects(geom_3857, ST_TileEnvelope($1::integer, x, y)))
ORDER BY md5(x || '/' || y)
LIMIT $2::bigint
