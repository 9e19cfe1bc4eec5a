-- Which boundaries of the communes are shown, in words.
SELECT
    CASE WHEN v.boundary_certainty = 'indicative' THEN 'indicative boundaries' ELSE 'real boundaries' END
    || ', ' || count(*) || ' communes, ' || sum(ST_NPoints(v.geom)) || ' vertices'
FROM admin_unit_version AS v
INNER JOIN admin_unit AS u ON v.admin_unit_id = u.id
WHERE u.valid_from >= '2025-07-01' AND v.valid @> current_date AND v.recorded @> now()
GROUP BY v.boundary_certainty
