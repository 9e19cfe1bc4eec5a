-- The zones of all plans as the register has them, as in known_clusters.
--
--   $1  date  day
SELECT
    z.slug,
    v.version_id,
    v.valid @> $1::date AS is_valid,
    lower(v.valid)::text AS valid_from,
    v.name_vi AS name,
    p.slug AS of,
    jsonb_build_object(
        'name_vi', v.name_vi,
        'name_en', v.name_en,
        'class', v.class_id,
        'law_status', v.law_status,
        'article', v.article,
        'boundary_certainty', v.boundary_certainty
    ) AS attributes,
    '{}'::text[] AS communes,
    NULL AS commune_name
FROM plan_zone AS z
INNER JOIN plan AS p ON z.plan_id = p.id
LEFT JOIN LATERAL (
    SELECT w.*
    FROM plan_zone_version AS w
    WHERE w.plan_zone_id = z.id AND upper_inf(w.recorded)
    ORDER BY w.valid @> $1::date DESC, lower(w.valid) DESC
    LIMIT 1
) AS v ON TRUE
ORDER BY z.slug
