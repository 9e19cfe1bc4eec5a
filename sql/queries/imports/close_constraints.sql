-- Versions of constraints become history.
--
--   $1  bigint[]  versions
UPDATE plan_constraint_version AS v
SET recorded = tstzrange(lower(v.recorded), now())
WHERE v.version_id = ANY($1::bigint[]) AND upper_inf(v.recorded)
