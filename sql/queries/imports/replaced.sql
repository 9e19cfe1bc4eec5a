-- The versions that rows of a file replace.
--
--   $1  text  import
SELECT r.version_id
FROM import_row AS r
WHERE r.import_id = $1 AND r.change = 'replace' AND r.version_id IS NOT NULL
ORDER BY r.version_id
