-- Which former units went into which new ones, by resolution 1656/NQ-UBTVQH15. What is there stays.
--
--   $1  jsonb  rows of data/commune/crosswalk.csv
WITH event AS (
    INSERT INTO admin_event (id, effective_on, decision_id, article)
    VALUES ('nq-1656-2025', '2025-07-01', 'nq-1656-2025', 'Điều 1')
    ON CONFLICT DO NOTHING
    RETURNING id
)
INSERT INTO admin_event_part (admin_event_id, from_unit_id, to_unit_id, extent, is_main)
SELECT event.id, f.id, n.id, r.extent, r.is_main
FROM event
CROSS JOIN jsonb_to_recordset($1) AS r (former_code text, new_code text, extent text, is_main boolean)
INNER JOIN admin_unit AS f ON r.former_code = f.code AND f.valid_from < '2025-07-01'
INNER JOIN admin_unit AS n ON r.new_code = n.code AND n.valid_from >= '2025-07-01'
