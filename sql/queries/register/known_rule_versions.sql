-- The versions of rules that we hold for true now.
SELECT
    v.version_id AS id,
    v.rule_id AS of,
    jsonb_build_object(
        'value', v.value,
        'valid_from', lower(v.valid),
        'valid_to', upper(v.valid),
        'article', v.article,
        'decision', v.decision_id,
        'verified', v.verified,
        'note_vi', v.note_vi,
        'note_en', v.note_en
    ) AS entry
FROM rule_version AS v
WHERE upper_inf(v.recorded)
