-- Measures. Every area and length the service states comes from here.

-- Area in m² of a geometry in EPSG:5897; NULL gives NULL, an empty geometry 0.
CREATE FUNCTION spatial.area_m2(geom_5897 geometry) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ST_Area(geom_5897);

-- Length in m of the lines of a geometry in EPSG:5897, 0 for areas and points; NULL gives NULL.
CREATE FUNCTION spatial.length_m(geom_5897 geometry) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ST_Length(geom_5897);

-- Length in m of the boundary of an area in EPSG:5897, holes included; 0 for lines and points; NULL gives NULL.
CREATE FUNCTION spatial.perimeter_m(geom_5897 geometry) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ST_Perimeter(geom_5897);
