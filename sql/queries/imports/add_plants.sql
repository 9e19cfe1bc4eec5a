-- Identities of wastewater plants that the file adds, each at its cluster.
--
--   $1  text  import
INSERT INTO wastewater_plant (slug, cluster_id)
SELECT
    r.slug,
    c.id
FROM import_row AS r
INNER JOIN cluster AS c ON c.slug = r.attributes ->> 'cluster'
WHERE r.import_id = $1 AND r.change = 'add'
ORDER BY r.slug
ON CONFLICT DO NOTHING
