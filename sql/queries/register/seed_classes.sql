-- Land-use classes. What is there stays.
--
--   $1  jsonb  rows of data/demo/classes.csv
INSERT INTO land_use_class (id, title_vi, title_en, permission, article, synthetic)
SELECT r.id, r.title_vi, r.title_en, r.permission, r.article, r.synthetic
FROM jsonb_to_recordset($1) AS r (
    id text, title_vi text, title_en text, permission text, article text, synthetic boolean
)
ON CONFLICT DO NOTHING
