-- A plan of a square grid of zones over Hà Nội. Made for the measurement.
--
--   $1  text     its slug
--   $2  integer  zones
WITH plan AS (
    INSERT INTO plan (slug) VALUES ($1) RETURNING id
),

version AS (
    INSERT INTO plan_version (plan_id, row_version, title_vi, title_en, level, law_status, synthetic, valid)
    SELECT p.id, 1, 'Đo', 'Measurement', 'province', 'in_force', TRUE, '[2025-07-01,)'
    FROM plan AS p
),

cell AS (
    SELECT
        $1 || '-' || n AS slug,
        n,
        ST_MakeEnvelope(
            530000 + 76000.0 / side * (n % side), 2275000 + 90000.0 / side * (n / side),
            530000 + 76000.0 / side * (n % side + 1), 2275000 + 90000.0 / side * (n / side + 1), 5897
        ) AS geom
    FROM generate_series(0, $2::integer - 1) AS n
    CROSS JOIN (SELECT ceil(sqrt($2::double precision))::integer AS side) AS s
),

zone AS (
    INSERT INTO plan_zone (plan_id, slug)
    SELECT p.id, c.slug
    FROM plan AS p
    CROSS JOIN cell AS c
    RETURNING id, slug
)

INSERT INTO plan_zone_version (
    plan_zone_id, row_version, name_vi, name_en, class_id, law_status, synthetic, boundary_certainty,
    source_id, search_key, geom, valid
)
SELECT
    z.id, 1, 'Ô', 'Cell', (ARRAY['cluster_land', 'farming', 'housing', 'industry'])[1 + c.n % 4],
    'in_force', TRUE, 'digitised', 'demo-plan', '', ST_Multi(c.geom), '[2025-07-01,)'
FROM zone AS z
INNER JOIN cell AS c ON z.slug = c.slug
