-- What was found of a file as a table, with a place in CRS84.
--
--   $1  text  import
SELECT
    d.severity,
    d.code,
    d.row_number,
    d.place,
    r.slug,
    r.title,
    d.property,
    d.sentence_vi,
    d.sentence_en,
    ST_X(p.at) AS lon,
    ST_Y(p.at) AS lat
FROM import_defect AS d
LEFT JOIN import_row AS r ON d.import_id = r.import_id AND d.row_number = r.row_number
CROSS JOIN LATERAL (SELECT ST_Transform(ST_PointOnSurface(coalesce(d.geom, r.geom)), 4326) AS at) AS p
WHERE d.import_id = $1
ORDER BY d.number
