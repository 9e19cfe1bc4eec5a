-- The constraints of a plan with their first version.
--
--   $1  text        plan slug
--   $2  jsonb       properties of its constraints; `place` counts from 1
--   $3  geometry[]  their areas, EPSG:4326, in that order
WITH entry AS (
    SELECT
        r.*,
        ST_ForcePolygonCCW(ST_Transform(($3::geometry[])[r.place], 5897)) AS geom
    FROM jsonb_to_recordset($2) AS r (
        slug text, name_vi text, name_en text, kind text, law_status law_status, article text,
        synthetic boolean, search_key text, place integer
    )
),

identity AS (
    INSERT INTO plan_constraint (plan_id, slug)
    SELECT
        p.id,
        e.slug
    FROM entry AS e
    INNER JOIN plan AS p ON p.slug = $1
    ORDER BY e.place
    RETURNING id, slug
)

INSERT INTO plan_constraint_version (
    plan_constraint_id, row_version, name_vi, name_en, kind, law_status, article, synthetic,
    boundary_certainty, source_id, search_key, geom, valid
)
SELECT
    i.id,
    1,
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
    v.valid
FROM entry AS r
INNER JOIN identity AS i ON r.slug = i.slug
INNER JOIN plan AS p ON p.slug = $1
INNER JOIN plan_version AS v ON p.id = v.plan_id AND upper_inf(v.recorded)
ORDER BY r.place
