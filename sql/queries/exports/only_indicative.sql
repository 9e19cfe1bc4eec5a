-- Whether every boundary that a collection shows on a day is indicative; NULL when it shows none.
--
--   $1  text  collection id
--   $2  date  day shown
SELECT bool_and(f.properties ->> 'boundary_certainty' = 'indicative') AS only_indicative
FROM published.features_matching($1, $2, $2, NULL, NULL, NULL) AS f
