-- Rows whose geometry PostGIS does not take for sound, with its reason and the place.
--
--   $1  text  import
SELECT
    b.row_number,
    (b.detail).reason AS reason,
    ST_AsEWKB((b.detail).location) AS at
FROM (
    SELECT
        r.row_number,
        ST_IsValidDetail(r.geom) AS detail
    FROM import_row AS r
    WHERE r.import_id = $1 AND r.geom IS NOT NULL
) AS b
WHERE NOT (b.detail).valid
ORDER BY b.row_number
