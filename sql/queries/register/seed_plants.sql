-- Wastewater plants with their first version.
--
--   $1  jsonb       rows of data/wastewater_plant/plants.csv, completed; `place` counts from 1
--   $2  geometry[]  where they are drawn, EPSG:5897, in that order
WITH entry AS (
    SELECT
        r.*,
        ($2::geometry[])[r.place] AS geom
    FROM jsonb_to_recordset($1) AS r (
        slug text, cluster_slug text, name text, condition text, plan_action text,
        capacity_m3_per_day numeric, due_year integer, status_as_written text, note_vi text,
        note_en text, search_key text, place integer
    )
),

identity AS (
    INSERT INTO wastewater_plant (slug, cluster_id)
    SELECT
        e.slug,
        c.id
    FROM entry AS e
    INNER JOIN cluster AS c ON e.cluster_slug = c.slug
    ORDER BY e.place
    RETURNING id, slug
)

INSERT INTO wastewater_plant_version (
    wastewater_plant_id, row_version, name, condition, plan_action, capacity_m3_per_day, due_year,
    status_as_written, note_vi, note_en, boundary_certainty, search_key, geom, valid
)
SELECT
    i.id,
    1,
    normalize(e.name, NFC),
    e.condition,
    e.plan_action,
    e.capacity_m3_per_day,
    e.due_year,
    e.status_as_written,
    e.note_vi,
    e.note_en,
    'indicative',
    e.search_key,
    e.geom,
    daterange(d.issued_on, NULL)
FROM entry AS e
INNER JOIN identity AS i ON e.slug = i.slug
INNER JOIN decision AS d ON d.id = 'kh-305-2025'
ORDER BY e.place
