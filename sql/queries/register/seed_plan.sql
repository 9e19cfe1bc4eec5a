-- A plan with its first version, unless it is there. Says whether it was written.
--
--   $1  jsonb  data/demo/plan.toml
WITH entry AS (
    SELECT r.*
    FROM jsonb_to_record($1) AS r (
        slug text, title_vi text, title_en text, level text, law_status law_status,
        synthetic boolean, valid_from date
    )
),

identity AS (
    INSERT INTO plan (slug)
    SELECT e.slug FROM entry AS e
    ON CONFLICT DO NOTHING
    RETURNING id
)

INSERT INTO plan_version (plan_id, row_version, title_vi, title_en, level, law_status, synthetic, valid)
SELECT i.id, 1, e.title_vi, e.title_en, e.level, e.law_status, e.synthetic, daterange(e.valid_from, NULL)
FROM identity AS i
CROSS JOIN entry AS e
