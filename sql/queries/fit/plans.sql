-- The plans with their versions, papers, and how much of their geometry is held.
--
--   $1  date  today: its version gives the titles
SELECT jsonb_build_object(
    'id', p.slug,
    'title_vi', latest.title_vi,
    'title_en', latest.title_en,
    'level', latest.level,
    'law_status', today.law_status,
    'synthetic', latest.synthetic,
    'has_zones', counts.zones > 0,
    'zones', counts.zones,
    'constraints', counts.constraints,
    'versions', (
        SELECT jsonb_agg(jsonb_build_object(
            'version', v.row_version,
            'title_vi', v.title_vi,
            'title_en', v.title_en,
            'law_status', v.law_status,
            'valid_from', lower(v.valid),
            'valid_to', upper(v.valid),
            'note_vi', v.note_vi,
            'note_en', v.note_en
        ) ORDER BY lower(v.valid))
        FROM plan_version AS v
        WHERE v.plan_id = p.id AND upper_inf(v.recorded)
    ),
    'documents', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'number', d.number,
            'issuer', d.issuer,
            'issued_on', d.issued_on,
            'title_vi', d.title_vi,
            'title_en', d.title_en,
            'role', t.role,
            'article', t.article,
            'note_vi', t.note_vi,
            'note_en', t.note_en,
            'source_title', s.title,
            'source_url', s.url
        ) ORDER BY d.issued_on, d.number, t.role), '[]')
        FROM plan_document AS t
        INNER JOIN decision AS d ON t.decision_id = d.id
        LEFT JOIN source AS s ON d.source_id = s.id
        WHERE t.plan_id = p.id
    )
) AS plan
FROM plan AS p
CROSS JOIN LATERAL (
    SELECT v.*
    FROM plan_version AS v
    WHERE v.plan_id = p.id AND upper_inf(v.recorded)
    ORDER BY v.valid @> $1::date DESC, lower(v.valid) DESC
    LIMIT 1
) AS latest
LEFT JOIN plan_version AS today
    ON p.id = today.plan_id AND upper_inf(today.recorded) AND today.valid @> $1::date
CROSS JOIN LATERAL (
    SELECT
        (
            SELECT count(DISTINCT z.id)
            FROM plan_zone AS z
            INNER JOIN plan_zone_version AS v ON z.id = v.plan_zone_id
            WHERE z.plan_id = p.id AND upper_inf(v.recorded)
        ) AS zones,
        (
            SELECT count(DISTINCT z.id)
            FROM plan_constraint AS z
            INNER JOIN plan_constraint_version AS v ON z.id = v.plan_constraint_id
            WHERE z.plan_id = p.id AND upper_inf(v.recorded)
        ) AS constraints
) AS counts
ORDER BY latest.synthetic, p.slug
