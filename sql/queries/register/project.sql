-- Places on the legal grid, in the order given.
--
--   $1  double precision[]  longitudes, degrees, CRS84
--   $2  double precision[]  latitudes
SELECT
    ST_X(p.at_5897) AS easting,
    ST_Y(p.at_5897) AS northing
FROM (
    SELECT
        g.place,
        ST_Transform(ST_SetSRID(ST_MakePoint(g.lon, g.lat), 4326), 5897) AS at_5897
    FROM unnest($1::double precision[], $2::double precision[]) WITH ORDINALITY AS g (lon, lat, place)
) AS p
ORDER BY p.place
