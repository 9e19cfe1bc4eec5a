-- Of each table with geometry: rows, and those whose stored projections are not what PROJ gives now.
SELECT
    'admin_unit_version' AS relation,
    count(*) AS rows,
    count(*) FILTER (WHERE NOT (
        ST_AsBinary(v.geom_84) = ST_AsBinary(ST_Transform(v.geom, 4326))
        AND ST_AsBinary(v.geom_3857) = ST_AsBinary(ST_Transform(v.geom, 3857))
    )) AS differing
FROM admin_unit_version AS v
UNION ALL
SELECT
    'cluster_version' AS relation,
    count(*) AS rows,
    count(*) FILTER (WHERE NOT (
        ST_AsBinary(v.geom_84) = ST_AsBinary(ST_Transform(v.geom, 4326))
        AND ST_AsBinary(v.geom_3857) = ST_AsBinary(ST_Transform(v.geom, 3857))
    )) AS differing
FROM cluster_version AS v
UNION ALL
SELECT
    'plan_constraint_version' AS relation,
    count(*) AS rows,
    count(*) FILTER (WHERE NOT (
        ST_AsBinary(v.geom_84) = ST_AsBinary(ST_Transform(v.geom, 4326))
        AND ST_AsBinary(v.geom_3857) = ST_AsBinary(ST_Transform(v.geom, 3857))
    )) AS differing
FROM plan_constraint_version AS v
UNION ALL
SELECT
    'plan_zone_version' AS relation,
    count(*) AS rows,
    count(*) FILTER (WHERE NOT (
        ST_AsBinary(v.geom_84) = ST_AsBinary(ST_Transform(v.geom, 4326))
        AND ST_AsBinary(v.geom_3857) = ST_AsBinary(ST_Transform(v.geom, 3857))
    )) AS differing
FROM plan_zone_version AS v
UNION ALL
SELECT
    'wastewater_plant_version' AS relation,
    count(*) AS rows,
    count(*) FILTER (WHERE NOT (
        ST_AsBinary(v.geom_84) = ST_AsBinary(ST_Transform(v.geom, 4326))
        AND ST_AsBinary(v.geom_3857) = ST_AsBinary(ST_Transform(v.geom, 3857))
    )) AS differing
FROM wastewater_plant_version AS v
ORDER BY relation
