-- What staged files are compared with, and where the zones of a partition do not meet. EPSG:5897 throughout.

-- Whether two geometries are the same to a tolerance in m: as many vertices, in the same order once both are in
-- normal form, none further apart. NULL when either is.
CREATE FUNCTION spatial.is_same_place(geom_5897 geometry, other_5897 geometry, tolerance_m double precision)
RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN ST_AsBinary(geom_5897) = ST_AsBinary(other_5897) THEN TRUE
    WHEN ST_NPoints(geom_5897) <> ST_NPoints(other_5897)
        OR abs(ST_XMin(geom_5897) - ST_XMin(other_5897)) > tolerance_m
        OR abs(ST_YMin(geom_5897) - ST_YMin(other_5897)) > tolerance_m
        OR abs(ST_XMax(geom_5897) - ST_XMax(other_5897)) > tolerance_m
        OR abs(ST_YMax(geom_5897) - ST_YMax(other_5897)) > tolerance_m
        THEN FALSE
    ELSE (
        SELECT count(*) = ST_NPoints(geom_5897)
        FROM ST_DumpPoints(ST_Normalize(geom_5897)) AS a
        INNER JOIN ST_DumpPoints(ST_Normalize(other_5897)) AS b ON a.path = b.path
        WHERE ST_Distance(a.geom, b.geom) <= tolerance_m
    )
END;

-- The versions of a table of versions, as far as all such tables have the same columns.
CREATE FUNCTION spatial.versions_of(relation text)
RETURNS TABLE (
    version_id bigint, slug text, boundary_certainty boundary_certainty, geom geometry, valid daterange,
    recorded tstzrange
)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.version_id, i.slug, v.boundary_certainty, v.geom, v.valid, v.recorded
    FROM cluster_version AS v
    INNER JOIN cluster AS i ON v.cluster_id = i.id
    WHERE versions_of.relation = 'cluster_version'
    UNION ALL
    SELECT v.version_id, i.slug, v.boundary_certainty, v.geom, v.valid, v.recorded
    FROM wastewater_plant_version AS v
    INNER JOIN wastewater_plant AS i ON v.wastewater_plant_id = i.id
    WHERE versions_of.relation = 'wastewater_plant_version'
    UNION ALL
    SELECT v.version_id, i.slug, v.boundary_certainty, v.geom, v.valid, v.recorded
    FROM plan_zone_version AS v
    INNER JOIN plan_zone AS i ON v.plan_zone_id = i.id
    WHERE versions_of.relation = 'plan_zone_version'
    UNION ALL
    SELECT v.version_id, i.slug, v.boundary_certainty, v.geom, v.valid, v.recorded
    FROM plan_constraint_version AS v
    INNER JOIN plan_constraint AS i ON v.plan_constraint_id = i.id
    WHERE versions_of.relation = 'plan_constraint_version';
END;

-- The faces that lines enclose, noded where they cross, each as a polygon with the holes in it.
--
-- Given the sides of zones that have no counterpart, a face is covered equally often everywhere: a gap not at all,
-- an overlap more than once. Computed near the origin, on the grid of all overlays.
CREATE FUNCTION spatial.enclosed_faces(lines_5897 geometry) RETURNS SETOF geometry
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT spatial.from_origin(f.geom, enclosed_faces.lines_5897)
    FROM ST_Dump(ST_CollectionExtract(ST_Polygonize(ARRAY[
        ST_UnaryUnion(
            spatial.to_origin(enclosed_faces.lines_5897, enclosed_faces.lines_5897), spatial.overlay_grid_m()
        )
    ]), 3)) AS f;
END;
