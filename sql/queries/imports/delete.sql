-- A staged file is taken away with all that was found of it. Published ones stay.
--
--   $1  text  import
--   $2  text  owner, NULL for any
DELETE FROM import AS i
WHERE i.id = $1
    AND ($2::text IS NULL OR i.owner = $2)
    AND i.state IN ('asks', 'checked')
