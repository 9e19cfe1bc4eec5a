-- The pieces an answer speaks of, as GeoJSON in CRS84: the subject, what it shares with zones, constraints,
-- communes and other clusters, what no zone covers, and what classes cover twice.
--
--   $1  bytea             the subject as EWKB in EPSG:5897
--   $2  bigint            its cluster, or NULL
--   $3  bigint            plan
--   $4  date              true on this day
--   $5  timestamptz       as known at
--   $6  double precision  a sliver is smaller than this, m²
--   $7  double precision  or thinner than this, m
WITH asked AS MATERIALIZED (
    SELECT ST_GeomFromEWKB($1::bytea) AS geom
),

-- All geometry from here on has been moved to the origin.
subject AS MATERIALIZED (
    SELECT spatial.to_origin(a.geom, a.geom) AS geom
    FROM asked AS a
),

zone AS MATERIALIZED (
    SELECT p.*
    FROM asked AS a
    CROSS JOIN LATERAL spatial.zone_pieces(a.geom, $3::bigint, $4::date, $5::timestamptz) AS p
),

class AS MATERIALIZED (
    SELECT
        z.class_id,
        ST_Union(z.piece, spatial.overlay_grid_m()) AS part
    FROM zone AS z
    GROUP BY z.class_id
),

piece AS (
    SELECT
        0 AS place,
        'subject' AS part,
        NULL AS id,
        NULL AS class,
        NULL AS permission,
        NULL AS kind,
        NULL AS name_vi,
        NULL AS name_en,
        s.geom
    FROM subject AS s
    UNION ALL
    SELECT
        1 AS place,
        'zone' AS part,
        i.slug,
        v.class_id,
        m.permission,
        NULL AS kind,
        v.name_vi,
        v.name_en,
        z.piece
    FROM zone AS z
    INNER JOIN plan_zone_version AS v ON z.version_id = v.version_id
    INNER JOIN plan_zone AS i ON v.plan_zone_id = i.id
    LEFT JOIN land_use_permission AS m
        ON v.class_id = m.class_id AND m.valid @> $4::date AND m.recorded @> $5::timestamptz
    UNION ALL
    SELECT
        2 AS place,
        'residual' AS part,
        NULL AS id,
        NULL AS class,
        NULL AS permission,
        NULL AS kind,
        NULL AS name_vi,
        NULL AS name_en,
        coalesce(ST_CollectionExtract(ST_Difference(s.geom, u.part, spatial.overlay_grid_m()), 3), s.geom)
    FROM subject AS s
    CROSS JOIN (SELECT ST_Union(c.part, spatial.overlay_grid_m()) AS part FROM class AS c) AS u
    UNION ALL
    SELECT
        3 AS place,
        'double_counted' AS part,
        NULL AS id,
        NULL AS class,
        NULL AS permission,
        NULL AS kind,
        NULL AS name_vi,
        NULL AS name_en,
        ST_Union(spatial.shared_part(c.part, earlier.part), spatial.overlay_grid_m())
    FROM class AS c
    CROSS JOIN LATERAL (
        SELECT ST_Union(e.part, spatial.overlay_grid_m()) AS part
        FROM class AS e
        WHERE e.class_id < c.class_id AND e.part && c.part
    ) AS earlier
    UNION ALL
    SELECT
        4 AS place,
        'constraint' AS part,
        i.slug,
        NULL AS class,
        NULL AS permission,
        v.kind,
        v.name_vi,
        v.name_en,
        p.piece
    FROM asked AS a
    CROSS JOIN LATERAL spatial.constraint_pieces(a.geom, $3::bigint, $4::date, $5::timestamptz) AS p
    INNER JOIN plan_constraint_version AS v ON p.version_id = v.version_id
    INNER JOIN plan_constraint AS i ON v.plan_constraint_id = i.id
    UNION ALL
    SELECT
        5 AS place,
        'commune' AS part,
        u.code,
        NULL AS class,
        NULL AS permission,
        NULL AS kind,
        spatial.full_name(v.kind, v.name) AS name_vi,
        spatial.full_name(v.kind, v.name) AS name_en,
        p.piece
    FROM asked AS a
    CROSS JOIN LATERAL spatial.commune_pieces(a.geom, $4::date, $5::timestamptz) AS p
    INNER JOIN admin_unit_version AS v ON p.version_id = v.version_id
    INNER JOIN admin_unit AS u ON v.admin_unit_id = u.id
    UNION ALL
    SELECT
        6 AS place,
        'cluster' AS part,
        c.slug,
        NULL AS class,
        NULL AS permission,
        NULL AS kind,
        v.name AS name_vi,
        v.name AS name_en,
        p.piece
    FROM asked AS a
    CROSS JOIN LATERAL spatial.cluster_pieces(a.geom, $2::bigint, $4::date, $5::timestamptz) AS p
    INNER JOIN cluster_version AS v ON p.version_id = v.version_id
    INNER JOIN cluster AS c ON v.cluster_id = c.id
)

SELECT
    jsonb_build_object(
        'part', p.part,
        'id', p.id,
        'class', p.class,
        'permission', p.permission,
        'kind', p.kind,
        'name_vi', p.name_vi,
        'name_en', p.name_en,
        'sliver', p.part IN ('zone', 'residual')
        AND (spatial.area_m2(p.geom) < $6::double precision OR spatial.mean_width_m(p.geom) < $7::double precision)
    ) AS properties,
    spatial.area_m2(p.geom) AS area_m2,
    ST_AsGeoJSON(ST_Transform(spatial.from_origin(p.geom, a.geom), 4326), 7, 0) AS geojson
FROM piece AS p
CROSS JOIN asked AS a
WHERE NOT ST_IsEmpty(p.geom)
ORDER BY p.place ASC, spatial.area_m2(p.geom) DESC, p.id ASC
