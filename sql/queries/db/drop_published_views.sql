-- One statement that drops every view of schema published, or NULL if there is none.
SELECT 'DROP VIEW ' || string_agg(format('published.%I', v.viewname), ', ')
FROM pg_views AS v
WHERE v.schemaname = 'published'
