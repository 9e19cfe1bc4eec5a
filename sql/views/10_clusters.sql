-- Industrial clusters, each with its facts, what they were read from, and the communes it may lie in.
CREATE VIEW published.clusters AS
SELECT
    c.id AS fid,
    c.slug AS id,
    v.geom,
    v.geom_84,
    v.geom_3857,
    v.search_key,
    v.valid,
    v.recorded,
    v.row_version,
    to_json(p.*) AS properties
FROM cluster AS c
INNER JOIN cluster_version AS v ON c.id = v.cluster_id
LEFT JOIN admin_unit AS u ON v.commune_id = u.id
LEFT JOIN LATERAL (
    SELECT spatial.full_name(uv.kind, uv.name) AS full_name
    FROM admin_unit_version AS uv
    WHERE uv.admin_unit_id = u.id
    ORDER BY uv.row_version DESC
    LIMIT 1
) AS commune ON TRUE
CROSS JOIN LATERAL (
    SELECT
        v.name,
        v.phase,
        u.code AS commune_code,
        commune.full_name AS commune_name,
        v.commune_basis,
        v.commune_flag,
        v.commune_as_written,
        ARRAY(
            SELECT spatial.full_name(tv.kind, tv.name)
            FROM cluster_former_commune AS f
            INNER JOIN admin_event_part AS part ON f.admin_unit_id = part.from_unit_id
            INNER JOIN admin_unit_version AS tv
                ON part.to_unit_id = tv.admin_unit_id AND upper_inf(tv.recorded)
            WHERE f.cluster_id = c.id
            GROUP BY tv.kind, tv.name
            ORDER BY tv.name, tv.kind
        ) AS candidate_communes,
        v.former_communes,
        v.former_district,
        v.established,
        v.operating,
        v.in_plan,
        v.infrastructure_complete,
        v.commenced_2021_2025,
        v.declared_fit,
        v.wastewater_action,
        v.declared_area_ha,
        v.area_as_written,
        v.footprint_area_ha,
        v.declared_area_ha IS NULL AS area_is_assumed,
        round(spatial.area_m2(v.geom)::numeric, 1) AS area_m2,
        v.investor,
        v.investment_as_written,
        v.decided_as_written,
        v.status_as_written,
        v.note_vi,
        v.note_en,
        v.flags,
        v.location_basis,
        v.position_uncertainty_m,
        v.boundary_certainty,
        (
            SELECT coalesce(json_agg(json_build_object(
                'property', t.property,
                'as_written', t.as_written,
                'place', t.place,
                'source_id', t.source_id,
                'source_title', s.title,
                'source_url', s.url
            ) ORDER BY t.id), '[]')
            FROM citation AS t
            INNER JOIN source AS s ON t.source_id = s.id
            WHERE t.cluster_id = c.id
        ) AS citations,
        lower(v.valid) AS valid_from,
        upper(v.valid) AS valid_to,
        v.row_version
) AS p;
