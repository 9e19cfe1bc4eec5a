-- What was done to versions on behalf of a file.
--
--   $1  text      import
--   $2  text      table of versions
--   $3  bigint[]  versions
--   $4  text      what was done
INSERT INTO import_version (import_id, relation, version_id, did)
SELECT
    $1,
    $2,
    v.version_id,
    $4
FROM unnest($3::bigint[]) AS v (version_id)
