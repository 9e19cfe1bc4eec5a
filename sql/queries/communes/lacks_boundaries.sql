-- Whether a unit has no boundary yet.
SELECT count(*) > 0 AS lacks_boundaries
FROM admin_unit AS u
WHERE NOT EXISTS (SELECT FROM admin_unit_version AS v WHERE v.admin_unit_id = u.id)
