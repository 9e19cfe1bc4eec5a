-- Papers that a plan rests on or is spoken of in, and those that set the limits applied.
--
--   $1  text  plan
--   $2  text[]  ids of rules
--   $3  date  day asked for
--   $4  timestamptz  as known then
SELECT
    d.number,
    d.issuer,
    d.issued_on::text AS issued_on,
    d.title_vi,
    d.title_en,
    r.role,
    r.article,
    r.note_vi,
    r.note_en
FROM (
    SELECT v.decision_id, v.role, v.article, v.note_vi, v.note_en
    FROM plan_document AS v
    INNER JOIN plan AS i ON v.plan_id = i.id
    WHERE i.slug = $1
    UNION ALL
    SELECT DISTINCT
        v.decision_id, 'sets_limits' AS role, NULL AS article, NULL AS note_vi, NULL AS note_en
    FROM rule_version AS v
    WHERE v.rule_id = ANY($2) AND v.valid @> $3::date AND v.recorded @> $4::timestamptz
) AS r
INNER JOIN decision AS d ON r.decision_id = d.id
ORDER BY r.role, d.issued_on, d.id
