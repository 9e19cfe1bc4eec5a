-- Whether the weight of a part is to be computed.
SELECT count(*) > 0 AS lacks_weights
FROM admin_event_part AS p
WHERE p.weight IS NULL
