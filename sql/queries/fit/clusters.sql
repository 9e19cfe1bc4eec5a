-- Clusters as subjects of fit: what is declared of each, and what it shares with a plan and its surroundings.
--
--   $1  text[]            cluster slugs, or NULL for all
--   $2  bigint            plan
--   $3  date              true on this day
--   $4  timestamptz       as known at
--   $5  double precision  a sliver is smaller than this, m²
--   $6  double precision  or thinner than this, m
SELECT
    c.id AS cluster_id,
    c.slug,
    v.name,
    v.row_version,
    v.boundary_certainty::text AS boundary_certainty,
    CASE v.boundary_certainty
        WHEN 'surveyed' THEN coalesce(v.position_uncertainty_m, 1)
        ELSE v.position_uncertainty_m
    END AS position_uncertainty_m,
    v.declared_area_ha::double precision AS declared_area_ha,
    v.declared_fit,
    CASE v.commune_basis WHEN 'plan' THEN u.code END AS declared_commune_code,
    CASE v.commune_basis WHEN 'plan' THEN spatial.full_name(uv.kind, uv.name) END AS declared_commune_name,
    spatial.area_m2(v.geom) AS area_m2,
    spatial.perimeter_m(v.geom) AS perimeter_m,
    spatial.fit_plan(v.geom, $2::bigint, $3::date, $4::timestamptz, $5, $6) AS plan_says,
    spatial.fit_surroundings(v.geom, c.id, $3::date, $4::timestamptz) AS surroundings,
    ST_AsEWKB(v.geom) AS geom_5897
FROM cluster AS c
INNER JOIN cluster_version AS v ON c.id = v.cluster_id
LEFT JOIN admin_unit AS u ON v.commune_id = u.id
LEFT JOIN admin_unit_version AS uv
    ON u.id = uv.admin_unit_id AND uv.valid @> $3::date AND uv.recorded @> $4::timestamptz
WHERE v.valid @> $3::date
    AND v.recorded @> $4::timestamptz
    AND ($1::text[] IS NULL OR c.slug = ANY($1::text[]))
ORDER BY c.slug
