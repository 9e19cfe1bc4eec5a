-- What we knew of these communes' boundaries until now becomes history.
--
--   $1  text[]  codes
UPDATE admin_unit_version AS v
SET recorded = tstzrange(lower(v.recorded), now())
FROM admin_unit AS u
WHERE u.id = v.admin_unit_id
    AND u.valid_from >= '2025-07-01'
    AND u.code = ANY($1::text[])
    AND upper_inf(v.recorded)
