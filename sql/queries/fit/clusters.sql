-- Clusters as subjects of fit: what is declared of each, and what it shares with a plan and its surroundings.
--
--   $1  text[]            cluster slugs
--   $2  bigint            plan
--   $3  date              true on this day
--   $4  timestamptz       as known at
--   $5  double precision  a sliver is smaller than this, m²
--   $6  double precision  or thinner than this, m
SELECT * FROM spatial.fit_clusters($1, $2, $3, $4, $5, $6)
