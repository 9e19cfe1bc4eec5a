-- Features whose versions written for a file are no longer what is known, and for which file they were changed.
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
WHERE v.version_id = ANY($2::bigint[]) AND NOT upper_inf(v.recorded)
ORDER BY v.slug
