-- Versions of constraints of a plan, from a day on, with the constraints where they are new.
--
--   $1  text        plan slug
--   $2  jsonb       properties of its constraints; `place` counts from 1
--   $3  geometry[]  their areas, EPSG:4326, in that order
--   $4  date        true since
WITH entry AS (
    SELECT
        r.*,
        ST_ForcePolygonCCW(ST_Transform(($3::geometry[])[r.place], 5897)) AS geom
    FROM jsonb_to_recordset($2) AS r (
        slug text, name_vi text, name_en text, kind text, law_status law_status, article text,
        synthetic boolean, search_key text, place integer
    )
),

fresh AS (
    INSERT INTO plan_constraint (plan_id, slug)
    SELECT
        p.id,
        e.slug
    FROM entry AS e
    INNER JOIN plan AS p ON p.slug = $1
    ORDER BY e.place
    ON CONFLICT DO NOTHING
    RETURNING id, slug
),

identity AS (
    SELECT id, slug FROM fresh
    UNION ALL
    SELECT id, slug FROM plan_constraint
)

INSERT INTO plan_constraint_version (
    plan_constraint_id, row_version, name_vi, name_en, kind, law_status, article, synthetic,
    boundary_certainty, source_id, search_key, geom, valid
)
SELECT
    i.id,
    (
        SELECT coalesce(max(o.row_version), 0) + 1
        FROM plan_constraint_version AS o
        WHERE o.plan_constraint_id = i.id
    ),
    r.name_vi,
    r.name_en,
    r.kind,
    r.law_status,
    r.article,
    r.synthetic,
    'indicative',
    'demo-plan',
    r.search_key,
    r.geom,
    daterange($4::date, NULL)
FROM entry AS r
INNER JOIN identity AS i ON r.slug = i.slug
ORDER BY r.place
