-- What each source says of each cluster.
--
--   $1  jsonb  rows of data/cluster/citations.csv
INSERT INTO citation (cluster_id, property, as_written, place, source_id)
SELECT c.id, r.property, r.as_written, r.place, r.source_id
FROM jsonb_to_recordset($1) AS r (slug text, property text, as_written text, place text, source_id text)
INNER JOIN cluster AS c ON r.slug = c.slug
