-- Staged files that have expired are taken away.
DELETE FROM import AS i
WHERE i.state IN ('asks', 'checked') AND i.expires_at <= now()
