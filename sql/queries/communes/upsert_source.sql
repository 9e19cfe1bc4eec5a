-- The source of boundaries that a person or a download brings.
--
--   $1  text  source id
--   $2  text  title
--   $3  text  address, or NULL
INSERT INTO source (id, title, url)
VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET title = excluded.title, url = coalesce(excluded.url, source.url)
