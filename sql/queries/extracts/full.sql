-- When there is room for one more: no row if there is now. In seconds, at least 1.
--
--   $1  bigint  extracts allowed in 24 hours, at least 1
SELECT greatest(1, ceil(extract(EPOCH FROM e.made_at + interval '24 hours' - clock_timestamp())))::bigint AS after_s
FROM extract AS e
WHERE e.made_at > clock_timestamp() - interval '24 hours'
-- There is room when the last of the newest so many has become older than a day.
ORDER BY e.made_at DESC, e.number DESC
LIMIT 1 OFFSET $1::bigint - 1
