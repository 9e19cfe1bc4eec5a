-- Which clause of resolution 1656/NQ-UBTVQH15 moves what of each former unit; what is the same is not written again.
--
--   $1  jsonb  rows of data/commune/clauses.csv
UPDATE admin_event_part AS p
SET
    clause = r.clause,
    moves = r.moves,
    -- To be computed anew: the clause may settle them otherwise.
    weight = NULL
FROM jsonb_to_recordset($1) AS r (former_code text, new_code text, clause integer, moves text)
INNER JOIN admin_unit AS f ON r.former_code = f.code AND f.valid_from < '2025-07-01'
INNER JOIN admin_unit AS n ON r.new_code = n.code AND n.valid_from >= '2025-07-01'
WHERE p.admin_event_id = 'nq-1656-2025'
    AND p.from_unit_id = f.id
    AND p.to_unit_id = n.id
    AND (p.clause, p.moves) IS DISTINCT FROM (r.clause, r.moves)
