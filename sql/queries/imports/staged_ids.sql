-- Staged files whose bytes are still needed.
SELECT i.id
FROM import AS i
WHERE i.state IN ('asks', 'checked') AND i.expires_at > now()
