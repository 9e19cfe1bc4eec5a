-- As cite_clusters, of wastewater plants.
--
--   $1  text  import
--   $2  text  source that stands for it
INSERT INTO citation (wastewater_plant_id, property, as_written, place, source_id)
SELECT
    w.id,
    said.property,
    said.as_written,
    r.place,
    $2
FROM import_row AS r
INNER JOIN wastewater_plant AS w ON r.slug = w.slug
CROSS JOIN LATERAL (
    SELECT
        'geometry' AS property,
        NULL AS as_written
    WHERE NOT r.same_geometry
    UNION ALL
    SELECT
        e.key AS property,
        e.value AS as_written
    FROM jsonb_each_text(r.as_written) AS e
) AS said
WHERE r.import_id = $1 AND r.change IN ('add', 'replace')
ORDER BY r.row_number, said.property
