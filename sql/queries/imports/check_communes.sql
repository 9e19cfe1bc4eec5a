-- What share of each row lies in which commune of a day. What lies wholly in one is not laid over it.
--
--   $1  text  import
--   $2  date  day
WITH piece AS MATERIALIZED (
    SELECT
        r.row_number,
        v.code,
        spatial.full_name(v.kind, v.name) AS full_name,
        v.boundary_certainty::text AS boundary_certainty,
        CASE
            WHEN ST_CoveredBy(r.geom, v.geom) THEN 1
            WHEN ST_Dimension(r.geom) = 0 THEN 0
            ELSE spatial.area_m2(spatial.piece_of(v.geom, r.geom)) / spatial.area_m2(r.geom)
        END AS share
    FROM import_row AS r
    INNER JOIN admin_unit_version AS v ON r.geom && v.geom
    WHERE r.import_id = $1
        AND length(v.code) = 5
        AND v.valid @> $2::date
        AND upper_inf(v.recorded)
)

SELECT
    p.row_number,
    p.code,
    p.full_name,
    p.boundary_certainty,
    p.share::double precision AS share
FROM piece AS p
WHERE p.share > 0
ORDER BY p.row_number ASC, p.share DESC, p.code ASC
