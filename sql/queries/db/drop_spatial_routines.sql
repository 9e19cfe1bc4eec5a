-- One statement that drops every routine of schema spatial, or NULL if there is none.
SELECT 'DROP ROUTINE ' || string_agg(p.oid::regprocedure::text, ', ')
FROM pg_proc AS p
WHERE p.pronamespace = 'spatial'::regnamespace
