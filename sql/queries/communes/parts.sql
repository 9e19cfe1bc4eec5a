-- What of each former unit went into each new one, and what only the resolution names.
SELECT
    p.from_unit_id,
    p.to_unit_id,
    p.clause,
    p.moves,
    p.weight,
    p.basis,
    p.population_weight,
    p.population_basis,
    FALSE AS only_in_law
FROM admin_event_part AS p
UNION ALL
SELECT
    d.from_unit_id,
    d.to_unit_id,
    d.clause,
    d.moves,
    NULL AS weight,
    NULL AS basis,
    NULL AS population_weight,
    NULL AS population_basis,
    TRUE AS only_in_law
FROM admin_event_dissent AS d
ORDER BY from_unit_id, to_unit_id
