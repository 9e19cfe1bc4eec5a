-- Keeps the communes of rows for their document.
--
--   $1  text   import
--   $2  jsonb  [{row_number, communes}]
UPDATE import_row AS r
SET communes = t.communes
FROM jsonb_to_recordset($2) AS t (row_number integer, communes jsonb)
WHERE r.import_id = $1 AND r.row_number = t.row_number
