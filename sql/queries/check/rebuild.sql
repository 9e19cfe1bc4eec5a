-- Computes every stored projection anew, as after an upgrade of PROJ.
UPDATE admin_unit_version SET geom = geom;
UPDATE cluster_version SET geom = geom;
UPDATE plan_constraint_version SET geom = geom;
UPDATE plan_zone_version SET geom = geom;
UPDATE wastewater_plant_version SET geom = geom;
