-- What was done to versions on behalf of a file.
--
--   $1  text      import
--   $2  text      table of versions
--   $3  bigint[]  versions
--   $4  text      what was done
--   $5  bigint[]  what they are copies of, in that order; NULL for none
INSERT INTO import_version (import_id, relation, version_id, did, copy_of)
SELECT
    $1,
    $2,
    v.version_id,
    $4,
    c.copy_of
FROM unnest($3::bigint[]) WITH ORDINALITY AS v (version_id, n)
LEFT JOIN unnest($5::bigint[]) WITH ORDINALITY AS c (copy_of, n) ON v.n = c.n
