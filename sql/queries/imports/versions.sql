-- The versions that publishing a file closed and wrote.
--
--   $1  text  import
SELECT
    v.version_id,
    v.did
FROM import_version AS v
WHERE v.import_id = $1
ORDER BY v.version_id
