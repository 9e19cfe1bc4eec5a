-- Identities of clusters that the file adds; one that was taken back before is there already.
--
--   $1  text  import
INSERT INTO cluster (slug)
SELECT r.slug
FROM import_row AS r
WHERE r.import_id = $1 AND r.change = 'add'
ORDER BY r.slug
ON CONFLICT DO NOTHING
