-- The former communes each cluster is said to lie in.
--
--   $1  jsonb  rows of data/cluster/clusters.csv, completed
INSERT INTO cluster_former_commune (cluster_id, admin_unit_id)
SELECT DISTINCT
    c.id,
    u.id
FROM jsonb_to_recordset($1) AS r (slug text, former_code_list text[])
CROSS JOIN LATERAL unnest(r.former_code_list) AS f (code)
INNER JOIN cluster AS c ON r.slug = c.slug
INNER JOIN admin_unit AS u ON f.code = u.code AND u.valid_from < '2025-07-01'
