-- What was found of a file, before it is looked at anew.
--
--   $1  text  import
DELETE FROM import_defect AS d
WHERE d.import_id = $1
