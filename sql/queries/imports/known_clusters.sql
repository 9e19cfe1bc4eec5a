-- The clusters as the register has them: each with the version that is true on a day, else the latest. An identity
-- that no version is known of any more has NULL for it; its id may be taken again.
--
--   $1  date  day
SELECT
    c.slug,
    v.version_id,
    v.valid @> $1::date AS is_valid,
    lower(v.valid)::text AS valid_from,
    v.name,
    NULL AS of,
    jsonb_build_object(
        'name', v.name,
        'phase', v.phase,
        'declared_area_ha', v.declared_area_ha,
        'established', v.established,
        'operating', v.operating,
        'in_plan', v.in_plan,
        'infrastructure_complete', v.infrastructure_complete,
        'commenced_2021_2025', v.commenced_2021_2025,
        'investor', v.investor,
        'decided_as_written', v.decided_as_written,
        'status_as_written', v.status_as_written,
        'note_vi', v.note_vi,
        'note_en', v.note_en,
        'former_communes', v.former_communes,
        'former_district', v.former_district,
        'boundary_certainty', v.boundary_certainty
    ) AS attributes,
    CASE
        WHEN u.code IS NOT NULL AND v.commune_basis <> 'crosswalk' THEN ARRAY[u.code]
        ELSE ARRAY(
            SELECT DISTINCT n.code
            FROM cluster_former_commune AS f
            INNER JOIN admin_event_part AS p ON f.admin_unit_id = p.from_unit_id
            INNER JOIN admin_unit AS n ON p.to_unit_id = n.id
            WHERE f.cluster_id = c.id
            ORDER BY n.code
        )
    END AS communes,
    spatial.full_name(uv.kind, uv.name) AS commune_name
FROM cluster AS c
LEFT JOIN LATERAL (
    SELECT w.*
    FROM cluster_version AS w
    WHERE w.cluster_id = c.id AND upper_inf(w.recorded)
    ORDER BY w.valid @> $1::date DESC, lower(w.valid) DESC
    LIMIT 1
) AS v ON TRUE
LEFT JOIN admin_unit AS u ON v.commune_id = u.id
LEFT JOIN admin_unit_version AS uv ON u.id = uv.admin_unit_id AND upper_inf(uv.recorded)
ORDER BY c.slug
