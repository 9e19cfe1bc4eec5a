-- The clusters there are.
SELECT slug FROM cluster ORDER BY slug
