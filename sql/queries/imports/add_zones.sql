-- Identities of zones that the file adds to its plan.
--
--   $1  text  import
INSERT INTO plan_zone (plan_id, slug)
SELECT
    p.id,
    r.slug
FROM import_row AS r
INNER JOIN import AS i ON r.import_id = i.id
INNER JOIN plan AS p ON p.slug = i.settings ->> 'plan'
WHERE r.import_id = $1 AND r.change = 'add'
ORDER BY r.slug
ON CONFLICT DO NOTHING
