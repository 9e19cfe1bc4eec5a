-- What the file says of clusters it changes, each with its place in the file. The boundary is the property `geometry`.
--
--   $1  text  import
--   $2  text  source that stands for it
INSERT INTO citation (cluster_id, property, as_written, place, source_id)
SELECT
    c.id,
    said.property,
    said.as_written,
    r.place,
    $2
FROM import_row AS r
INNER JOIN cluster AS c ON r.slug = c.slug
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
