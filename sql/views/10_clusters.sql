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
    -- Where its former communes went: one of these, unless none of them was divided.
    SELECT
        count(*) AS units,
        bool_or(t.is_divided) AS is_divided,
        coalesce(json_agg(
            json_build_object('code', t.code, 'full_name', t.full_name) ORDER BY t.full_name
        ), '[]') AS communes
    FROM (
        SELECT
            n.code,
            spatial.full_name(tv.kind, tv.name) AS full_name,
            bool_or(part.extent = 'part') AS is_divided
        FROM cluster_former_commune AS f
        INNER JOIN admin_event_part AS part ON f.admin_unit_id = part.from_unit_id
        INNER JOIN admin_unit AS n ON part.to_unit_id = n.id
        INNER JOIN admin_unit_version AS tv
            ON part.to_unit_id = tv.admin_unit_id AND upper_inf(tv.recorded)
        WHERE f.cluster_id = c.id
        GROUP BY n.code, tv.kind, tv.name
    ) AS t
) AS may_lie_in
CROSS JOIN LATERAL (
    -- Where its footprint lies among the communes of today; touching is not lying in.
    SELECT
        coalesce(bool_and(t.is_known), FALSE) AS is_known,
        coalesce(json_agg(
            json_build_object('code', t.code, 'full_name', t.full_name, 'share', round(t.share::numeric, 4))
            ORDER BY t.share DESC, t.code ASC
        ), '[]') AS communes
    FROM (
        SELECT
            a.code,
            spatial.full_name(a.kind, a.name) AS full_name,
            a.boundary_certainty <> 'indicative' AS is_known,
            CASE
                WHEN ST_CoveredBy(v.geom, a.geom) THEN 1
                ELSE spatial.area_m2(ST_Intersection(v.geom, a.geom)) / spatial.area_m2(v.geom)
            END AS share
        FROM admin_unit_version AS a
        WHERE a.geom && v.geom
            AND a.kind IN ('phường', 'xã')
            AND upper_inf(a.recorded)
            AND upper_inf(a.valid)
    ) AS t
    WHERE t.share >= 0.00005
) AS lies_in
CROSS JOIN LATERAL (
    SELECT
        v.name,
        v.phase,
        u.code AS commune_code,
        commune.full_name AS commune_name,
        v.commune_basis,
        v.commune_flag,
        v.commune_as_written,
        CASE
            WHEN v.boundary_certainty <> 'indicative' AND lies_in.is_known THEN 'computed'
            WHEN may_lie_in.units > 1 AND may_lie_in.is_divided THEN 'one_of'
            WHEN may_lie_in.units > 1 THEN 'several'
            WHEN v.commune_id IS NOT NULL OR may_lie_in.units = 1 THEN 'resolved'
            ELSE 'unknown'
        END AS commune_state,
        may_lie_in.communes AS candidate_communes,
        lies_in.communes AS computed_communes,
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
        v.declared_area_ha IS NULL AND v.boundary_certainty = 'indicative' AS area_is_assumed,
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
