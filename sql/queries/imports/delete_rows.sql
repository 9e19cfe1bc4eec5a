-- What was staged of a file, before it is staged anew.
--
--   $1  text  import
DELETE FROM import_row AS r
WHERE r.import_id = $1
