-- What clusters of the file share with each other, and with those of the register that it does not replace. Touching
-- is not sharing.
--
--   $1  text  import
--   $2  date  day the register is looked at
WITH pair AS (
    SELECT
        r.row_number,
        r.geom,
        o.row_number AS other_row,
        o.title AS other_title,
        NULL AS other_slug,
        'surveyed' AS other_certainty,
        o.geom AS other_geom
    FROM import_row AS r
    INNER JOIN import_row AS o
        ON r.import_id = o.import_id AND r.geom && o.geom AND r.row_number > o.row_number
    WHERE r.import_id = $1
    UNION ALL
    SELECT
        r.row_number,
        r.geom,
        NULL AS other_row,
        v.name AS other_title,
        c.slug AS other_slug,
        v.boundary_certainty::text AS other_certainty,
        v.geom AS other_geom
    FROM import_row AS r
    INNER JOIN cluster_version AS v ON r.geom && v.geom
    INNER JOIN cluster AS c ON v.cluster_id = c.id
    WHERE r.import_id = $1
        AND upper_inf(v.recorded)
        AND v.valid @> $2::date
        AND NOT EXISTS (SELECT FROM import_row AS i WHERE i.import_id = $1 AND i.slug = c.slug)
),

piece AS MATERIALIZED (
    SELECT
        p.*,
        spatial.piece_of(p.other_geom, p.geom) AS piece
    FROM pair AS p
)

SELECT
    p.row_number,
    p.other_row,
    p.other_title,
    p.other_slug,
    p.other_certainty,
    spatial.area_m2(p.piece) AS area_m2,
    spatial.area_m2(p.geom) AS of_area_m2,
    spatial.mean_width_m(p.piece) AS width_m,
    ST_AsEWKB(spatial.from_origin(p.piece, p.geom)) AS at
FROM piece AS p
WHERE NOT ST_IsEmpty(p.piece)
ORDER BY p.row_number, p.other_row, p.other_slug
