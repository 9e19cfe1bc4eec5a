-- What was found of a file, errors first, as its document shows it.
--
--   $1  text    import
--   $2  bigint  at most so many
SELECT jsonb_build_object(
    'code', d.code,
    'severity', d.severity,
    'row', d.row_number,
    'place', d.place,
    'property', d.property,
    'sentence_vi', d.sentence_vi,
    'sentence_en', d.sentence_en,
    'location', (
        SELECT jsonb_build_array(round(ST_X(p.at)::numeric, 7), round(ST_Y(p.at)::numeric, 7))
        FROM (SELECT ST_Transform(ST_PointOnSurface(d.geom), 4326) AS at) AS p
        WHERE d.geom IS NOT NULL
    )
) AS document
FROM import_defect AS d
WHERE d.import_id = $1
ORDER BY d.number
LIMIT $2
