-- All communes as GeoJSON text, a row each: what the product's whole collection is measured against. Frozen;
-- not the product's own.
SELECT
    '{"type":"Feature","id":' || to_json(u.code) || ',"geometry":' || ST_AsGeoJSON(v.geom_84, 7, 0)
    || ',"properties":' || to_json(p.*) || '}' AS feature
FROM admin_unit AS u
INNER JOIN admin_unit_version AS v ON u.id = v.admin_unit_id
INNER JOIN source AS s ON v.source_id = s.id
CROSS JOIN LATERAL (
    SELECT
        u.code,
        v.name,
        upper(left(v.kind, 1)) || substr(v.kind, 2) || ' ' || v.name AS full_name,
        v.kind,
        v.official_area_km2,
        v.population,
        round(ST_Area(v.geom)::numeric, 1) AS area_m2,
        ARRAY(
            SELECT
                upper(left(f.kind, 1)) || substr(f.kind, 2) || ' ' || f.name
                || ' (' || upper(left(d.kind, 1)) || substr(d.kind, 2) || ' ' || d.name || ')'
            FROM admin_event_part AS part
            INNER JOIN admin_unit_version AS f
                ON part.from_unit_id = f.admin_unit_id AND upper_inf(f.recorded)
            INNER JOIN admin_unit_version AS d
                ON f.parent_id = d.admin_unit_id AND upper_inf(d.recorded)
            WHERE part.to_unit_id = u.id
            ORDER BY upper(left(d.kind, 1)) || substr(d.kind, 2) || ' ' || d.name, f.name, f.kind
        ) AS former_communes,
        v.boundary_certainty,
        s.title AS source_title,
        lower(v.valid) AS valid_from,
        upper(v.valid) AS valid_to,
        v.row_version
) AS p
WHERE u.valid_from >= '2025-07-01'
    AND v.valid @> current_date
    AND v.recorded @> now()
ORDER BY u.id
