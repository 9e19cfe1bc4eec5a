-- One statement that drops every routine of schema published, or NULL if there is none.
SELECT 'DROP ROUTINE ' || string_agg(p.oid::regprocedure::text, ', ')
FROM pg_proc AS p
WHERE p.pronamespace = 'published'::regnamespace
