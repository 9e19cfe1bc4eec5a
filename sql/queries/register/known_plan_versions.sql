-- The versions of these plans that we hold for true now.
--
--   $1  text[]  plan slugs
SELECT
    v.version_id AS id,
    p.slug AS of,
    jsonb_build_object(
        'title_vi', v.title_vi,
        'title_en', v.title_en,
        'level', v.level,
        'law_status', v.law_status,
        'decision', v.decision_id,
        'source', v.source_id,
        'valid_from', lower(v.valid),
        'valid_to', upper(v.valid),
        'note_vi', v.note_vi,
        'note_en', v.note_en
    ) AS entry
FROM plan AS p
INNER JOIN plan_version AS v ON p.id = v.plan_id
WHERE p.slug = ANY($1::text[])
    AND upper_inf(v.recorded)
