-- Of published files that have expired only what they changed and where it came from stays.
DELETE FROM import_row AS r
USING import AS i
WHERE r.import_id = i.id AND i.state IN ('published', 'undone') AND i.expires_at <= now()
