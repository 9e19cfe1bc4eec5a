-- Takes hold of a checked file that is to be published: the first thing written. Whoever settles it anew has finished,
-- or waits. No row: it is not checked, or has expired.
--
--   $1  text  import
--   $2  text  owner, NULL for any
UPDATE import AS i
SET state = i.state
WHERE i.id = $1
    AND ($2::text IS NULL OR i.owner = $2)
    AND i.state = 'checked'
    AND i.expires_at > now()
RETURNING i.id
