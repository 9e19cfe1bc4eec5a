-- Marks a published file as undone: the first thing written. No row: it is not published.
--
--   $1  text  import
--   $2  text  owner, NULL for any
UPDATE import AS i
SET state = 'undone', undone_at = now()
WHERE i.id = $1 AND ($2::text IS NULL OR i.owner = $2) AND i.state = 'published'
RETURNING i.source_id
