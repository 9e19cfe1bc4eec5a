-- Overlay constraints with many vertices, on a grid over Hà Nội. Made for the measurement.
--
--   $1  text     slug of their plan
--   $2  integer  constraints
--   $3  integer  vertices of each
WITH plan AS (
    INSERT INTO plan (slug) VALUES ($1) RETURNING id
),

version AS (
    INSERT INTO plan_version (plan_id, row_version, title_vi, title_en, level, law_status, synthetic, valid)
    SELECT p.id, 1, 'Đo', 'Measurement', 'province', 'in_force', TRUE, '[2025-07-01,)'
    FROM plan AS p
),

shape AS (
    -- A circle of 300 m whose edge goes in and out eight times.
    SELECT ST_MakePolygon(ST_AddPoint(line.open, ST_StartPoint(line.open))) AS geom
    FROM (
        SELECT ST_MakeLine(
            ST_SetSRID(ST_MakePoint(
                (300 + 40 * sin(radians(8.0 * 360 * n / $3::integer))) * cos(radians(360.0 * n / $3::integer)),
                (300 + 40 * sin(radians(8.0 * 360 * n / $3::integer))) * sin(radians(360.0 * n / $3::integer))
            ), 5897)
            ORDER BY n
        ) AS open
        FROM generate_series(0, $3::integer - 1) AS n
    ) AS line
),

place AS (
    SELECT
        $1 || '-' || n AS slug,
        530000 + 1000 * (n % 70) AS east,
        2275000 + 1000 * (n / 70) AS north
    FROM generate_series(0, $2::integer - 1) AS n
),

identity AS (
    INSERT INTO plan_constraint (plan_id, slug)
    SELECT p.id, l.slug
    FROM plan AS p
    CROSS JOIN place AS l
    RETURNING id, slug
)

INSERT INTO plan_constraint_version (
    plan_constraint_id, row_version, kind, name_vi, name_en, law_status, synthetic, boundary_certainty,
    source_id, search_key, geom, valid
)
SELECT
    i.id, 1, 'heritage', 'Vùng', 'Area', 'in_force', TRUE, 'digitised', 'demo-plan', '',
    ST_Multi(ST_Translate(s.geom, l.east, l.north)), '[2025-07-01,)'
FROM identity AS i
INNER JOIN place AS l ON i.slug = l.slug
CROSS JOIN shape AS s
