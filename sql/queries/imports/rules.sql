-- The limits of a day, with the papers that set them.
--
--   $1  date  day
SELECT
    v.rule_id,
    v.value,
    v.article,
    d.number AS decision,
    v.note_vi,
    v.note_en
FROM rule_version AS v
LEFT JOIN decision AS d ON v.decision_id = d.id
WHERE v.valid @> $1::date AND upper_inf(v.recorded)
