-- A drawn area as subject of fit. `defect` is what the transformation to the legal grid broke, if anything.
--
--   $1  geometry          the area, valid in its own CRS, coordinates in x, y order
--   $2  bigint            plan
--   $3  date              true on this day
--   $4  timestamptz       as known at
--   $5  double precision  a sliver is smaller than this, m²
--   $6  double precision  or thinner than this, m
WITH moved AS MATERIALIZED (
    SELECT ST_Transform($1::geometry, 5897) AS geom
),

subject AS MATERIALIZED (
    SELECT
        m.geom,
        ST_IsValid(m.geom) AS is_valid
    FROM moved AS m
)

SELECT
    g.is_valid,
    ST_IsValidReason(g.geom) AS defect,
    spatial.area_m2(g.geom) AS area_m2,
    spatial.perimeter_m(g.geom) AS perimeter_m,
    CASE WHEN g.is_valid THEN spatial.fit_plan(
        g.geom, $2::bigint, $3::date, $4::timestamptz, $5, $6
    ) END AS plan_says,
    CASE WHEN g.is_valid THEN spatial.fit_surroundings(
        g.geom, NULL, $3::date, $4::timestamptz
    ) END AS surroundings,
    ST_AsEWKB(g.geom) AS geom_5897
FROM subject AS g
