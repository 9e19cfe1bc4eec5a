-- One page of a collection as GeoJSON text, a row each, in keyset order; a filter is written at its line.
--
--   $1   text         collection id
--   $2   date         true from this day, NULL for open
--   $3   date         true until this day, NULL for open
--   $4   timestamptz  as known at, NULL is now
--   $5   geometry     bbox as a MultiPolygon in its CRS, or NULL
--   $6   text[]       words the search key must hold, or NULL
--   $7   integer      CRS of the coordinates: 84 for CRS84, else an EPSG code
--   $8   integer      decimals of a coordinate
--   $9   text[]       properties to give, or NULL for all
--   $10  text         property to sort by, or NULL
--   $11  boolean      descending
--   $12  jsonb        sort value of the last row of the page before, or NULL
--   $13  bigint       fid of the last row of the page before, or NULL
--   $14  bigint       rows wanted
SELECT
    f.fid,
    f.properties::jsonb -> $10::text AS sort_value,
    '{"type":"Feature","id":' || to_json(f.id) || ',"geometry":' || ST_AsGeoJSON(
        CASE $7::integer
            WHEN 84 THEN f.geom_84
            WHEN 4326 THEN ST_FlipCoordinates(f.geom_84)
            WHEN 3857 THEN f.geom_3857
            WHEN 5897 THEN f.geom
            ELSE ST_Transform(f.geom, $7::integer)
        END, $8::integer, 0
    ) || ',"properties":' || CASE
        WHEN $9::text[] IS NULL THEN f.properties::text
        ELSE (
            SELECT coalesce(json_object_agg(e.key, e.value), '{}')::text
            FROM json_each(f.properties) AS e
            WHERE e.key = ANY($9::text[])
        )
    END || '}' AS feature
FROM published.features_matching($1, $2, $3, $4, $5, $6) AS f
WHERE (
    $13::bigint IS NULL
    OR CASE
        WHEN $10::text IS NULL THEN f.fid > $13::bigint
        WHEN $11::boolean THEN f.properties::jsonb -> $10::text < $12::jsonb
            OR (f.properties::jsonb -> $10::text = $12::jsonb AND f.fid > $13::bigint)
        ELSE f.properties::jsonb -> $10::text > $12::jsonb
            OR (f.properties::jsonb -> $10::text = $12::jsonb AND f.fid > $13::bigint)
    END
)
-- filter
ORDER BY
    CASE WHEN $11::boolean THEN NULL ELSE f.properties::jsonb -> $10::text END,
    CASE WHEN $11::boolean THEN f.properties::jsonb -> $10::text END DESC,
    f.fid
LIMIT $14::bigint
