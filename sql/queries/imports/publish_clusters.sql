-- Versions of clusters as the file has them: what it does not say stays as it was, an unchanged geometry
-- too. What was before has been closed.
--
--   $1  text     import
--   $2  text     boundary certainty
--   $3  boolean  whether a person said so, also of boundaries that are unchanged
--   $4  date     first day on which it is true; NULL to correct what is known, whose days stay
--   $5  date     first day of what is added
WITH written AS (
    INSERT INTO cluster_version (
        cluster_id, row_version, name, phase, established, operating, in_plan, infrastructure_complete,
        commenced_2021_2025, declared_fit, wastewater_action, declared_area_ha, area_as_written,
        footprint_area_ha, former_district, former_communes, commune_as_written, commune_id, commune_basis,
        commune_flag, flags, investor, investment_as_written, decided_as_written, status_as_written, note_vi,
        note_en, location_basis, position_uncertainty_m, boundary_certainty, search_key, geom, valid
    )
    SELECT
        i.id,
        (SELECT coalesce(max(w.row_version), 0) + 1 FROM cluster_version AS w WHERE w.cluster_id = i.id),
        coalesce(r.attributes ->> 'name', o.name),
        coalesce(r.attributes ->> 'phase', o.phase),
        coalesce((r.attributes ->> 'established')::known, o.established, 'unknown'),
        coalesce((r.attributes ->> 'operating')::known, o.operating, 'unknown'),
        coalesce((r.attributes ->> 'in_plan')::known, o.in_plan, 'unknown'),
        coalesce((r.attributes ->> 'infrastructure_complete')::known, o.infrastructure_complete, 'unknown'),
        coalesce((r.attributes ->> 'commenced_2021_2025')::known, o.commenced_2021_2025, 'unknown'),
        coalesce(o.declared_fit, 'unknown'),
        coalesce(o.wastewater_action, 'none_stated'),
        coalesce((r.attributes ->> 'declared_area_ha')::numeric, o.declared_area_ha),
        CASE WHEN NOT r.attributes ? 'declared_area_ha' THEN o.area_as_written END,
        CASE
            WHEN r.same_geometry THEN o.footprint_area_ha
            ELSE greatest(round(spatial.area_m2(r.geom)::numeric / 10000, 4), 0.0001)
        END,
        o.former_district,
        coalesce(o.former_communes, '{}'),
        coalesce(o.commune_as_written, r.attributes ->> 'commune_as_written'),
        CASE WHEN o.version_id IS NULL THEN u.id ELSE o.commune_id END,
        coalesce(o.commune_basis, CASE WHEN u.id IS NULL THEN 'unknown' ELSE 'import' END),
        coalesce(o.commune_flag, CASE WHEN u.id IS NULL THEN 'not_stated' ELSE 'matches' END),
        coalesce(o.flags, '{}'),
        coalesce(r.attributes ->> 'investor', o.investor),
        o.investment_as_written,
        coalesce(r.attributes ->> 'decided_as_written', o.decided_as_written),
        coalesce(r.attributes ->> 'status_as_written', o.status_as_written),
        coalesce(r.attributes ->> 'note_vi', o.note_vi),
        coalesce(r.attributes ->> 'note_en', o.note_en),
        CASE
            WHEN r.same_geometry AND NOT $3::boolean THEN o.location_basis
            WHEN $2::text = 'surveyed' THEN 'survey'
            ELSE 'drawing'
        END,
        CASE WHEN r.same_geometry AND NOT $3::boolean THEN o.position_uncertainty_m END,
        CASE
            WHEN r.same_geometry AND NOT $3::boolean THEN o.boundary_certainty
            ELSE $2::text::boundary_certainty
        END,
        r.search_key,
        CASE WHEN r.same_geometry THEN o.geom ELSE ST_Multi(r.geom) END,
        CASE
            WHEN o.version_id IS NULL THEN daterange($5::date, NULL)
            WHEN $4::date IS NULL THEN o.valid
            ELSE daterange($4, upper(o.valid))
        END
    FROM import_row AS r
    INNER JOIN cluster AS i ON r.slug = i.slug
    LEFT JOIN cluster_version AS o ON r.version_id = o.version_id
    LEFT JOIN admin_unit AS u ON u.code = r.attributes ->> 'commune_code' AND u.valid_from >= '2025-07-01'
    WHERE r.import_id = $1 AND r.change IN ('add', 'replace')
    ORDER BY r.row_number
    RETURNING version_id, cluster_id
)

INSERT INTO import_version (import_id, relation, version_id, did, row_number)
SELECT
    $1,
    'cluster_version',
    w.version_id,
    'wrote',
    r.row_number
FROM written AS w
INNER JOIN cluster AS i ON w.cluster_id = i.id
INNER JOIN import_row AS r ON i.slug = r.slug AND r.import_id = $1
WHERE r.change IN ('add', 'replace')
