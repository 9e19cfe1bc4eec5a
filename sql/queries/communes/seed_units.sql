-- The communes since 2025-07-01, with their seats. What is there stays.
--
--   $1  jsonb  rows of data/commune/units.csv
WITH unit AS (
    INSERT INTO admin_unit (code, valid_from)
    SELECT r.code, '2025-07-01'
    FROM jsonb_to_recordset($1) AS r (code text)
    ON CONFLICT DO NOTHING
    RETURNING id, code
)
INSERT INTO commune_seat (admin_unit_id, lon, lat)
SELECT unit.id, r.seat_lon, r.seat_lat
FROM jsonb_to_recordset($1) AS r (code text, seat_lon double precision, seat_lat double precision)
INNER JOIN unit ON r.code = unit.code
