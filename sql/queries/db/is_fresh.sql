-- Whether a table has no statistics yet.
SELECT bool_or(c.reltuples < 0) AS is_fresh
FROM pg_class AS c
WHERE c.oid = ANY('{
    admin_unit, admin_unit_version, admin_event_part, cluster, cluster_version, citation,
    wastewater_plant, wastewater_plant_version, plan, plan_version, land_use_permission, rule_version,
    plan_zone, plan_zone_version, plan_constraint, plan_constraint_version
}'::regclass[])
