-- Rows whose geometry is that of the version they would replace are told so; those that give no other attributes
-- either change nothing.
--
--   $1  text              import
--   $2  text              table of versions
--   $3  bigint[]          rows that give no other attributes and no other certainty
--   $4  double precision  tolerance, m
UPDATE import_row AS r
SET
    same_geometry = TRUE,
    change = CASE
        WHEN r.change = 'replace' AND r.row_number = ANY($3::bigint[]) THEN 'same'
        ELSE r.change
    END
FROM spatial.versions_of($2) AS v
WHERE r.import_id = $1
    AND r.version_id = v.version_id
    AND spatial.is_same_place(r.geom, v.geom, $4)
