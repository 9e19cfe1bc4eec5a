-- Ends versions of zones as their plan's.
--
--   $1  jsonb  properties of zones, by `slug`
--   $2  date   first day of the version that follows
UPDATE plan_zone_version AS v
SET valid = daterange(lower(v.valid), $2::date)
FROM plan_zone AS z, jsonb_to_recordset($1) AS r (slug text)
WHERE z.id = v.plan_zone_id
    AND z.slug = r.slug
    AND upper_inf(v.recorded)
    AND upper_inf(v.valid)
