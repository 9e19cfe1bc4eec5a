-- Ends the version of a plan the day before another begins. Overwrites: both are of one seeding, and what was
-- recorded in this very transaction cannot become history.
--
--   $1  text  plan slug
--   $2  date  first day of the other version
UPDATE plan_version AS v
SET valid = daterange(lower(v.valid), $2::date)
FROM plan AS p
WHERE p.id = v.plan_id
    AND p.slug = $1
    AND upper_inf(v.recorded)
    AND upper_inf(v.valid)
