-- Length, perimeter and area of a drawn geometry, in the legal grid.
--
--   $1  geometry  line or area in EPSG:4326 (longitude, latitude)
SELECT
    spatial.length_m(g.geom_5897) AS length_m,
    spatial.perimeter_m(g.geom_5897) AS perimeter_m,
    spatial.area_m2(g.geom_5897) AS area_m2
FROM (SELECT ST_Transform($1, 5897) AS geom_5897) AS g
