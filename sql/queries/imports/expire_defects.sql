-- As expire_rows.
DELETE FROM import_defect AS d
USING import AS i
WHERE d.import_id = i.id AND i.state IN ('published', 'undone') AND i.expires_at <= now()
