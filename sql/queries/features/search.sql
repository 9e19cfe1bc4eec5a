-- Features whose search key holds every word, best match first. The part of the key before `|` is the name.
--
--   $1  text    what is looked for, as a search key
--   $2  text[]  its words
--   $3  text[]  collections to search
--   $4  date[]  the day shown of each
--   $5  bigint  rows wanted
SELECT
    f.collection,
    f.id,
    f.properties,
    ARRAY[
        ST_XMin(f.geom_84::box3d), ST_YMin(f.geom_84::box3d),
        ST_XMax(f.geom_84::box3d), ST_YMax(f.geom_84::box3d)
    ] AS bbox,
    CASE
        WHEN split_part(f.search_key, '|', 1) = $1 THEN 'exact'
        WHEN starts_with(f.search_key, $1) THEN 'prefix'
        WHEN strpos(' ' || split_part(f.search_key, '|', 1), ' ' || $1) > 0 THEN 'word'
        ELSE 'part'
    END AS match
FROM unnest($3::text[], $4::date[]) WITH ORDINALITY AS c (collection, day, place)
CROSS JOIN LATERAL published.features_matching(c.collection, c.day, c.day, NULL, NULL, $2) AS f
ORDER BY
    array_position(ARRAY['exact', 'prefix', 'word', 'part'], CASE
        WHEN split_part(f.search_key, '|', 1) = $1 THEN 'exact'
        WHEN starts_with(f.search_key, $1) THEN 'prefix'
        WHEN strpos(' ' || split_part(f.search_key, '|', 1), ' ' || $1) > 0 THEN 'word'
        ELSE 'part'
    END),
    c.place,
    split_part(f.search_key, '|', 1),
    f.id
LIMIT $5
