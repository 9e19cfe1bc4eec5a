-- Versions of plans, numbered on from those that are there, with their plans where these are new.
--
--   $1  jsonb  [{of, entry}], an entry as of data/plan/plans.toml
WITH said AS (
    SELECT
        g.of,
        r.*
    FROM jsonb_to_recordset($1) AS g (of text, entry jsonb)
    CROSS JOIN LATERAL jsonb_to_record(g.entry) AS r (
        title_vi text, title_en text, level text, law_status law_status, decision text, source text,
        valid_from date, valid_to date, note_vi text, note_en text
    )
),

fresh AS (
    INSERT INTO plan (slug)
    SELECT DISTINCT s.of FROM said AS s
    ON CONFLICT DO NOTHING
    RETURNING id, slug
),

identity AS (
    SELECT id, slug FROM fresh
    UNION ALL
    SELECT id, slug FROM plan
)

INSERT INTO plan_version (
    plan_id, row_version, title_vi, title_en, level, law_status, decision_id, source_id, synthetic,
    note_vi, note_en, valid
)
SELECT
    i.id,
    (SELECT coalesce(max(o.row_version), 0) FROM plan_version AS o WHERE o.plan_id = i.id)
    + row_number() OVER (PARTITION BY i.id ORDER BY s.valid_from),
    s.title_vi,
    s.title_en,
    s.level,
    s.law_status,
    s.decision,
    s.source,
    FALSE,
    s.note_vi,
    s.note_en,
    daterange(s.valid_from, s.valid_to)
FROM said AS s
INNER JOIN identity AS i ON s.of = i.slug
