-- Versions of constraints as the file has them: what it does not say stays as it was, an unchanged geometry
-- too. What was before has been closed.
--
--   $1  text     import
--   $2  text     source that stands for it
--   $3  text     boundary certainty
--   $4  boolean  whether a person said so, also of boundaries that are unchanged
--   $5  date     first day on which it is true; NULL to correct what is known, whose days stay
--   $6  date     first day of what is added
WITH written AS (
    INSERT INTO plan_constraint_version (
        plan_constraint_id, row_version, kind, name_vi, name_en, law_status, article, synthetic,
        boundary_certainty, source_id, search_key, geom, valid
    )
    SELECT
        i.id,
        (
            SELECT coalesce(max(w.row_version), 0) + 1
            FROM plan_constraint_version AS w
            WHERE w.plan_constraint_id = i.id
        ),
        coalesce(r.attributes ->> 'kind', o.kind),
        coalesce(r.attributes ->> 'name_vi', o.name_vi),
        coalesce(r.attributes ->> 'name_en', o.name_en),
        coalesce((r.attributes ->> 'law_status')::law_status, o.law_status),
        coalesce(r.attributes ->> 'article', o.article),
        FALSE,
        CASE
            WHEN r.same_geometry AND NOT $4::boolean THEN o.boundary_certainty
            ELSE $3::text::boundary_certainty
        END,
        $2,
        r.search_key,
        CASE WHEN r.same_geometry THEN o.geom ELSE ST_Multi(r.geom) END,
        CASE
            WHEN o.version_id IS NULL THEN daterange($6::date, NULL)
            WHEN $5::date IS NULL THEN o.valid
            ELSE daterange($5, upper(o.valid))
        END
    FROM import_row AS r
    INNER JOIN plan_constraint AS i ON r.slug = i.slug
    LEFT JOIN plan_constraint_version AS o ON r.version_id = o.version_id
    WHERE r.import_id = $1 AND r.change IN ('add', 'replace')
    ORDER BY r.row_number
    RETURNING version_id, plan_constraint_id
)

INSERT INTO import_version (import_id, relation, version_id, did, row_number)
SELECT
    $1,
    'plan_constraint_version',
    w.version_id,
    'wrote',
    r.row_number
FROM written AS w
INNER JOIN plan_constraint AS i ON w.plan_constraint_id = i.id
INNER JOIN import_row AS r ON i.slug = r.slug AND r.import_id = $1
WHERE r.change IN ('add', 'replace')
