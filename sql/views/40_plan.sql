-- Zones and overlay constraints of the plans.
CREATE VIEW published.plan_zones AS
SELECT
    z.id AS fid,
    z.slug AS id,
    v.geom,
    v.geom_84,
    v.geom_3857,
    v.search_key,
    v.valid,
    v.recorded,
    v.row_version,
    to_json(p.*) AS properties
FROM plan_zone AS z
INNER JOIN plan_zone_version AS v ON z.id = v.plan_zone_id
INNER JOIN plan AS l ON z.plan_id = l.id
INNER JOIN land_use_class AS k ON v.class_id = k.id
INNER JOIN source AS s ON v.source_id = s.id
LEFT JOIN LATERAL (
    SELECT m.permission
    FROM land_use_permission AS m
    WHERE m.class_id = k.id AND m.valid && v.valid AND upper_inf(m.recorded)
    ORDER BY m.valid
    LIMIT 1
) AS may ON TRUE
CROSS JOIN LATERAL (
    SELECT
        l.slug AS plan,
        v.name_vi,
        v.name_en,
        k.id AS class,
        k.title_vi AS class_title_vi,
        k.title_en AS class_title_en,
        may.permission,
        v.law_status,
        v.article,
        v.synthetic,
        round(spatial.area_m2(v.geom)::numeric, 1) AS area_m2,
        v.boundary_certainty,
        s.title AS source_title,
        lower(v.valid) AS valid_from,
        upper(v.valid) AS valid_to,
        v.row_version
) AS p;

CREATE VIEW published.plan_constraints AS
SELECT
    z.id AS fid,
    z.slug AS id,
    v.geom,
    v.geom_84,
    v.geom_3857,
    v.search_key,
    v.valid,
    v.recorded,
    v.row_version,
    to_json(p.*) AS properties
FROM plan_constraint AS z
INNER JOIN plan_constraint_version AS v ON z.id = v.plan_constraint_id
INNER JOIN plan AS l ON z.plan_id = l.id
INNER JOIN source AS s ON v.source_id = s.id
CROSS JOIN LATERAL (
    SELECT
        l.slug AS plan,
        v.name_vi,
        v.name_en,
        v.kind,
        v.law_status,
        v.article,
        v.synthetic,
        round(spatial.area_m2(v.geom)::numeric, 1) AS area_m2,
        v.boundary_certainty,
        s.title AS source_title,
        lower(v.valid) AS valid_from,
        upper(v.valid) AS valid_to,
        v.row_version
) AS p;
