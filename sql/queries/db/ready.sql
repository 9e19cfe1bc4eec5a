-- The database answers and holds the register.
SELECT count(*) AS units FROM admin_unit;
