-- The number of the next extract.
SELECT nextval(pg_get_serial_sequence('extract', 'number')) AS number
