-- What is known of one commune or district on a day, as JSON; no row when none bears the code then.
-- Of several that bore it in time, the one of the day; `weight` of a predecessor is its share that came here.
--
--   $1  text  code
--   $2  date  day
WITH unit AS (
    SELECT
        v.*,
        s.title AS source_title,
        s.url AS source_url,
        s.licence AS source_licence,
        spatial.area_m2(v.geom) / 1e6 AS computed_km2
    FROM admin_unit_version AS v
    INNER JOIN source AS s ON v.source_id = s.id
    WHERE v.code = $1 AND v.valid @> $2::date AND upper_inf(v.recorded)
),

named AS (
    SELECT
        v.admin_unit_id,
        v.code,
        v.kind,
        v.name,
        spatial.full_name(v.kind, v.name) AS full_name,
        v.parent_id
    FROM admin_unit_version AS v
    WHERE upper_inf(v.recorded)
),

flow AS (
    SELECT
        p.from_unit_id,
        p.to_unit_id,
        json_build_object(
            'moves', p.moves,
            'clause', p.clause,
            'weight', round(p.weight::numeric, 6),
            'basis', p.basis,
            'population_weight', round(p.population_weight::numeric, 6),
            'population_basis', p.population_basis
        )::jsonb AS facts,
        p.weight
    FROM admin_event_part AS p
),

-- A cluster is of a commune by what its paper or its former commune resolves to, as one of several, or by its shape.
of_cluster AS (
    SELECT
        c.slug,
        cv.name,
        cv.phase,
        c.id AS cluster_id,
        CASE
            WHEN f.properties ->> 'commune_state' IN ('computed', 'one_of', 'several')
                THEN f.properties ->> 'commune_state'
            ELSE 'resolved'
        END AS relation,
        (
            SELECT (k.value ->> 'share')::double precision
            FROM json_array_elements(f.properties -> 'computed_communes') AS k
            WHERE k.value ->> 'code' = unit.code
        ) AS share
    FROM unit
    INNER JOIN published.clusters AS f
        ON f.valid @> $2::date
        AND upper_inf(f.recorded)
        AND CASE f.properties ->> 'commune_state'
            WHEN 'computed' THEN f.properties -> 'computed_communes' #>> '{}' LIKE '%"' || unit.code || '"%'
            ELSE f.properties ->> 'commune_code' = unit.code
                OR f.properties -> 'candidate_communes' #>> '{}' LIKE '%"' || unit.code || '"%'
        END
    INNER JOIN cluster AS c ON f.fid = c.id
    INNER JOIN cluster_version AS cv ON c.id = cv.cluster_id AND f.valid = cv.valid AND f.recorded = cv.recorded
    WHERE upper_inf(unit.valid)
    UNION ALL
    SELECT
        c.slug,
        cv.name,
        cv.phase,
        c.id AS cluster_id,
        'resolved' AS relation,
        NULL AS share
    FROM unit
    INNER JOIN cluster_former_commune AS k ON unit.admin_unit_id = k.admin_unit_id
    INNER JOIN cluster AS c ON k.cluster_id = c.id
    INNER JOIN cluster_version AS cv ON c.id = cv.cluster_id AND upper_inf(cv.recorded) AND upper_inf(cv.valid)
)

SELECT
    unit.name,
    unit.kind,
    unit.official_area_km2::double precision AS official_km2,
    unit.computed_km2,
    unit.boundary_certainty::text AS certainty,
    json_build_object(
        'code', unit.code,
        'name', unit.name,
        'full_name', spatial.full_name(unit.kind, unit.name),
        'kind', unit.kind,
        'district', (SELECT d.full_name FROM named AS d WHERE d.admin_unit_id = unit.parent_id),
        'district_code', (SELECT d.code FROM named AS d WHERE d.admin_unit_id = unit.parent_id),
        'valid_from', lower(unit.valid),
        'valid_to', upper(unit.valid),
        'document', (
            SELECT json_build_object(
                'number', d.number,
                'issuer', d.issuer,
                'issued_on', d.issued_on,
                'title_vi', d.title_vi,
                'title_en', d.title_en,
                'clause', (
                    SELECT min(p.clause) FROM admin_event_part AS p WHERE p.to_unit_id = unit.admin_unit_id
                )
            )
            FROM decision AS d
            WHERE d.id = unit.decision_id
        ),
        'population', unit.population,
        'area', NULL,
        'predecessors', (
            SELECT coalesce(json_agg(
                jsonb_build_object(
                    'code', n.code, 'full_name', n.full_name, 'kind', n.kind, 'district', d.full_name
                ) || flow.facts
                ORDER BY d.full_name, n.name, n.kind
            ), '[]')
            FROM flow
            INNER JOIN named AS n ON flow.from_unit_id = n.admin_unit_id
            LEFT JOIN named AS d ON n.parent_id = d.admin_unit_id
            WHERE flow.to_unit_id = unit.admin_unit_id
        ),
        'successors', (
            SELECT coalesce(json_agg(
                jsonb_build_object('code', n.code, 'full_name', n.full_name, 'kind', n.kind) || flow.facts
                ORDER BY flow.weight DESC, n.code ASC
            ), '[]')
            FROM flow
            INNER JOIN named AS n ON flow.to_unit_id = n.admin_unit_id
            WHERE flow.from_unit_id = unit.admin_unit_id
        ),
        'only_in_law', (
            SELECT coalesce(json_agg(json_build_object(
                'code', n.code, 'full_name', n.full_name, 'moves', x.moves, 'clause', x.clause
            ) ORDER BY n.code), '[]')
            FROM admin_event_dissent AS x
            INNER JOIN named AS n
                ON n.admin_unit_id IN (x.from_unit_id, x.to_unit_id) AND n.admin_unit_id <> unit.admin_unit_id
            WHERE unit.admin_unit_id IN (x.from_unit_id, x.to_unit_id)
        ),
        'members', (
            SELECT coalesce(json_agg(json_build_object(
                'code', n.code, 'full_name', n.full_name
            ) ORDER BY n.name, n.kind), '[]')
            FROM named AS n
            WHERE n.parent_id = unit.admin_unit_id
        ),
        'clusters', (
            SELECT coalesce(json_agg(json_build_object(
                'id', k.slug, 'name', k.name, 'phase', k.phase, 'relation', k.relation, 'share', k.share
            ) ORDER BY k.name, k.slug), '[]')
            FROM of_cluster AS k
        ),
        'plants', (
            SELECT coalesce(json_agg(json_build_object(
                'id', w.slug,
                'name', wv.name,
                'cluster_id', k.slug,
                'cluster_name', k.name,
                'condition', wv.condition
            ) ORDER BY wv.name, w.slug), '[]')
            FROM of_cluster AS k
            INNER JOIN wastewater_plant AS w ON k.cluster_id = w.cluster_id
            INNER JOIN wastewater_plant_version AS wv
                ON w.id = wv.wastewater_plant_id AND upper_inf(wv.recorded) AND upper_inf(wv.valid)
        ),
        'older_names', (
            SELECT coalesce(json_agg(json_build_object(
                'name', a.name, 'kind', a.kind, 'valid_to', a.valid_to
            ) ORDER BY a.name, a.id), '[]')
            FROM admin_unit_alias AS a
            INNER JOIN admin_unit_alias_part AS ap ON a.id = ap.admin_unit_alias_id
            WHERE ap.admin_unit_id = unit.admin_unit_id
        ),
        'sources', (
            SELECT json_agg(json_build_object(
                'id', s.id, 'title', s.title, 'url', s.url, 'licence', s.licence
            ) ORDER BY s.place, s.id)
            FROM (
                SELECT
                    1 AS place,
                    unit.source_id AS id,
                    unit.source_title AS title,
                    unit.source_url AS url,
                    unit.source_licence AS licence
                UNION ALL
                SELECT
                    2 AS place,
                    o.id,
                    o.title,
                    o.url,
                    o.licence
                FROM source AS o
                WHERE o.id IN ('vietnamadminunits', 'dvhcvn-20250701') AND o.id <> unit.source_id
            ) AS s
        ),
        'bbox', ARRAY[
            ST_XMin(unit.geom_84::box3d), ST_YMin(unit.geom_84::box3d),
            ST_XMax(unit.geom_84::box3d), ST_YMax(unit.geom_84::box3d)
        ]
    ) AS page
FROM unit
ORDER BY unit.admin_unit_id
LIMIT 1
