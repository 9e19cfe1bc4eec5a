-- The communes of before 2025-07-01, with centre and box, and the districts. What is there stays. The 526 and 30
-- of the statistics office's list of 2025-03-01; how long each was so before is not known here.
--
--   $1  jsonb  rows of data/commune/former.csv
--   $2  jsonb  rows of data/commune/districts.csv
WITH unit AS (
    INSERT INTO admin_unit (code, valid_from)
    SELECT
        r.code,
        '2025-03-01'
    FROM jsonb_to_recordset($1::jsonb || $2::jsonb) AS r (code text)
    ON CONFLICT DO NOTHING
    RETURNING id, code
)
INSERT INTO former_commune_box (admin_unit_id, centre_lon, centre_lat, west, south, east, north)
SELECT unit.id, r.centre_lon, r.centre_lat, r.west, r.south, r.east, r.north
FROM jsonb_to_recordset($1) AS r (
    code text, centre_lon double precision, centre_lat double precision,
    west double precision, south double precision, east double precision, north double precision
)
INNER JOIN unit ON r.code = unit.code
