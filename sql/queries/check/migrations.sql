-- Migrations applied.
SELECT
    m.version,
    m.name
FROM refinery_schema_history AS m
ORDER BY m.version
