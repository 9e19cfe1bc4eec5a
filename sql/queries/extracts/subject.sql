-- Where the subject of an extract lies, in both reference systems, and the hash of its bytes.
--
--   $1  bytea  the subject as EWKB in EPSG:5897
SELECT
    ST_NPoints(g.geom) AS vertices,
    ST_XMin(g.geom) AS west,
    ST_YMin(g.geom) AS south,
    ST_XMax(g.geom) AS east,
    ST_YMax(g.geom) AS north,
    ST_AsGeoJSON(ST_Transform(g.geom, 4326), 9, 0)::json AS geometry_84,
    ST_AsGeoJSON(g.geom, 3, 0)::json AS geometry_mm,
    -- As many digits as it takes to read the same number again.
    ST_AsGeoJSON(g.geom, 15, 0)::json AS geometry_5897,
    encode(sha256(ST_AsEWKB(g.geom, 'NDR')), 'hex') AS sha256
FROM (SELECT ST_GeomFromEWKB($1) AS geom) AS g
