-- Sources, brought up to the committed list.
--
--   $1  jsonb  rows of data/source/sources.csv
INSERT INTO source (id, title, url, dated, licence, note)
SELECT r.id, r.title, r.url, r.dated, r.licence, r.note
FROM jsonb_to_recordset($1) AS r (id text, title text, url text, dated text, licence text, note text)
ON CONFLICT (id) DO UPDATE
SET title = excluded.title, url = excluded.url, dated = excluded.dated,
licence = excluded.licence, note = excluded.note
