-- Seconds until the first staged file expires.
SELECT ceil(extract(EPOCH FROM min(i.expires_at) - now()))::bigint AS after_s
FROM import AS i
WHERE i.state IN ('asks', 'checked') AND i.expires_at > now()
