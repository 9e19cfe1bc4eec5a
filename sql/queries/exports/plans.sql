-- The plans that the features of a collection are of, each with the version that is valid then.
--
--   $1  text         collection id
--   $2  date         true from this day, NULL for open
--   $3  date         true until this day, NULL for open
--   $4  timestamptz  as known at, NULL is now
SELECT DISTINCT
    p.slug,
    v.title_vi,
    v.title_en,
    v.row_version,
    v.law_status::text AS law_status,
    lower(v.valid) AS valid_from
FROM published.features_matching($1, $2, $3, $4, NULL, NULL) AS f
INNER JOIN plan AS p ON p.slug = f.properties ->> 'plan'
INNER JOIN plan_version AS v ON p.id = v.plan_id
WHERE v.valid && daterange($2, $3, '[]')
    AND v.recorded @> coalesce($4, now())
ORDER BY p.slug, valid_from
