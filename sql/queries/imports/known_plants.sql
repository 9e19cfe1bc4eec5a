-- The wastewater plants as the register has them, as in known_clusters.
--
--   $1  date  day
SELECT
    w.slug,
    v.version_id,
    v.valid @> $1::date AS is_valid,
    lower(v.valid)::text AS valid_from,
    v.name,
    c.slug AS of,
    jsonb_build_object(
        'name', v.name,
        'condition', v.condition,
        'capacity_m3_per_day', v.capacity_m3_per_day,
        'due_year', v.due_year,
        'status_as_written', v.status_as_written,
        'note_vi', v.note_vi,
        'note_en', v.note_en,
        'boundary_certainty', v.boundary_certainty
    ) AS attributes,
    '{}'::text[] AS communes,
    NULL AS commune_name
FROM wastewater_plant AS w
INNER JOIN cluster AS c ON w.cluster_id = c.id
LEFT JOIN LATERAL (
    SELECT p.*
    FROM wastewater_plant_version AS p
    WHERE p.wastewater_plant_id = w.id AND upper_inf(p.recorded)
    ORDER BY p.valid @> $1::date DESC, lower(p.valid) DESC
    LIMIT 1
) AS v ON TRUE
ORDER BY w.slug
