-- The communes since 2025-07-01; the former ones and the districts as they were until 2025-06-30.
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
                || ' (' || spatial.full_name(d.kind, d.name) || ')'
            FROM admin_event_part AS part
            INNER JOIN admin_unit_version AS f
                ON part.from_unit_id = f.admin_unit_id AND upper_inf(f.recorded)
            INNER JOIN admin_unit_version AS d
                ON f.parent_id = d.admin_unit_id AND upper_inf(d.recorded)
            WHERE part.to_unit_id = u.id
            ORDER BY spatial.full_name(d.kind, d.name), f.name, f.kind
        ) AS former_communes,
        v.boundary_certainty,
        s.title AS source_title,
        lower(v.valid) AS valid_from,
        upper(v.valid) AS valid_to,
        v.row_version
) AS p
WHERE u.valid_from >= '2025-07-01' AND v.kind IN ('phường', 'xã');

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
INNER JOIN admin_unit AS du ON v.parent_id = du.id
INNER JOIN LATERAL (
    SELECT spatial.full_name(d.kind, d.name) AS full_name
    FROM admin_unit_version AS d
    WHERE d.admin_unit_id = du.id
    ORDER BY d.row_version DESC
    LIMIT 1
) AS district ON TRUE
LEFT JOIN former_commune_box AS b ON u.id = b.admin_unit_id
CROSS JOIN LATERAL (
    SELECT
        u.code,
        v.name,
        spatial.full_name(v.kind, v.name) AS full_name,
        v.kind,
        district.full_name AS district,
        du.code AS district_code,
        (
            SELECT coalesce(json_agg(json_build_object(
                'code', n.code,
                'full_name', spatial.full_name(nv.kind, nv.name),
                'extent', part.extent,
                'is_main', part.is_main,
                'weight', round(part.weight::numeric, 4),
                'basis', part.basis,
                'clause', part.clause
            ) ORDER BY part.weight DESC NULLS LAST, nv.name ASC), '[]')
            FROM admin_event_part AS part
            INNER JOIN admin_unit AS n ON part.to_unit_id = n.id
            INNER JOIN admin_unit_version AS nv ON n.id = nv.admin_unit_id AND upper_inf(nv.recorded)
            WHERE part.from_unit_id = u.id
        ) AS successors,
        ARRAY[b.centre_lon, b.centre_lat] AS centre,
        ARRAY[b.west, b.south, b.east, b.north] AS box,
        v.boundary_certainty,
        lower(v.valid) AS valid_from,
        upper(v.valid) AS valid_to,
        v.row_version
) AS p
WHERE u.valid_from < '2025-07-01';

CREATE VIEW published.legacy_districts AS
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
        round(spatial.area_m2(v.geom)::numeric, 1) AS area_m2,
        (
            SELECT count(*)
            FROM admin_unit_version AS c
            WHERE c.parent_id = u.id AND upper_inf(c.recorded)
        ) AS communes,
        v.boundary_certainty,
        lower(v.valid) AS valid_from,
        upper(v.valid) AS valid_to,
        v.row_version
) AS p
WHERE v.kind IN ('quận', 'huyện', 'thị xã');
