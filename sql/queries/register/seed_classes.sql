-- Land-use classes, and what a cluster may be on their land. What is there stays.
--
--   $1  jsonb  rows of data/demo/classes.csv
--   $2  date   true since
WITH entry AS (
    SELECT r.*
    FROM jsonb_to_recordset($1) AS r (
        id text, title_vi text, title_en text, permission text, article text, synthetic boolean
    )
),

class AS (
    INSERT INTO land_use_class (id, title_vi, title_en, synthetic)
    SELECT e.id, e.title_vi, e.title_en, e.synthetic
    FROM entry AS e
    ON CONFLICT DO NOTHING
    RETURNING id
)

INSERT INTO land_use_permission (class_id, row_version, permission, article, valid)
SELECT e.id, 1, e.permission, e.article, daterange($2::date, NULL)
FROM entry AS e
INNER JOIN class AS c ON e.id = c.id
