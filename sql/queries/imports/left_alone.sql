-- Plants whose cluster would no longer be there: written for a file that is undone, and by nothing else.
--
--   $1  bigint[]  versions of clusters that are taken back
--   $2  bigint[]  versions of clusters that come back
SELECT
    w.slug,
    c.slug AS cluster
FROM cluster_version AS v
INNER JOIN cluster AS c ON v.cluster_id = c.id
INNER JOIN wastewater_plant AS w ON c.id = w.cluster_id
INNER JOIN wastewater_plant_version AS p ON w.id = p.wastewater_plant_id AND upper_inf(p.recorded)
WHERE v.version_id = ANY($1::bigint[])
    AND NOT EXISTS (
        SELECT FROM cluster_version AS o
        WHERE o.cluster_id = c.id
            AND (
                o.version_id = ANY($2::bigint[])
                OR (upper_inf(o.recorded) AND NOT o.version_id = ANY($1::bigint[]))
            )
    )
ORDER BY w.slug
