-- Units of before and after the restructuring, as known now, with the clause that made those of today.
SELECT
    u.id,
    u.code,
    v.kind,
    v.name,
    v.parent_id,
    lower(v.valid) AS valid_from,
    upper(v.valid) AS valid_to,
    spatial.area_m2(v.geom) AS area_m2,
    (SELECT min(p.clause) FROM admin_event_part AS p WHERE p.to_unit_id = u.id) AS clause
FROM admin_unit AS u
INNER JOIN admin_unit_version AS v ON u.id = v.admin_unit_id AND upper_inf(v.recorded)
ORDER BY u.id
