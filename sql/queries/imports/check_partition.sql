-- Gaps and overlaps of the zones of a plan as they would be: faces that no zone covers, or several do, at the rows of
-- the file. `rows` and `slugs` say who covers it, or for a gap who lies at it.
--
--   $1  text      import
--   $2  text      plan
--   $3  date      day the register is looked at
--   $4  geometry  sides of zones without a counterpart, EPSG:5897
WITH face AS MATERIALIZED (
    SELECT
        f.geom,
        -- A point on a side that two zones share lies in neither; another one of that face hardly does.
        CASE
            WHEN s.is_on_side THEN ST_GeometryN(ST_GeneratePoints(f.geom, 1, 1), 1)
            ELSE p.inside
        END AS inside
    FROM spatial.enclosed_faces($4) AS f (geom)
    CROSS JOIN LATERAL (SELECT ST_PointOnSurface(f.geom) AS inside) AS p
    CROSS JOIN LATERAL (
        SELECT count(*) > 0 AS is_on_side
        FROM import_row AS r
        WHERE r.import_id = $1 AND r.geom && p.inside AND ST_Touches(r.geom, p.inside)
    ) AS s
    WHERE NOT ST_IsEmpty(f.geom)
),

counted AS MATERIALIZED (
    SELECT
        f.geom,
        ARRAY(
            SELECT r.row_number
            FROM import_row AS r
            WHERE r.import_id = $1 AND r.geom && f.inside AND ST_Contains(r.geom, f.inside)
            ORDER BY r.row_number
        ) AS rows,
        ARRAY(
            SELECT z.slug
            FROM plan_zone_version AS v
            INNER JOIN plan_zone AS z ON v.plan_zone_id = z.id
            INNER JOIN plan AS p ON z.plan_id = p.id
            WHERE p.slug = $2
                AND upper_inf(v.recorded)
                AND v.valid @> $3::date
                AND v.geom && f.inside
                AND ST_Contains(v.geom, f.inside)
                AND NOT EXISTS (SELECT FROM import_row AS i WHERE i.import_id = $1 AND i.slug = z.slug)
            ORDER BY z.slug
        ) AS slugs
    FROM face AS f
),

fault AS MATERIALIZED (
    SELECT
        c.geom,
        c.slugs,
        cardinality(c.rows) + cardinality(c.slugs) AS covered,
        CASE
            WHEN cardinality(c.rows) > 0 THEN c.rows
            ELSE ARRAY(
                SELECT r.row_number
                FROM import_row AS r
                WHERE r.import_id = $1 AND ST_DWithin(r.geom, c.geom, 0.001)
                ORDER BY r.row_number
                LIMIT 4
            )
        END AS rows
    FROM counted AS c
    WHERE cardinality(c.rows) + cardinality(c.slugs) <> 1
)

SELECT
    f.covered,
    f.rows,
    f.slugs,
    spatial.area_m2(f.geom) AS area_m2,
    spatial.mean_width_m(f.geom) AS width_m,
    ST_AsEWKB(f.geom) AS at
FROM fault AS f
WHERE cardinality(f.rows) > 0
ORDER BY area_m2 DESC, f.rows ASC
