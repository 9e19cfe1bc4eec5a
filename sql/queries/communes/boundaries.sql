-- Where the boundaries of today's communes come from.
SELECT
    s.id AS source_id,
    s.title,
    s.dated,
    s.licence,
    v.boundary_certainty::text AS boundary_certainty,
    count(*) AS units
FROM admin_unit_version AS v
INNER JOIN admin_unit AS u ON v.admin_unit_id = u.id
INNER JOIN source AS s ON v.source_id = s.id
WHERE upper_inf(v.recorded) AND upper_inf(v.valid) AND u.valid_from >= '2025-07-01'
GROUP BY s.id, s.title, s.dated, s.licence, v.boundary_certainty
ORDER BY count(*) DESC, s.id
LIMIT 1
