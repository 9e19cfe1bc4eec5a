-- The papers of these plans.
--
--   $1  text[]  plan slugs
SELECT
    p.id,
    p.slug AS of,
    jsonb_build_object(
        'decision', d.decision_id,
        'role', d.role,
        'article', d.article,
        'note_vi', d.note_vi,
        'note_en', d.note_en
    ) AS entry
FROM plan AS p
INNER JOIN plan_document AS d ON p.id = d.plan_id
WHERE p.slug = ANY($1::text[])
