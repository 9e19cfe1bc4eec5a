-- What a plan says of an area shifted in eight directions, clockwise from north.
--
--   $1  bytea             the area as EWKB in EPSG:5897
--   $2  double precision  how far, m
--   $3  bigint            plan
--   $4  date              true on this day
--   $5  timestamptz       as known at
SELECT
    d.direction,
    spatial.fit_plan(
        ST_Translate(ST_GeomFromEWKB($1::bytea), $2 * sind(d.bearing), $2 * cosd(d.bearing)),
        $3::bigint, $4::date, $5::timestamptz, 0, 0
    ) AS plan_says
FROM (
    VALUES ('n', 0), ('ne', 45), ('e', 90), ('se', 135), ('s', 180), ('sw', 225), ('w', 270), ('nw', 315)
) AS d (direction, bearing)
ORDER BY d.bearing
