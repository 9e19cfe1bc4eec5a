-- Whether a commune has no boundary yet; districts get theirs from their communes.
SELECT count(*) > 0 AS lacks_boundaries
FROM admin_unit AS u
WHERE length(u.code) = 5
    AND NOT EXISTS (SELECT FROM admin_unit_version AS v WHERE v.admin_unit_id = u.id)
