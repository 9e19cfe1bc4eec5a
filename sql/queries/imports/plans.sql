-- The plans.
SELECT p.slug
FROM plan AS p
ORDER BY p.slug
