-- Where what a result rests on was read, each source once, with what it is the source of.
--
--   $1  text[]  ids of zones
--   $2  text[]  ids of constraints
--   $3  text[]  codes of communes
--   $4  text[]  ids of wastewater plants
--   $5  text[]  ids of rules
--   $6  text  plan
--   $7  bigint  cluster; NULL for a drawn area
--   $8  date  day asked for
--   $9  timestamptz  as known then
WITH used AS (
    SELECT v.source_id, 'zones' AS of_what
    FROM plan_zone_version AS v
    INNER JOIN plan_zone AS i ON v.plan_zone_id = i.id
    WHERE i.slug = ANY($1) AND v.valid @> $8::date AND v.recorded @> $9::timestamptz
    UNION ALL
    SELECT v.source_id, 'constraints' AS of_what
    FROM plan_constraint_version AS v
    INNER JOIN plan_constraint AS i ON v.plan_constraint_id = i.id
    WHERE i.slug = ANY($2) AND v.valid @> $8 AND v.recorded @> $9
    UNION ALL
    SELECT v.source_id, 'communes' AS of_what
    FROM admin_unit_version AS v
    INNER JOIN admin_unit AS i ON v.admin_unit_id = i.id
    WHERE i.code = ANY($3) AND v.valid @> $8 AND v.recorded @> $9
    UNION ALL
    SELECT t.source_id, 'wastewater' AS of_what
    FROM citation AS t
    INNER JOIN wastewater_plant AS i ON t.wastewater_plant_id = i.id
    WHERE i.slug = ANY($4)
    UNION ALL
    SELECT d.source_id, 'rules' AS of_what
    FROM rule_version AS v
    INNER JOIN decision AS d ON v.decision_id = d.id
    WHERE v.rule_id = ANY($5) AND v.valid @> $8 AND v.recorded @> $9
    UNION ALL
    SELECT v.source_id, 'plan' AS of_what
    FROM plan_version AS v
    INNER JOIN plan AS i ON v.plan_id = i.id
    WHERE i.slug = $6 AND v.valid @> $8 AND v.recorded @> $9
    UNION ALL
    SELECT d.source_id, 'plan' AS of_what
    FROM plan_document AS v
    INNER JOIN plan AS i ON v.plan_id = i.id
    INNER JOIN decision AS d ON v.decision_id = d.id
    WHERE i.slug = $6
    UNION ALL
    SELECT t.source_id, 'cluster' AS of_what
    FROM citation AS t
    WHERE t.cluster_id = $7
)

SELECT
    s.title,
    s.url,
    s.dated,
    s.licence,
    array_agg(DISTINCT u.of_what ORDER BY u.of_what) AS used_for
FROM used AS u
INNER JOIN source AS s ON u.source_id = s.id
GROUP BY s.id
ORDER BY s.id
