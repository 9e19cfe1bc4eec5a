-- Whether the register holds no cluster yet.
SELECT NOT EXISTS (SELECT FROM cluster) AS is_empty
