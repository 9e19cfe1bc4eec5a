-- What we held for true until now becomes history.
--
--   $1  bigint[]  versions of rules
UPDATE rule_version AS v
SET recorded = tstzrange(lower(v.recorded), now())
WHERE v.version_id = ANY($1::bigint[])
