-- Features of a collection as a file takes them: geometry in binary, properties as JSON text, in keyset order.
--
--   $1   text         collection id
--   $2   date         true from this day, NULL for open
--   $3   date         true until this day, NULL for open
--   $4   timestamptz  as known at, NULL is now
--   $5   geometry     bbox as a MultiPolygon in its CRS, or NULL
--   $6   text[]       words the search key must hold, or NULL
--   $7   integer      CRS of the coordinates: 84 for CRS84, else an EPSG code; x is longitude in 4326 too
--   $8   boolean      whether a point inside is wanted
--   $9   text         property to sort by, or NULL
--   $10  boolean      descending
--   $11  jsonb        sort value of the last row of the page before, or NULL
--   $12  bigint       fid of the last row of the page before, or NULL
--   $13  bigint       rows wanted
SELECT
    f.fid,
    f.id,
    f.properties::jsonb -> $9::text AS sort_value,
    f.properties::text AS properties,
    ST_AsBinary(shape.geom, 'NDR') AS wkb,
    ST_X(label.point) AS label_x,
    ST_Y(label.point) AS label_y
FROM published.features_matching($1, $2, $3, $4, $5, $6) AS f
CROSS JOIN LATERAL (
    SELECT
        CASE $7::integer
            WHEN 84 THEN f.geom_84
            WHEN 4326 THEN f.geom_84
            WHEN 3857 THEN f.geom_3857
            WHEN 5897 THEN f.geom
            ELSE ST_Transform(f.geom, $7::integer)
        END AS geom
) AS shape
CROSS JOIN LATERAL (
    SELECT CASE WHEN $8::boolean THEN ST_PointOnSurface(shape.geom) END AS point
) AS label
WHERE (
    $12::bigint IS NULL
    OR CASE
        WHEN $9::text IS NULL THEN f.fid > $12::bigint
        WHEN $10::boolean THEN f.properties::jsonb -> $9::text < $11::jsonb
            OR (f.properties::jsonb -> $9::text = $11::jsonb AND f.fid > $12::bigint)
        ELSE f.properties::jsonb -> $9::text > $11::jsonb
            OR (f.properties::jsonb -> $9::text = $11::jsonb AND f.fid > $12::bigint)
    END
)
-- filter
ORDER BY
    CASE WHEN $10::boolean THEN NULL ELSE f.properties::jsonb -> $9::text END,
    CASE WHEN $10::boolean THEN f.properties::jsonb -> $9::text END DESC,
    f.fid
LIMIT $13::bigint
