-- What PostGIS makes of an invalid area: its rings taken as written, outer ones filled, holes cut out.
-- No row when nothing of it remains an area.
--
--   $1  geometry  the area, coordinates in x, y order of its CRS
SELECT
    r.geom,
    ST_AsGeoJSON(ST_Transform(r.geom, 4326), 9, 0) AS geojson,
    spatial.area_m2(ST_Transform(r.geom, 5897)) AS area_m2
FROM (
    SELECT ST_Multi(ST_CollectionExtract(ST_MakeValid($1::geometry, 'method=structure keepcollapsed=false'), 3)) AS geom
) AS r
WHERE NOT ST_IsEmpty(r.geom)
