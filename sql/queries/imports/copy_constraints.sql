-- Versions of constraints again, as new ones: as they were, or only up to a day if they began before it.
--
--   $1  bigint[]  versions
--   $2  date      first day on which they no longer hold; NULL for as it was
INSERT INTO plan_constraint_version (
    plan_constraint_id, row_version, kind, name_vi, name_en, law_status, article, synthetic, boundary_certainty,
    source_id, search_key, geom, valid
)
SELECT
    v.plan_constraint_id,
    (
        SELECT max(w.row_version) + 1
        FROM plan_constraint_version AS w
        WHERE w.plan_constraint_id = v.plan_constraint_id
    ),
    v.kind,
    v.name_vi,
    v.name_en,
    v.law_status,
    v.article,
    v.synthetic,
    v.boundary_certainty,
    v.source_id,
    v.search_key,
    v.geom,
    CASE WHEN $2::date IS NULL THEN v.valid ELSE daterange(lower(v.valid), $2) END
FROM plan_constraint_version AS v
WHERE v.version_id = ANY($1::bigint[])
    AND ($2::date IS NULL OR lower(v.valid) < $2)
ORDER BY v.version_id
RETURNING version_id
