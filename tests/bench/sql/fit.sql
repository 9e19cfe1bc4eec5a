-- What one cluster shares with the zones of a plan and with the communes: what the product's fit is measured
-- against. Frozen; not the product's own.
--
--   $1  text  cluster
--   $2  text  plan
WITH subject AS (
    SELECT v.geom
    FROM cluster AS c
    INNER JOIN cluster_version AS v ON c.id = v.cluster_id
    WHERE c.slug = $1 AND v.valid @> current_date AND v.recorded @> now()
),

piece AS MATERIALIZED (
    SELECT
        v.class_id,
        ST_CollectionExtract(ST_Intersection(v.geom, s.geom), 3) AS geom
    FROM subject AS s
    INNER JOIN plan_zone_version AS v ON v.geom && s.geom
    INNER JOIN plan_zone AS z ON v.plan_zone_id = z.id
    INNER JOIN plan AS p ON z.plan_id = p.id
    WHERE p.slug = $2 AND v.valid @> current_date AND v.recorded @> now()
),

class AS MATERIALIZED (
    SELECT
        p.class_id,
        ST_Union(p.geom) AS geom
    FROM piece AS p
    WHERE NOT ST_IsEmpty(p.geom)
    GROUP BY p.class_id
)

SELECT
    ST_Area(s.geom) AS area_m2,
    (SELECT coalesce(json_object_agg(c.class_id, ST_Area(c.geom)), '{}') FROM class AS c) AS classes,
    ST_Area(coalesce(ST_Difference(s.geom, (SELECT ST_Union(c.geom) FROM class AS c)), s.geom)) AS residual_m2,
    (
        SELECT coalesce(json_object_agg(u.code, ST_Area(ST_Intersection(v.geom, s.geom))), '{}')
        FROM admin_unit_version AS v
        INNER JOIN admin_unit AS u ON v.admin_unit_id = u.id
        WHERE v.geom && s.geom AND ST_Intersects(v.geom, s.geom)
            AND v.valid @> current_date AND v.recorded @> now()
    ) AS communes
FROM subject AS s
