-- Areas that are no longer valid in the legal grid, with the reason and a place.
--
--   $1  geometry[]  areas, EPSG:4326
SELECT
    b.place,
    (b.detail).reason AS reason,
    ST_X(ST_Transform((b.detail).location, 4326)) AS lon,
    ST_Y(ST_Transform((b.detail).location, 4326)) AS lat
FROM (
    SELECT
        g.place,
        ST_IsValidDetail(ST_Transform(g.geom_84, 5897)) AS detail
    FROM unnest($1::geometry[]) WITH ORDINALITY AS g (geom_84, place)
) AS b
WHERE NOT (b.detail).valid
