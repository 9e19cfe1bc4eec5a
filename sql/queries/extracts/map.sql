-- What a map around a subject shows, as SVG paths. A drawing unit is so many metres; the frame's upper left
-- corner is 0, 0 and y points down. What is smaller than the tolerance is not drawn.
--
--   $1  bytea  the subject as EWKB in EPSG:5897
--   $2  text  plan
--   $3  date  day asked for
--   $4  timestamptz  as known then
--   $5  double precision  western edge of the frame in EPSG:5897
--   $6  double precision  its northern edge
--   $7  double precision  its width in m
--   $8  double precision  its height in m
--   $9  double precision  metres of a drawing unit
--   $10  double precision  tolerance in drawing units
--   $11  bigint  cluster that is the subject; NULL for a drawn area
WITH place AS MATERIALIZED (
    SELECT
        ST_GeomFromEWKB($1) AS subject,
        -- A little more than the frame, so that the cut edges lie outside of what is shown.
        ST_MakeEnvelope(
            $5::double precision - $7::double precision / 50, $6::double precision - $8::double precision * 1.02,
            $5 + $7 * 1.02, $6 + $8 / 50, 5897
        ) AS frame
),

zone AS MATERIALIZED (
    SELECT i.slug AS id, m.permission AS kind, v.name_vi, v.name_en, v.boundary_certainty::text AS certainty, v.geom
    FROM place
    INNER JOIN plan_zone_version AS v ON place.frame && v.geom
    INNER JOIN plan_zone AS i ON v.plan_zone_id = i.id
    INNER JOIN plan AS p ON i.plan_id = p.id
    LEFT JOIN land_use_permission AS m
        ON v.class_id = m.class_id AND m.valid @> $3::date AND m.recorded @> $4::timestamptz
    WHERE p.slug = $2 AND v.valid @> $3 AND v.recorded @> $4
),

limitation AS MATERIALIZED (
    SELECT i.slug AS id, v.kind, v.name_vi, v.name_en, v.boundary_certainty::text AS certainty, v.geom
    FROM place
    INNER JOIN plan_constraint_version AS v ON place.frame && v.geom
    INNER JOIN plan_constraint AS i ON v.plan_constraint_id = i.id
    INNER JOIN plan AS p ON i.plan_id = p.id
    WHERE p.slug = $2 AND v.valid @> $3 AND v.recorded @> $4
),

zone_piece AS MATERIALIZED (
    SELECT
        z.id, z.kind, z.name_vi, z.name_en, z.certainty,
        ST_CollectionExtract(ST_Intersection(z.geom, place.subject), 3) AS geom
    FROM place
    INNER JOIN zone AS z ON place.subject && z.geom
),

shape AS (
    SELECT 1 AS place_in_order, 'zone' AS layer, z.* FROM zone AS z
    UNION ALL
    SELECT 2 AS place_in_order, 'constraint' AS layer, c.* FROM limitation AS c
    UNION ALL
    SELECT
        3 AS place_in_order, 'commune' AS layer, i.code AS id, NULL AS kind,
        spatial.full_name(v.kind, v.name) AS name_vi, spatial.full_name(v.kind, v.name) AS name_en,
        v.boundary_certainty::text AS certainty, v.geom
    FROM place
    INNER JOIN admin_unit_version AS v ON place.frame && v.geom AND length(v.code) = 5
    INNER JOIN admin_unit AS i ON v.admin_unit_id = i.id
    WHERE v.valid @> $3 AND v.recorded @> $4
    UNION ALL
    SELECT
        4 AS place_in_order, 'cluster' AS layer, i.slug AS id, NULL AS kind,
        concat(v.name, ' ' || v.phase) AS name_vi, concat(v.name, ' ' || v.phase) AS name_en,
        v.boundary_certainty::text AS certainty, v.geom
    FROM place
    INNER JOIN cluster_version AS v ON place.frame && v.geom
    INNER JOIN cluster AS i ON v.cluster_id = i.id
    WHERE v.valid @> $3 AND v.recorded @> $4 AND i.id IS DISTINCT FROM $11::bigint
    UNION ALL
    SELECT 5 AS place_in_order, 'zone_piece' AS layer, p.* FROM zone_piece AS p
    UNION ALL
    SELECT
        6 AS place_in_order, 'residual' AS layer, NULL AS id, NULL AS kind, NULL AS name_vi, NULL AS name_en,
        NULL AS certainty,
        coalesce(ST_CollectionExtract(ST_Difference(place.subject, covered.geom), 3), place.subject) AS geom
    FROM place
    CROSS JOIN (SELECT ST_Union(p.geom) AS geom FROM zone_piece AS p) AS covered
    -- Of a plan without zones nothing is left over.
    WHERE EXISTS (SELECT FROM plan_zone AS i INNER JOIN plan AS p ON i.plan_id = p.id WHERE p.slug = $2)
    UNION ALL
    SELECT
        7 AS place_in_order, 'constraint_piece' AS layer, c.id, c.kind, c.name_vi, c.name_en, c.certainty,
        ST_CollectionExtract(ST_Intersection(c.geom, place.subject), 3) AS geom
    FROM place
    INNER JOIN limitation AS c ON place.subject && c.geom
    UNION ALL
    SELECT
        8 AS place_in_order, 'subject' AS layer, NULL AS id, NULL AS kind, NULL AS name_vi, NULL AS name_en,
        NULL AS certainty, place.subject AS geom
    FROM place
    UNION ALL
    SELECT
        9 AS place_in_order, 'plant' AS layer, i.slug AS id, v.condition AS kind, v.name AS name_vi,
        v.name AS name_en, v.boundary_certainty::text AS certainty, v.geom
    FROM place
    INNER JOIN wastewater_plant_version AS v ON place.frame && v.geom
    INNER JOIN wastewater_plant AS i ON v.wastewater_plant_id = i.id
    WHERE v.valid @> $3 AND v.recorded @> $4
),

drawn AS (
    SELECT
        s.place_in_order, s.layer, s.id, s.kind, s.name_vi, s.name_en, s.certainty,
        ST_TransScale(
            ST_ClipByBox2D(s.geom, place.frame), -$5, -$6, 1 / $9::double precision, 1 / $9
        ) AS geom
    FROM place
    CROSS JOIN shape AS s
    WHERE s.geom && place.frame
)

SELECT
    d.layer,
    d.id,
    d.kind,
    d.name_vi,
    d.name_en,
    d.certainty,
    ST_X(at.geom) AS x,
    -ST_Y(at.geom) AS y,
    CASE
        WHEN d.layer <> 'plant' THEN ST_AsSVG(ST_Simplify(d.geom, $10::double precision, TRUE), 0, 1)
    END AS path
FROM drawn AS d
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(d.geom) AS geom) AS at
WHERE NOT ST_IsEmpty(d.geom)
    -- What lies only in the edge that is cut off would be explained and not seen.
    AND d.geom && ST_MakeEnvelope(0, -$8 / $9, $7 / $9, 0, 5897)
    AND (d.layer IN ('plant', 'subject') OR ST_Area(d.geom) >= $10 ^ 2)
ORDER BY d.place_in_order ASC, ST_Area(d.geom) DESC, d.id ASC
