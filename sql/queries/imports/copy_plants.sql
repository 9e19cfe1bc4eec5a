-- Versions of wastewater plants again, as new ones: as they were, or only up to a day if they began before it.
--
--   $1  bigint[]  versions
--   $2  date      first day on which they no longer hold; NULL for as it was
INSERT INTO wastewater_plant_version (
    wastewater_plant_id, row_version, name, condition, plan_action, capacity_m3_per_day, due_year,
    status_as_written, note_vi, note_en, boundary_certainty, search_key, geom, valid
)
SELECT
    v.wastewater_plant_id,
    (
        SELECT max(w.row_version) + 1
        FROM wastewater_plant_version AS w
        WHERE w.wastewater_plant_id = v.wastewater_plant_id
    ),
    v.name,
    v.condition,
    v.plan_action,
    v.capacity_m3_per_day,
    v.due_year,
    v.status_as_written,
    v.note_vi,
    v.note_en,
    v.boundary_certainty,
    v.search_key,
    v.geom,
    CASE WHEN $2::date IS NULL THEN v.valid ELSE daterange(lower(v.valid), $2) END
FROM wastewater_plant_version AS v
WHERE v.version_id = ANY($1::bigint[])
    AND ($2::date IS NULL OR lower(v.valid) < $2)
ORDER BY v.version_id
RETURNING version_id
