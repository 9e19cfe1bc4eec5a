-- Codes of the communes whose boundary, certainty or source is not what is shown already.
--
--   $1  text[]      codes
--   $2  geometry[]  their areas, EPSG:4326, in the same order
--   $3  text        source id
--   $4  text        boundary certainty
SELECT g.code
FROM unnest($1::text[], $2::geometry[]) AS g (code, geom_84)
INNER JOIN admin_unit AS u ON g.code = u.code AND u.valid_from >= '2025-07-01'
INNER JOIN admin_unit_version AS v ON u.id = v.admin_unit_id AND upper_inf(v.recorded)
WHERE v.source_id <> $3::text
    OR v.boundary_certainty <> $4::text::boundary_certainty
    OR ST_AsBinary(v.geom) <> ST_AsBinary(ST_ForcePolygonCCW(ST_Transform(g.geom_84, 5897)))
ORDER BY g.code
