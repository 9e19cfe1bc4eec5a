-- What each source says of each wastewater plant.
--
--   $1  jsonb  rows of data/wastewater_plant/citations.csv
INSERT INTO citation (wastewater_plant_id, property, as_written, place, source_id)
SELECT w.id, r.property, r.as_written, r.place, r.source_id
FROM jsonb_to_recordset($1) AS r (slug text, property text, as_written text, place text, source_id text)
INNER JOIN wastewater_plant AS w ON r.slug = w.slug
