-- The communes since 2025-07-01, and the former ones (the last state before that day).
CREATE VIEW published.communes AS
SELECT
    u.id AS fid,
    u.code AS id,
    v.geom,
    v.geom_84,
    v.geom_3857,
    v.search_key,
    v.valid,
    v.recorded,
    v.row_version,
    to_json(p.*) AS properties
FROM admin_unit AS u
INNER JOIN admin_unit_version AS v ON u.id = v.admin_unit_id
INNER JOIN source AS s ON v.source_id = s.id
CROSS JOIN LATERAL (
    SELECT
        u.code,
        v.name,
        spatial.full_name(v.kind, v.name) AS full_name,
        v.kind,
        v.official_area_km2,
        v.population,
        round(spatial.area_m2(v.geom)::numeric, 1) AS area_m2,
        ARRAY(
            SELECT
                spatial.full_name(f.kind, f.name)
                || ' (' || f.former_district || ')'
            FROM admin_event_part AS part
            INNER JOIN admin_unit_version AS f
                ON part.from_unit_id = f.admin_unit_id AND upper_inf(f.recorded)
            WHERE part.to_unit_id = u.id
            ORDER BY f.former_district, f.name
        ) AS former_communes,
        v.boundary_certainty,
        s.title AS source_title,
        lower(v.valid) AS valid_from,
        upper(v.valid) AS valid_to,
        v.row_version
) AS p
WHERE u.valid_from >= '2025-07-01';

CREATE VIEW published.legacy_communes AS
SELECT
    u.id AS fid,
    u.code AS id,
    v.geom,
    v.geom_84,
    v.geom_3857,
    v.search_key,
    v.valid,
    v.recorded,
    v.row_version,
    to_json(p.*) AS properties
FROM admin_unit AS u
INNER JOIN admin_unit_version AS v ON u.id = v.admin_unit_id
CROSS JOIN LATERAL (
    SELECT
        u.code,
        v.name,
        spatial.full_name(v.kind, v.name) AS full_name,
        v.kind,
        v.former_district AS district,
        (
            SELECT coalesce(json_agg(json_build_object(
                'code', n.code,
                'full_name', spatial.full_name(nv.kind, nv.name),
                'extent', part.extent,
                'is_main', part.is_main
            ) ORDER BY part.is_main DESC, nv.name ASC), '[]')
            FROM admin_event_part AS part
            INNER JOIN admin_unit AS n ON part.to_unit_id = n.id
            INNER JOIN admin_unit_version AS nv ON n.id = nv.admin_unit_id AND upper_inf(nv.recorded)
            WHERE part.from_unit_id = u.id
        ) AS successors,
        v.boundary_certainty,
        lower(v.valid) AS valid_from,
        upper(v.valid) AS valid_to,
        v.row_version
) AS p
WHERE u.valid_from < '2025-07-01';
