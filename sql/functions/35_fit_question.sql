-- What one answer of planning fit asks. plpgsql: these keep their plans, and planning them takes several times
-- as long as running them.

-- What a question of fit rests on beside geometry: the plan, its version of that day, and the rules in force.
-- No row: there is no such plan. `version` NULL: the plan has none on that day. `as_of` NULL is now.
CREATE FUNCTION spatial.fit_context(of_slug text, on_day date, as_of timestamptz)
RETURNS TABLE (
    plan_id bigint, known_at timestamptz, version jsonb, rules jsonb, lacks_zones boolean, constraint_kinds text[]
)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN QUERY
    SELECT
        p.id AS plan_id,
        t.known_at,
        (
            SELECT to_jsonb(r.*)
            FROM (
                SELECT
                    p.slug AS id,
                    v.row_version AS version,
                    v.title_vi,
                    v.title_en,
                    v.level,
                    v.law_status,
                    v.synthetic,
                    lower(v.valid) AS valid_from,
                    upper(v.valid) AS valid_to,
                    d.number AS decision
                FROM plan_version AS v
                LEFT JOIN decision AS d ON v.decision_id = d.id
                WHERE v.plan_id = p.id AND v.valid @> fit_context.on_day AND v.recorded @> t.known_at
            ) AS r
        ) AS version,
        (
            SELECT coalesce(jsonb_agg(to_jsonb(r.*) ORDER BY r.rule), '[]')
            FROM (
                SELECT
                    k.id AS rule,
                    k.title_vi,
                    k.title_en,
                    v.value,
                    k.unit,
                    v.article,
                    d.number AS decision,
                    v.verified,
                    lower(v.valid) AS valid_from,
                    upper(v.valid) AS valid_to,
                    v.row_version
                FROM rule AS k
                INNER JOIN rule_version AS v ON k.id = v.rule_id
                LEFT JOIN decision AS d ON v.decision_id = d.id
                WHERE v.valid @> fit_context.on_day AND v.recorded @> t.known_at
            ) AS r
        ) AS rules,
        NOT EXISTS (
            SELECT FROM plan_zone AS z
            INNER JOIN plan_zone_version AS v ON z.id = v.plan_zone_id
            WHERE z.plan_id = p.id AND v.valid @> fit_context.on_day AND v.recorded @> t.known_at
        ) AS lacks_zones,
        ARRAY(
            SELECT DISTINCT v.kind
            FROM plan_constraint AS k
            INNER JOIN plan_constraint_version AS v ON k.id = v.plan_constraint_id
            WHERE k.plan_id = p.id AND v.valid @> fit_context.on_day AND v.recorded @> t.known_at
            ORDER BY v.kind
        ) AS constraint_kinds
    FROM plan AS p
    CROSS JOIN (SELECT coalesce(fit_context.as_of, now()) AS known_at) AS t
    WHERE p.slug = fit_context.of_slug;
END;
$$;

-- Clusters as subjects of fit: what is declared of each, and what it shares with a plan and its surroundings.
-- A surveyed boundary is good to 1 m (the accuracy of the datum shift) unless its survey says otherwise.
CREATE FUNCTION spatial.fit_clusters(
    slugs text[], of_plan bigint, on_day date, known_at timestamptz,
    sliver_area_m2 double precision, sliver_width_m double precision
) RETURNS TABLE (
    cluster_id bigint, slug text, name text, phase text, row_version integer, boundary_certainty text,
    position_uncertainty_m double precision, declared_area_ha double precision, declared_fit text,
    declared_commune_code text, declared_commune_name text, area_m2 double precision,
    perimeter_m double precision, plan_says jsonb, surroundings jsonb, geom_5897 bytea
)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN QUERY
    SELECT
        c.id AS cluster_id,
        c.slug,
        v.name,
        v.phase,
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
        spatial.fit_plan(v.geom, fit_clusters.of_plan, fit_clusters.on_day, fit_clusters.known_at, fit_clusters.sliver_area_m2, fit_clusters.sliver_width_m) AS plan_says,
        spatial.fit_surroundings(v.geom, c.id, fit_clusters.on_day, fit_clusters.known_at) AS surroundings,
        ST_AsEWKB(v.geom) AS geom_5897
    FROM cluster AS c
    INNER JOIN cluster_version AS v ON c.id = v.cluster_id
    LEFT JOIN admin_unit AS u ON v.commune_id = u.id
    LEFT JOIN admin_unit_version AS uv
        ON u.id = uv.admin_unit_id AND uv.valid @> fit_clusters.on_day AND uv.recorded @> fit_clusters.known_at
    WHERE v.valid @> fit_clusters.on_day
        AND v.recorded @> fit_clusters.known_at
        AND c.slug = ANY(fit_clusters.slugs)
    ORDER BY c.slug;
END;
$$;
