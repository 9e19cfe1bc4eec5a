-- Parts that the resolution names and the table of former and new units does not. What is there stays.
--
--   $1  jsonb  rows of data/commune/clauses.csv
INSERT INTO admin_event_dissent (admin_event_id, from_unit_id, to_unit_id, clause, moves)
SELECT
    'nq-1656-2025',
    f.id,
    n.id,
    r.clause,
    r.moves
FROM jsonb_to_recordset($1) AS r (former_code text, new_code text, clause integer, moves text)
INNER JOIN admin_unit AS f ON r.former_code = f.code AND f.valid_from < '2025-07-01'
INNER JOIN admin_unit AS n ON r.new_code = n.code AND n.valid_from >= '2025-07-01'
LEFT JOIN admin_event_part AS p
    ON p.admin_event_id = 'nq-1656-2025' AND f.id = p.from_unit_id AND n.id = p.to_unit_id
WHERE p.from_unit_id IS NULL
ON CONFLICT DO NOTHING
