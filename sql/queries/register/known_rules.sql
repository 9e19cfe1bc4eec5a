-- The rules: titles and unit.
SELECT
    0::bigint AS id,
    r.id AS of,
    jsonb_build_object('title_vi', r.title_vi, 'title_en', r.title_en, 'unit', r.unit) AS entry
FROM rule AS r
