-- The source that stands for a file that is published: the first thing written.
--
--   $1  text  source
--   $2  text  title
--   $3  text  its day
--   $4  text  note: what it was and how it was read
INSERT INTO source (id, title, dated, note)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
