-- Versions of wastewater plants become history.
--
--   $1  bigint[]  versions
UPDATE wastewater_plant_version AS v
SET recorded = tstzrange(lower(v.recorded), now())
WHERE v.version_id = ANY($1::bigint[]) AND upper_inf(v.recorded)
