-- For each version what is known in its stead now: itself, or the copy that came back when what replaced it was undone.
-- No row for one that is history.
--
--   $1  text      table of versions
--   $2  bigint[]  versions
WITH RECURSIVE chain (version_id, standing_id) AS (
    SELECT
        w.version_id,
        w.version_id AS standing_id
    FROM unnest($2::bigint[]) AS w (version_id)
    UNION ALL
    SELECT
        c.version_id,
        t.version_id AS standing_id
    FROM chain AS c
    INNER JOIN import_version AS t ON t.relation = $1 AND c.standing_id = t.copy_of
)

SELECT
    c.version_id,
    c.standing_id
FROM chain AS c
INNER JOIN spatial.versions_of($1) AS v ON c.standing_id = v.version_id
WHERE upper_inf(v.recorded)
ORDER BY c.version_id
