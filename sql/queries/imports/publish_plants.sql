-- Versions of wastewater plants as the file has them: what it does not say stays as it was, an unchanged geometry
-- too. What was before has been closed.
--
--   $1  text     import
--   $2  text     boundary certainty
--   $3  boolean  whether a person said so, also of boundaries that are unchanged
--   $4  date     first day on which it is true; NULL to correct what is known, whose days stay
--   $5  date     first day of what is added
WITH written AS (
    INSERT INTO wastewater_plant_version (
        wastewater_plant_id, row_version, name, condition, plan_action, capacity_m3_per_day, due_year,
        status_as_written, note_vi, note_en, boundary_certainty, search_key, geom, valid
    )
    SELECT
        i.id,
        (
            SELECT coalesce(max(w.row_version), 0) + 1
            FROM wastewater_plant_version AS w
            WHERE w.wastewater_plant_id = i.id
        ),
        coalesce(r.attributes ->> 'name', o.name),
        coalesce(r.attributes ->> 'condition', o.condition, 'unknown'),
        coalesce(o.plan_action, 'none_stated'),
        coalesce((r.attributes ->> 'capacity_m3_per_day')::numeric, o.capacity_m3_per_day),
        coalesce((r.attributes ->> 'due_year')::integer, o.due_year),
        coalesce(r.attributes ->> 'status_as_written', o.status_as_written),
        coalesce(r.attributes ->> 'note_vi', o.note_vi),
        coalesce(r.attributes ->> 'note_en', o.note_en),
        CASE
            WHEN r.same_geometry AND NOT $3::boolean THEN o.boundary_certainty
            ELSE $2::text::boundary_certainty
        END,
        r.search_key,
        CASE WHEN r.same_geometry THEN o.geom ELSE ST_Multi(r.geom) END,
        CASE
            WHEN o.version_id IS NULL THEN daterange($5::date, NULL)
            WHEN $4::date IS NULL THEN o.valid
            ELSE daterange($4, upper(o.valid))
        END
    FROM import_row AS r
    INNER JOIN wastewater_plant AS i ON r.slug = i.slug
    LEFT JOIN wastewater_plant_version AS o ON r.version_id = o.version_id
    WHERE r.import_id = $1 AND r.change IN ('add', 'replace')
    ORDER BY r.row_number
    RETURNING version_id, wastewater_plant_id
)

INSERT INTO import_version (import_id, relation, version_id, did, row_number)
SELECT
    $1,
    'wastewater_plant_version',
    w.version_id,
    'wrote',
    r.row_number
FROM written AS w
INNER JOIN wastewater_plant AS i ON w.wastewater_plant_id = i.id
INNER JOIN import_row AS r ON i.slug = r.slug AND r.import_id = $1
WHERE r.change IN ('add', 'replace')
