-- Places in degrees (longitude, latitude), in the order given.
--
--   $1  double precision[]  x
--   $2  double precision[]  y
--   $3  integer             EPSG code of their CRS
SELECT
    ST_X(p.at_84) AS lon,
    ST_Y(p.at_84) AS lat
FROM (
    SELECT
        g.place,
        ST_Transform(ST_SetSRID(ST_MakePoint(g.x, g.y), $3::integer), 4326) AS at_84
    FROM unnest($1::double precision[], $2::double precision[]) WITH ORDINALITY AS g (x, y, place)
) AS p
ORDER BY p.place
