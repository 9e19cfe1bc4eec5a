-- More clusters, up to a number: copies of those there are, elsewhere. Made for the measurement.
--
--   $1  bigint  clusters wanted in all
WITH old AS (
    SELECT
        v.*,
        row_number() OVER (ORDER BY v.cluster_id) AS place
    FROM cluster_version AS v
    WHERE v.valid @> current_date AND v.recorded @> now()
),

wanted AS (
    SELECT
        'bench-' || n AS slug,
        n,
        1 + n % (SELECT count(*) FROM old) AS place
    FROM generate_series((SELECT count(*) FROM old), $1::bigint - 1) AS n
),

identity AS (
    INSERT INTO cluster (slug)
    SELECT w.slug FROM wanted AS w
    RETURNING id, slug
)

INSERT INTO cluster_version (
    cluster_id, row_version, name, established, operating, in_plan, infrastructure_complete,
    commenced_2021_2025, declared_fit, wastewater_action, footprint_area_ha, commune_basis, commune_flag,
    location_basis, position_uncertainty_m, boundary_certainty, search_key, geom, valid
)
SELECT
    i.id, 1, i.slug, 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'none_stated',
    o.footprint_area_ha, 'unknown', 'not_stated', 'district_centre', 1, 'indicative', '',
    ST_Translate(o.geom, 17 * (w.n % 400) - 3400, 23 * (w.n % 300) - 3450), o.valid
FROM identity AS i
INNER JOIN wanted AS w ON i.slug = w.slug
INNER JOIN old AS o ON w.place = o.place
