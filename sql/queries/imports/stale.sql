-- Rows that can no longer be published as they were checked: what they replace has changed since, or what they add is
-- there.
--
--   $1  text  import
--   $2  text  table of versions
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
ORDER BY r.row_number
