-- Ends versions of constraints as their plan's.
--
--   $1  jsonb  properties of constraints, by `slug`
--   $2  date   first day of the version that follows
UPDATE plan_constraint_version AS v
SET valid = daterange(lower(v.valid), $2::date)
FROM plan_constraint AS z, jsonb_to_recordset($1) AS r (slug text)
WHERE z.id = v.plan_constraint_id
    AND z.slug = r.slug
    AND upper_inf(v.recorded)
    AND upper_inf(v.valid)
