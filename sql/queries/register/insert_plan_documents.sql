-- Papers of plans.
--
--   $1  jsonb  [{of, entry}], an entry as of data/plan/plans.toml
INSERT INTO plan_document (plan_id, decision_id, role, article, note_vi, note_en)
SELECT
    p.id,
    r.decision,
    r.role,
    r.article,
    r.note_vi,
    r.note_en
FROM jsonb_to_recordset($1) AS g (of text, entry jsonb)
CROSS JOIN LATERAL jsonb_to_record(g.entry) AS r (
    decision text, role text, article text, note_vi text, note_en text
)
INNER JOIN plan AS p ON g.of = p.slug
