-- Marks a file as published, if it may be: checked, not expired, without an error. No row: it may not.
--
--   $1  text  import
--   $2  text  owner, NULL for any
--   $3  text  source that stands for it
UPDATE import AS i
SET state = 'published', published_at = now(), source_id = $3
WHERE i.id = $1
    AND ($2::text IS NULL OR i.owner = $2)
    AND i.state = 'checked'
    AND i.expires_at > now()
    AND NOT EXISTS (
        SELECT FROM import_defect AS d WHERE d.import_id = i.id AND d.severity = 'error'
    )
RETURNING i.id
