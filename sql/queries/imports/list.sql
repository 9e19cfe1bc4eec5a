-- What an owner has staged or published, newest first.
--
--   $1  text  owner
SELECT
    i.id,
    i.collection,
    i.file_name,
    i.size_bytes,
    i.sha256,
    i.made_by,
    i.state,
    i.created_at,
    i.expires_at,
    i.published_at,
    i.undone_at,
    (SELECT count(*) FROM import_row AS r WHERE r.import_id = i.id) AS rows,
    (SELECT count(*) FROM import_defect AS d WHERE d.import_id = i.id AND d.severity = 'error') AS errors,
    (SELECT count(*) FROM import_defect AS d WHERE d.import_id = i.id AND d.severity = 'warning') AS warnings
FROM import AS i
WHERE i.owner = $1 AND (i.state IN ('published', 'undone') OR i.expires_at > now())
ORDER BY i.created_at DESC, i.id ASC
LIMIT 200
