-- What a question of fit rests on beside geometry: the plan, its version of that day, and the rules in force.
-- No row: there is no such plan. `version` NULL: the plan has none on that day.
--
--   $1  text         plan slug
--   $2  date         true on this day
--   $3  timestamptz  as known at, NULL is now
SELECT * FROM spatial.fit_context($1, $2, $3)
