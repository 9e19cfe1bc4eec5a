-- The land-use classes, with their titles.
SELECT
    k.id,
    ARRAY[k.title_vi, k.title_en] AS titles
FROM land_use_class AS k
ORDER BY k.id
