-- Zones of a plan that the file does not replace and that lie within a metre of the box around it.
--
--   $1  text  import
--   $2  text  plan
--   $3  date  day the register is looked at
SELECT v.geom
FROM plan_zone_version AS v
INNER JOIN plan_zone AS z ON v.plan_zone_id = z.id
INNER JOIN plan AS p ON z.plan_id = p.id
WHERE p.slug = $2
    AND upper_inf(v.recorded)
    AND v.valid @> $3::date
    AND v.geom && (SELECT ST_Expand(ST_Extent(r.geom)::geometry, 1) FROM import_row AS r WHERE r.import_id = $1)
    AND NOT EXISTS (SELECT FROM import_row AS i WHERE i.import_id = $1 AND i.slug = z.slug)
