-- How many features a collection shows on a day, where, and since when.
--
--   $1  text  collection id
--   $2  date  day shown
SELECT
    count(*) AS item_count,
    min(ST_XMin(f.geom_84::box3d)) AS west,
    min(ST_YMin(f.geom_84::box3d)) AS south,
    max(ST_XMax(f.geom_84::box3d)) AS east,
    max(ST_YMax(f.geom_84::box3d)) AS north,
    min(lower(f.valid)) AS first_day,
    CASE WHEN bool_or(upper_inf(f.valid)) THEN NULL ELSE max(upper(f.valid)) - 1 END AS last_day
FROM published.features_matching($1, $2, $2, NULL, NULL, NULL) AS f
