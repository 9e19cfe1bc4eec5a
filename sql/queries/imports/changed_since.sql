-- Features of versions that are history, and the file they were changed for.
--
--   $1  text      table of versions
--   $2  bigint[]  versions
SELECT DISTINCT
    v.slug,
    i.file_name,
    i.made_by
FROM spatial.versions_of($1) AS v
LEFT JOIN import_version AS t
    ON v.version_id = t.version_id AND t.relation = $1 AND t.did = 'closed'
LEFT JOIN import AS i ON t.import_id = i.id
WHERE v.version_id = ANY($2::bigint[])
ORDER BY v.slug
