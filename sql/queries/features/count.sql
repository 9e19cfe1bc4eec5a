-- How many features of a collection match; a filter is written at its line.
--
--   $1  text         collection id
--   $2  date         true from this day, NULL for open
--   $3  date         true until this day, NULL for open
--   $4  timestamptz  as known at, NULL is now
--   $5  geometry     bbox as a MultiPolygon in its CRS, or NULL
--   $6  text[]         words the search key must hold, or NULL
SELECT count(f.fid) AS matched
FROM published.features_matching($1, $2, $3, $4, $5, $6) AS f
WHERE TRUE
-- filter
