-- Planning fit: what an area shares with the zones of a plan and with its surroundings. Areas in EPSG:5897.
-- `on_day` is a day of the world, `known_at` a time of the register (see docs/adr/0002).

-- An area moved by whole metres, which is exact, so that the south-west corner of `subject` comes to the origin.
-- Areas are laid over each other there. Where rounding defeats GEOS it snaps, and how far depends on the largest
-- coordinate: 2,300 km from the origin it left 0.1 m² over of an area whose boundary follows a zone's. What was
-- made there is not exact when moved back, and need not be valid: that is only for showing it.
CREATE FUNCTION spatial.to_origin(geom_5897 geometry, subject_5897 geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ST_Translate(geom_5897, -round(ST_XMin(subject_5897)), -round(ST_YMin(subject_5897)));

-- And back.
CREATE FUNCTION spatial.from_origin(geom_moved geometry, subject_5897 geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ST_Translate(geom_moved, round(ST_XMin(subject_5897)), round(ST_YMin(subject_5897)));

-- The grid on which areas are laid over each other, m: 2^-33, which every easting of the legal grid already lies
-- on. Without one GEOS 3.11 can lose a part whole where two boundaries nearly follow each other.
CREATE FUNCTION spatial.overlay_grid_m() RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1.1641532182693481e-10;

-- The part of an area that lies in another, both near the origin. Polygons only: areas that touch share none, and
-- give an empty one.
CREATE FUNCTION spatial.shared_part(geom_moved geometry, other_moved geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ST_CollectionExtract(ST_Intersection(geom_moved, other_moved, spatial.overlay_grid_m()), 3);

-- The part of an area that lies in a subject, moved to the origin.
CREATE FUNCTION spatial.piece_of(geom_5897 geometry, subject_5897 geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN spatial.shared_part(
    spatial.to_origin(geom_5897, subject_5897), spatial.to_origin(subject_5897, subject_5897)
);

-- Mean width in m of an area: twice its area by its perimeter, exact for a long strip; NULL for nothing.
-- Not STRICT: a strict function of more than strict parts is not inlined, and costs 0.2 ms a statement.
CREATE FUNCTION spatial.mean_width_m(geom_5897 geometry) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 2 * ST_Area(geom_5897) / nullif(ST_Perimeter(geom_5897), 0);

-- What an area shares with each zone of a plan. No row for a zone that it only touches. All pieces here and below
-- have been moved to the origin.
CREATE FUNCTION spatial.zone_pieces(geom_5897 geometry, of_plan bigint, on_day date, known_at timestamptz)
RETURNS TABLE (version_id bigint, class_id text, piece geometry)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- Materialised: a piece is made once, not again for the condition on it.
    WITH piece AS MATERIALIZED (
        SELECT
            v.version_id,
            v.class_id,
            spatial.piece_of(v.geom, zone_pieces.geom_5897) AS piece
        FROM plan_zone_version AS v
        INNER JOIN plan_zone AS z ON v.plan_zone_id = z.id
        WHERE v.geom && zone_pieces.geom_5897
            AND z.plan_id = zone_pieces.of_plan
            AND v.valid @> zone_pieces.on_day
            AND v.recorded @> zone_pieces.known_at
    )

    SELECT
        p.version_id,
        p.class_id,
        p.piece
    FROM piece AS p
    WHERE NOT ST_IsEmpty(p.piece);
END;

-- What an area shares with each overlay constraint of a plan. They may lie over each other.
CREATE FUNCTION spatial.constraint_pieces(geom_5897 geometry, of_plan bigint, on_day date, known_at timestamptz)
RETURNS TABLE (version_id bigint, piece geometry)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- Materialised: a piece is made once, not again for the condition on it.
    WITH piece AS MATERIALIZED (
        SELECT
            v.version_id,
            spatial.piece_of(v.geom, constraint_pieces.geom_5897) AS piece
        FROM plan_constraint_version AS v
        INNER JOIN plan_constraint AS k ON v.plan_constraint_id = k.id
        WHERE v.geom && constraint_pieces.geom_5897
            AND k.plan_id = constraint_pieces.of_plan
            AND v.valid @> constraint_pieces.on_day
            AND v.recorded @> constraint_pieces.known_at
    )

    SELECT
        p.version_id,
        p.piece
    FROM piece AS p
    WHERE NOT ST_IsEmpty(p.piece);
END;

-- What an area shares with each commune of that day.
CREATE FUNCTION spatial.commune_pieces(geom_5897 geometry, on_day date, known_at timestamptz)
RETURNS TABLE (version_id bigint, piece geometry)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- Materialised: a piece is made once, not again for the condition on it.
    WITH piece AS MATERIALIZED (
        SELECT
            v.version_id,
            spatial.piece_of(v.geom, commune_pieces.geom_5897) AS piece
        FROM admin_unit_version AS v
        WHERE v.geom && commune_pieces.geom_5897
            AND length(v.code) = 5
            AND v.valid @> commune_pieces.on_day
            AND v.recorded @> commune_pieces.known_at
    )

    SELECT
        p.version_id,
        p.piece
    FROM piece AS p
    WHERE NOT ST_IsEmpty(p.piece);
END;

-- What an area shares with each cluster of that day but one (NULL: with each).
CREATE FUNCTION spatial.cluster_pieces(geom_5897 geometry, but_cluster bigint, on_day date, known_at timestamptz)
RETURNS TABLE (version_id bigint, piece geometry)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- Materialised: a piece is made once, not again for the condition on it.
    WITH piece AS MATERIALIZED (
        SELECT
            v.version_id,
            spatial.piece_of(v.geom, cluster_pieces.geom_5897) AS piece
        FROM cluster_version AS v
        WHERE v.geom && cluster_pieces.geom_5897
            AND v.cluster_id IS DISTINCT FROM cluster_pieces.but_cluster
            AND v.valid @> cluster_pieces.on_day
            AND v.recorded @> cluster_pieces.known_at
    )

    SELECT
        p.version_id,
        p.piece
    FROM piece AS p
    WHERE NOT ST_IsEmpty(p.piece);
END;

-- What a plan says of an area: zones, the union per class and per permission, what no zone covers, what classes
-- cover twice, overlay constraints, slivers. Areas in m², nothing rounded.
--
-- The residual is a difference, never a subtraction, so that Σ classes - double_counted + residual = area is a
-- check and no definition. A sliver is a part of a class, or of the residual, that is smaller or thinner than
-- the limits given; it is counted where it lies and listed as well.
-- plpgsql: it keeps its plan, and planning this takes several times as long as running it.
CREATE FUNCTION spatial.fit_plan(
    geom_5897 geometry, of_plan bigint, on_day date, known_at timestamptz,
    sliver_area_m2 double precision, sliver_width_m double precision
) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN (
    WITH subject AS MATERIALIZED (
        SELECT spatial.to_origin(fit_plan.geom_5897, fit_plan.geom_5897) AS geom
    ),

    zone AS MATERIALIZED (
        SELECT
            p.version_id,
            p.class_id,
            p.piece
        FROM spatial.zone_pieces(
            fit_plan.geom_5897, fit_plan.of_plan, fit_plan.on_day, fit_plan.known_at
        ) AS p
    ),

    class AS MATERIALIZED (
        SELECT
            z.class_id,
            m.permission,
            m.article,
            ST_Union(z.piece, spatial.overlay_grid_m()) AS part
        FROM zone AS z
        LEFT JOIN land_use_permission AS m
            ON z.class_id = m.class_id
            AND m.valid @> fit_plan.on_day
            AND m.recorded @> fit_plan.known_at
        GROUP BY z.class_id, m.permission, m.article
    ),

    residual AS MATERIALIZED (
        SELECT coalesce(
            ST_CollectionExtract(ST_Difference(s.geom, u.part, spatial.overlay_grid_m()), 3), s.geom
        ) AS part
        FROM subject AS s
        CROSS JOIN (SELECT ST_Union(c.part, spatial.overlay_grid_m()) AS part FROM class AS c) AS u
    ),

    piece AS (
        SELECT
            'class' AS part,
            c.class_id AS id,
            (ST_Dump(c.part)).geom
        FROM class AS c
        UNION ALL
        SELECT
            'residual' AS part,
            NULL AS id,
            (ST_Dump(r.part)).geom
        FROM residual AS r
    ),

    sliver AS (
        SELECT
            p.part,
            p.id,
            spatial.area_m2(p.geom) AS area_m2,
            spatial.mean_width_m(p.geom) AS width_m,
            ST_Transform(
                spatial.from_origin(ST_PointOnSurface(p.geom), fit_plan.geom_5897), 4326
            ) AS at_84
        FROM piece AS p
        WHERE spatial.area_m2(p.geom) < fit_plan.sliver_area_m2
            OR spatial.mean_width_m(p.geom) < fit_plan.sliver_width_m
    )

    SELECT jsonb_build_object(
        'zones', (
            SELECT coalesce(jsonb_agg(to_jsonb(r.*) ORDER BY r.area_m2 DESC, r.id ASC), '[]')
            FROM (
                SELECT
                    i.slug AS id,
                    v.name_vi,
                    v.name_en,
                    v.class_id AS class,
                    v.law_status,
                    v.article,
                    v.synthetic,
                    v.boundary_certainty,
                    v.row_version,
                    spatial.area_m2(z.piece) AS area_m2
                FROM zone AS z
                INNER JOIN plan_zone_version AS v ON z.version_id = v.version_id
                INNER JOIN plan_zone AS i ON v.plan_zone_id = i.id
            ) AS r
        ),
        'classes', (
            SELECT coalesce(jsonb_agg(to_jsonb(r.*) ORDER BY r.area_m2 DESC, r.class ASC), '[]')
            FROM (
                SELECT
                    c.class_id AS class,
                    k.title_vi,
                    k.title_en,
                    c.permission,
                    c.article,
                    spatial.area_m2(c.part) AS area_m2
                FROM class AS c
                INNER JOIN land_use_class AS k ON c.class_id = k.id
            ) AS r
        ),
        'permissions', (
            SELECT coalesce(jsonb_object_agg(r.permission, r.area_m2), '{}')
            FROM (
                SELECT
                    coalesce(c.permission, 'unknown') AS permission,
                    spatial.area_m2(ST_Union(c.part, spatial.overlay_grid_m())) AS area_m2
                FROM class AS c
                GROUP BY c.permission
            ) AS r
        ),
        'residual_m2', (SELECT spatial.area_m2(r.part) FROM residual AS r),
        'double_counted_m2', (
            SELECT coalesce(sum(spatial.area_m2(spatial.shared_part(c.part, earlier.part))), 0)
            FROM class AS c
            CROSS JOIN LATERAL (
                SELECT ST_Union(e.part, spatial.overlay_grid_m()) AS part
                FROM class AS e
                WHERE e.class_id < c.class_id AND e.part && c.part
            ) AS earlier
        ),
        'constraints', (
            SELECT coalesce(jsonb_agg(to_jsonb(r.*) ORDER BY r.area_m2 DESC, r.id ASC), '[]')
            FROM (
                SELECT
                    i.slug AS id,
                    v.kind,
                    v.name_vi,
                    v.name_en,
                    v.law_status,
                    v.article,
                    v.synthetic,
                    v.boundary_certainty,
                    v.row_version,
                    spatial.area_m2(p.piece) AS area_m2
                FROM spatial.constraint_pieces(
                    fit_plan.geom_5897, fit_plan.of_plan, fit_plan.on_day, fit_plan.known_at
                ) AS p
                INNER JOIN plan_constraint_version AS v ON p.version_id = v.version_id
                INNER JOIN plan_constraint AS i ON v.plan_constraint_id = i.id
            ) AS r
        ),
        'slivers', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'part', s.part,
                'id', s.id,
                'area_m2', s.area_m2,
                'width_m', s.width_m,
                'at', jsonb_build_array(ST_X(s.at_84), ST_Y(s.at_84))
            ) ORDER BY s.part, s.id, s.area_m2, s.width_m), '[]')
            FROM sliver AS s
        )
    ));
END;
$$;

-- What lies around an area, whatever the plan: communes, other clusters, and the nearest wastewater plants.
-- plpgsql: as above.
CREATE FUNCTION spatial.fit_surroundings(
    geom_5897 geometry, of_cluster bigint, on_day date, known_at timestamptz
) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN (
    SELECT jsonb_build_object(
        'communes', (
            SELECT coalesce(jsonb_agg(to_jsonb(r.*) ORDER BY r.area_m2 DESC, r.code ASC), '[]')
            FROM (
                SELECT
                    u.code,
                    spatial.full_name(v.kind, v.name) AS name,
                    v.boundary_certainty,
                    v.row_version,
                    v.source_id,
                    spatial.area_m2(p.piece) AS area_m2
                FROM spatial.commune_pieces(
                    fit_surroundings.geom_5897, fit_surroundings.on_day, fit_surroundings.known_at
                ) AS p
                INNER JOIN admin_unit_version AS v ON p.version_id = v.version_id
                INNER JOIN admin_unit AS u ON v.admin_unit_id = u.id
            ) AS r
        ),
        'clusters', (
            SELECT coalesce(jsonb_agg(to_jsonb(r.*) ORDER BY r.area_m2 DESC, r.id ASC), '[]')
            FROM (
                SELECT
                    c.slug AS id,
                    v.name,
                    v.boundary_certainty,
                    v.row_version,
                    spatial.area_m2(p.piece) AS area_m2
                FROM spatial.cluster_pieces(
                    fit_surroundings.geom_5897, fit_surroundings.of_cluster,
                    fit_surroundings.on_day, fit_surroundings.known_at
                ) AS p
                INNER JOIN cluster_version AS v ON p.version_id = v.version_id
                INNER JOIN cluster AS c ON v.cluster_id = c.id
            ) AS r
        ),
        'own_plants', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', w.slug,
                'name', v.name,
                'condition', v.condition
            ) ORDER BY w.slug), '[]')
            FROM wastewater_plant AS w
            INNER JOIN wastewater_plant_version AS v ON w.id = v.wastewater_plant_id
            WHERE w.cluster_id = fit_surroundings.of_cluster
                AND v.valid @> fit_surroundings.on_day
                AND v.recorded @> fit_surroundings.known_at
        ),
        'nearest_plant', (
            SELECT jsonb_build_object(
                'id', w.slug,
                'name', v.name,
                'condition', v.condition,
                'boundary_certainty', v.boundary_certainty,
                'distance_m', ST_Distance(v.geom, fit_surroundings.geom_5897)
            )
            FROM wastewater_plant_version AS v
            INNER JOIN wastewater_plant AS w ON v.wastewater_plant_id = w.id
            WHERE v.valid @> fit_surroundings.on_day
                AND v.recorded @> fit_surroundings.known_at
            ORDER BY v.geom <-> fit_surroundings.geom_5897, w.slug
            LIMIT 1
        )
    ));
END;
$$;
