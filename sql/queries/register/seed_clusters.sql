-- Clusters with their first version. True since the day of the plan that names them.
--
--   $1  jsonb       rows of data/cluster/clusters.csv, completed; `place` counts from 1
--   $2  geometry[]  their footprints, EPSG:5897, in that order
WITH entry AS (
    SELECT
        r.*,
        ($2::geometry[])[r.place] AS geom
    FROM jsonb_to_recordset($1) AS r (
        slug text, name text, phase text, established known, operating known, in_plan known,
        infrastructure_complete known, commenced_2021_2025 known, declared_fit text,
        wastewater_action text, declared_area_ha numeric, area_as_written text,
        footprint_area_ha numeric, former_district text, former_list text[], commune_as_written text,
        commune_code text, commune_basis text, commune_flag text, flag_list text[], investor text,
        investment_as_written text, decided_as_written text, status_as_written text, note_vi text,
        note_en text, location_basis text, position_uncertainty_m double precision, search_key text,
        place integer
    )
),

identity AS (
    INSERT INTO cluster (slug)
    SELECT e.slug
    FROM entry AS e
    ORDER BY e.place
    RETURNING id, slug
)

INSERT INTO cluster_version (
    cluster_id, row_version, name, phase, established, operating, in_plan, infrastructure_complete,
    commenced_2021_2025, declared_fit, wastewater_action, declared_area_ha, area_as_written,
    footprint_area_ha, former_district, former_communes, commune_as_written, commune_id,
    commune_basis, commune_flag, flags, investor, investment_as_written, decided_as_written,
    status_as_written, note_vi, note_en, location_basis, position_uncertainty_m,
    boundary_certainty, search_key, geom, valid
)
SELECT
    i.id,
    1,
    normalize(e.name, NFC),
    e.phase,
    e.established,
    e.operating,
    e.in_plan,
    e.infrastructure_complete,
    e.commenced_2021_2025,
    e.declared_fit,
    e.wastewater_action,
    e.declared_area_ha,
    e.area_as_written,
    e.footprint_area_ha,
    e.former_district,
    e.former_list,
    e.commune_as_written,
    u.id,
    e.commune_basis,
    e.commune_flag,
    e.flag_list,
    e.investor,
    e.investment_as_written,
    e.decided_as_written,
    e.status_as_written,
    e.note_vi,
    e.note_en,
    e.location_basis,
    e.position_uncertainty_m,
    'indicative',
    e.search_key,
    e.geom,
    daterange(d.issued_on, NULL)
FROM entry AS e
INNER JOIN identity AS i ON e.slug = i.slug
INNER JOIN decision AS d ON d.id = 'kh-305-2025'
LEFT JOIN admin_unit AS u ON e.commune_code = u.code AND u.valid_from >= '2025-07-01'
ORDER BY e.place
