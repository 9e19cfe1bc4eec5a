-- Keeps how far the register was when a file was checked against it.
--
--   $1  text  import
--   $2  text  table of versions
UPDATE import AS i
SET checked_version = coalesce((SELECT max(v.version_id) FROM spatial.versions_of($2) AS v), 0)
WHERE i.id = $1
