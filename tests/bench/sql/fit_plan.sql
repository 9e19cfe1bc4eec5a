-- A plan whose zones are the communes of today, one land-use class in four. Made for the measurement.
WITH plan AS (
    INSERT INTO plan (slug) VALUES ('bench-communes') RETURNING id
),

version AS (
    INSERT INTO plan_version (plan_id, row_version, title_vi, title_en, level, law_status, synthetic, valid)
    SELECT p.id, 1, 'Đo', 'Measurement', 'province', 'in_force', TRUE, '[2025-07-01,)'
    FROM plan AS p
),

zone AS (
    INSERT INTO plan_zone (plan_id, slug)
    SELECT p.id, 'bench-' || u.code
    FROM plan AS p
    CROSS JOIN admin_unit AS u
    WHERE u.valid_from = '2025-07-01'
    RETURNING id, slug
)

INSERT INTO plan_zone_version (
    plan_zone_id, row_version, name_vi, name_en, class_id, law_status, synthetic, boundary_certainty,
    source_id, search_key, geom, valid
)
SELECT
    z.id, 1, v.name, v.name, (ARRAY['cluster_land', 'farming', 'housing', 'industry'])[1 + z.id % 4],
    'in_force', TRUE, v.boundary_certainty, v.source_id, '', v.geom, '[2025-07-01,)'
FROM zone AS z
INNER JOIN admin_unit AS u ON z.slug = 'bench-' || u.code AND u.valid_from = '2025-07-01'
INNER JOIN admin_unit_version AS v ON u.id = v.admin_unit_id AND upper_inf(v.recorded)
