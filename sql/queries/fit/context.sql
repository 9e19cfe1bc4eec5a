-- What a question of fit rests on beside geometry: the plan, its version of that day, and the rules in force.
-- No row: there is no such plan. `version` NULL: the plan has none on that day.
--
--   $1  text         plan slug
--   $2  date         true on this day
--   $3  timestamptz  as known at, NULL is now
SELECT
    p.id AS plan_id,
    t.known_at,
    (
        SELECT to_jsonb(r.*)
        FROM (
            SELECT
                p.slug AS id,
                v.row_version AS version,
                v.title_vi,
                v.title_en,
                v.level,
                v.law_status,
                v.synthetic,
                lower(v.valid) AS valid_from,
                upper(v.valid) AS valid_to,
                d.number AS decision
            FROM plan_version AS v
            LEFT JOIN decision AS d ON v.decision_id = d.id
            WHERE v.plan_id = p.id AND v.valid @> $2::date AND v.recorded @> t.known_at
        ) AS r
    ) AS version,
    (
        SELECT coalesce(jsonb_agg(to_jsonb(r.*) ORDER BY r.rule), '[]')
        FROM (
            SELECT
                k.id AS rule,
                k.title_vi,
                k.title_en,
                v.value,
                k.unit,
                v.article,
                d.number AS decision,
                v.verified,
                lower(v.valid) AS valid_from,
                upper(v.valid) AS valid_to,
                v.row_version
            FROM rule AS k
            INNER JOIN rule_version AS v ON k.id = v.rule_id
            LEFT JOIN decision AS d ON v.decision_id = d.id
            WHERE v.valid @> $2::date AND v.recorded @> t.known_at
        ) AS r
    ) AS rules,
    NOT EXISTS (
        SELECT FROM plan_zone AS z
        INNER JOIN plan_zone_version AS v ON z.id = v.plan_zone_id
        WHERE z.plan_id = p.id AND v.valid @> $2::date AND v.recorded @> t.known_at
    ) AS lacks_zones,
    ARRAY(
        SELECT DISTINCT v.kind
        FROM plan_constraint AS k
        INNER JOIN plan_constraint_version AS v ON k.id = v.plan_constraint_id
        WHERE k.plan_id = p.id AND v.valid @> $2::date AND v.recorded @> t.known_at
        ORDER BY v.kind
    ) AS constraint_kinds
FROM plan AS p
CROSS JOIN (SELECT coalesce($3::timestamptz, now()) AS known_at) AS t
WHERE p.slug = $1::text
