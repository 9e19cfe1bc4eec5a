-- A version of a plan, from a day on, with the plan where it is new.
--
--   $1  jsonb  data/demo/plan.toml or plan_adjusted.toml
WITH entry AS (
    SELECT r.*
    FROM jsonb_to_record($1) AS r (
        slug text, title_vi text, title_en text, level text, law_status law_status,
        synthetic boolean, source_id text, valid_from date, note_vi text, note_en text
    )
),

fresh AS (
    INSERT INTO plan (slug)
    SELECT e.slug FROM entry AS e
    ON CONFLICT DO NOTHING
    RETURNING id
),

identity AS (
    SELECT id FROM fresh
    UNION ALL
    SELECT p.id FROM plan AS p INNER JOIN entry AS e ON p.slug = e.slug
)

INSERT INTO plan_version (
    plan_id, row_version, title_vi, title_en, level, law_status, synthetic, source_id, note_vi, note_en, valid
)
SELECT
    i.id,
    (SELECT coalesce(max(o.row_version), 0) + 1 FROM plan_version AS o WHERE o.plan_id = i.id),
    e.title_vi,
    e.title_en,
    e.level,
    e.law_status,
    e.synthetic,
    e.source_id,
    e.note_vi,
    e.note_en,
    daterange(e.valid_from, NULL)
FROM identity AS i
CROSS JOIN entry AS e
