-- Names from before the units held, a row for each unit they went into; one row without where no source says.
SELECT
    a.id,
    a.name,
    a.kind,
    a.district,
    a.valid_to,
    p.admin_unit_id,
    p.extent = 'whole' AS is_whole
FROM admin_unit_alias AS a
LEFT JOIN admin_unit_alias_part AS p ON a.id = p.admin_unit_alias_id
ORDER BY a.id, p.admin_unit_id
