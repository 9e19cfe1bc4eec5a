-- A staged or published file. No row: there is none, or it is somebody else's, or it has expired.
--
--   $1  text  import
--   $2  text  owner, NULL for any
SELECT
    i.id,
    i.collection,
    i.owner,
    i.made_by,
    i.file_name,
    i.size_bytes,
    i.sha256,
    i.format,
    i.layer,
    i.encoding,
    i.settings,
    i.reading,
    i.asks,
    i.state,
    i.created_at,
    i.expires_at,
    i.published_at,
    i.undone_at
FROM import AS i
WHERE i.id = $1
    AND ($2::text IS NULL OR i.owner = $2)
    AND (i.state IN ('published', 'undone') OR i.expires_at > now())
