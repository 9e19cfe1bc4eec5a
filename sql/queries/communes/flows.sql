-- The restructuring whole: its paper, the units of before and of today by code, and what went where, as JSON.
SELECT json_build_object(
    'event', (
        SELECT json_build_object(
            'id', e.id,
            'effective_on', e.effective_on,
            'article', e.article,
            'document', json_build_object('number', d.number, 'issuer', d.issuer, 'issued_on', d.issued_on)
        )
        FROM admin_event AS e
        INNER JOIN decision AS d ON e.decision_id = d.id
        WHERE e.id = 'nq-1656-2025'
    ),
    'from', (
        SELECT json_object_agg(v.code, json_build_object(
            'name', v.name,
            'full_name', spatial.full_name(v.kind, v.name),
            'kind', v.kind,
            'district', spatial.full_name(d.kind, d.name)
        ) ORDER BY v.code)
        FROM admin_unit_version AS v
        INNER JOIN admin_unit_version AS d ON v.parent_id = d.admin_unit_id AND upper_inf(d.recorded)
        WHERE upper_inf(v.recorded)
    ),
    'to', (
        SELECT json_object_agg(v.code, json_build_object(
            'name', v.name,
            'full_name', spatial.full_name(v.kind, v.name),
            'kind', v.kind
        ) ORDER BY v.code)
        FROM admin_unit_version AS v
        WHERE upper_inf(v.recorded) AND upper_inf(v.valid)
    ),
    'parts', (
        SELECT json_agg(json_build_array(
            f.code, n.code, p.moves, p.clause,
            round(p.weight::numeric, 6), p.basis, round(p.population_weight::numeric, 6), p.population_basis
        ) ORDER BY f.code ASC, p.weight DESC, n.code ASC)
        FROM admin_event_part AS p
        INNER JOIN admin_unit AS f ON p.from_unit_id = f.id
        INNER JOIN admin_unit AS n ON p.to_unit_id = n.id
        WHERE p.admin_event_id = 'nq-1656-2025'
    ),
    'only_in_law', (
        SELECT json_agg(json_build_array(f.code, n.code, d.moves, d.clause) ORDER BY f.code, n.code)
        FROM admin_event_dissent AS d
        INNER JOIN admin_unit AS f ON d.from_unit_id = f.id
        INNER JOIN admin_unit AS n ON d.to_unit_id = n.id
        WHERE d.admin_event_id = 'nq-1656-2025'
    )
)::text AS flows
