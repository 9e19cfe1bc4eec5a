-- Our routines and views, with their schema.
SELECT p.pronamespace::regnamespace::text || '.' || p.proname AS name
FROM pg_proc AS p
WHERE p.pronamespace IN ('spatial'::regnamespace, 'published'::regnamespace)
UNION
SELECT v.schemaname || '.' || v.viewname AS name
FROM pg_views AS v
WHERE v.schemaname = 'published'
ORDER BY name
