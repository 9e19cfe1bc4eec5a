-- Rows that can no longer be published as they were checked: what they replace has changed since, what they add is
-- there, the cluster of a plant is gone, or something has come to lie where they do. `slug` is what changed.
--
--   $1  text  import
--   $2  text  table of versions
WITH newer AS MATERIALIZED (
    SELECT
        v.slug,
        v.geom
    FROM spatial.versions_of($2) AS v
    INNER JOIN import AS i ON i.id = $1 AND v.version_id > i.checked_version
    WHERE upper_inf(v.recorded)
)

SELECT
    r.row_number,
    r.place,
    r.slug
FROM import_row AS r
WHERE r.import_id = $1
    AND CASE r.change
        WHEN 'replace' THEN NOT EXISTS (
            SELECT FROM spatial.versions_of($2) AS v
            WHERE v.version_id = r.version_id AND upper_inf(v.recorded)
        )
        WHEN 'add' THEN EXISTS (
            SELECT FROM spatial.versions_of($2) AS v WHERE v.slug = r.slug AND upper_inf(v.recorded)
        )
        ELSE FALSE
    END
UNION
SELECT
    r.row_number,
    r.place,
    r.attributes ->> 'cluster' AS slug
FROM import_row AS r
WHERE r.import_id = $1
    AND r.change IN ('add', 'replace')
    AND r.attributes ? 'cluster'
    AND NOT EXISTS (
        SELECT FROM cluster_version AS v
        INNER JOIN cluster AS c ON v.cluster_id = c.id
        WHERE c.slug = r.attributes ->> 'cluster' AND upper_inf(v.recorded)
    )
UNION
SELECT
    r.row_number,
    r.place,
    n.slug
FROM import_row AS r
INNER JOIN newer AS n ON r.geom && n.geom AND n.slug IS DISTINCT FROM r.slug
WHERE r.import_id = $1 AND r.change IN ('add', 'replace')
ORDER BY row_number, slug
