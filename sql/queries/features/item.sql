-- One feature as GeoJSON text.
--
--   $1  text         collection id
--   $2  date         true from this day, NULL for open
--   $3  date         true until this day, NULL for open
--   $4  timestamptz  as known at, NULL is now
--   $5  text         feature id
--   $6  integer      CRS of the coordinates: 84 for CRS84, else an EPSG code
--   $7  integer      decimals of a coordinate
SELECT
    '{"type":"Feature","id":' || to_json(f.id) || ',"geometry":' || ST_AsGeoJSON(
        CASE $6::integer
            WHEN 84 THEN f.geom_84
            WHEN 4326 THEN ST_FlipCoordinates(f.geom_84)
            WHEN 3857 THEN f.geom_3857
            WHEN 5897 THEN f.geom
            ELSE ST_Transform(f.geom, $6::integer)
        END, $7::integer, 0
    ) || ',"properties":' || f.properties::text || '}' AS feature
FROM published.features_matching($1, $2, $3, $4, NULL, NULL) AS f
WHERE f.id = $5
