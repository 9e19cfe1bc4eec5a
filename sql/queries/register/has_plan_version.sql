-- Whether a plan has a version that holds from this day on.
--
--   $1  text  plan slug
--   $2  date  its first day
SELECT count(*) > 0 AS has_version
FROM plan AS p
INNER JOIN plan_version AS v ON p.id = v.plan_id
WHERE p.slug = $1
    AND lower(v.valid) = $2::date
