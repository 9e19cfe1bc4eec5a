-- What was found of a file as GeoJSON features in CRS84: the places and areas themselves, else the row's own.
--
--   $1  text  import
SELECT json_build_object(
    'type', 'Feature',
    'id', d.number,
    'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(ST_Transform(coalesce(d.geom, r.geom), 4326)), 7)::json,
    'properties', json_build_object(
        'row', d.row_number,
        'place', d.place,
        'feature_id', r.slug,
        'title', r.title,
        'code', d.code,
        'severity', d.severity,
        'property', d.property,
        'sentence_vi', d.sentence_vi,
        'sentence_en', d.sentence_en
    )
)::text AS feature
FROM import_defect AS d
LEFT JOIN import_row AS r ON d.import_id = r.import_id AND d.row_number = r.row_number
WHERE d.import_id = $1
ORDER BY d.number
