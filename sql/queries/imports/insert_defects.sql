-- What was found of a staged file, numbered on from what has been found already.
--
--   $1  text   import
--   $2  jsonb  defects; `at` is EWKB in hexadecimal digits, EPSG:5897
INSERT INTO import_defect (
    import_id, number, code, severity, row_number, place, property, sentence_vi, sentence_en, geom
)
SELECT
    $1,
    r.n,
    r.code,
    r.severity,
    r.row_number,
    r.place,
    r.property,
    r.sentence_vi,
    r.sentence_en,
    ST_SetSRID(ST_GeomFromEWKB(decode(r.at, 'hex')), 5897)
FROM jsonb_to_recordset($2) AS r (
    n integer, code text, severity text, row_number integer, place text, property text, sentence_vi text,
    sentence_en text, at text
)
