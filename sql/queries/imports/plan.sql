-- The version of a plan that is true on a day, else its latest: its legal status and first day. No row: no such plan.
--
--   $1  text  plan
--   $2  date  day
SELECT
    v.law_status::text AS law_status,
    lower(v.valid) AS valid_from
FROM plan AS p
INNER JOIN plan_version AS v ON p.id = v.plan_id
WHERE p.slug = $1 AND upper_inf(v.recorded)
ORDER BY v.valid @> $2::date DESC, lower(v.valid) DESC
LIMIT 1
