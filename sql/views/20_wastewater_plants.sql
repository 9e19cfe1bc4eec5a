-- Wastewater plants, each at its cluster.
CREATE VIEW published.wastewater_plants AS
SELECT
    w.id AS fid,
    w.slug AS id,
    v.geom,
    v.geom_84,
    v.geom_3857,
    v.search_key,
    v.valid,
    v.recorded,
    v.row_version,
    to_json(p.*) AS properties
FROM wastewater_plant AS w
INNER JOIN wastewater_plant_version AS v ON w.id = v.wastewater_plant_id
INNER JOIN cluster AS c ON w.cluster_id = c.id
LEFT JOIN LATERAL (
    SELECT cv.name
    FROM cluster_version AS cv
    WHERE cv.cluster_id = c.id
    ORDER BY cv.row_version DESC
    LIMIT 1
) AS at_cluster ON TRUE
CROSS JOIN LATERAL (
    SELECT
        v.name,
        c.slug AS cluster_id,
        at_cluster.name AS cluster_name,
        v.condition,
        v.plan_action,
        v.capacity_m3_per_day,
        v.due_year,
        v.status_as_written,
        v.note_vi,
        v.note_en,
        v.boundary_certainty,
        (
            SELECT coalesce(json_agg(json_build_object(
                'property', t.property,
                'as_written', t.as_written,
                'place', t.place,
                'source_id', t.source_id,
                'source_title', s.title,
                'source_url', s.url
            ) ORDER BY t.id), '[]')
            FROM citation AS t
            INNER JOIN source AS s ON t.source_id = s.id
            WHERE t.wastewater_plant_id = w.id
        ) AS citations,
        lower(v.valid) AS valid_from,
        upper(v.valid) AS valid_to,
        v.row_version
) AS p;
