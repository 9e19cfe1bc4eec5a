-- Versions of clusters again, as new ones: as they were, or only up to a day if they began before it.
--
--   $1  bigint[]  versions
--   $2  date      first day on which they no longer hold; NULL for as it was
INSERT INTO cluster_version (
    cluster_id, row_version, name, phase, established, operating, in_plan, infrastructure_complete,
    commenced_2021_2025, declared_fit, wastewater_action, declared_area_ha, area_as_written, footprint_area_ha,
    former_district, former_communes, commune_as_written, commune_id, commune_basis, commune_flag, flags,
    investor, investment_as_written, decided_as_written, status_as_written, note_vi, note_en, location_basis,
    position_uncertainty_m, boundary_certainty, search_key, geom, valid
)
SELECT
    v.cluster_id,
    (SELECT max(w.row_version) + 1 FROM cluster_version AS w WHERE w.cluster_id = v.cluster_id),
    v.name,
    v.phase,
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
    v.former_district,
    v.former_communes,
    v.commune_as_written,
    v.commune_id,
    v.commune_basis,
    v.commune_flag,
    v.flags,
    v.investor,
    v.investment_as_written,
    v.decided_as_written,
    v.status_as_written,
    v.note_vi,
    v.note_en,
    v.location_basis,
    v.position_uncertainty_m,
    v.boundary_certainty,
    v.search_key,
    v.geom,
    CASE WHEN $2::date IS NULL THEN v.valid ELSE daterange(lower(v.valid), $2) END
FROM cluster_version AS v
WHERE v.version_id = ANY($1::bigint[])
    AND ($2::date IS NULL OR lower(v.valid) < $2)
ORDER BY v.version_id
RETURNING version_id
