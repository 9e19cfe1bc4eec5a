-- Computes what share of each former unit went into each new one, of its area and of its people.
-- What the clause settles is taken from it; else the overlap of the two shapes counts, as measured where both are
-- known and as an estimate where either is indicative. A part that an indicative shape does not show, or barely,
-- counts one hundredth before all are brought to a sum of 1: the law says that there is one.
WITH shape AS (
    SELECT
        v.admin_unit_id,
        v.geom,
        v.boundary_certainty <> 'indicative' AS is_known
    FROM admin_unit_version AS v
    WHERE upper_inf(v.recorded)
),

overlap AS MATERIALIZED (
    SELECT
        p.admin_event_id,
        p.from_unit_id,
        p.to_unit_id,
        p.moves,
        p.extent = 'whole' AS is_whole,
        f.is_known AND n.is_known AS is_known,
        least(1, spatial.area_m2(ST_Intersection(f.geom, n.geom)) / spatial.area_m2(f.geom)) AS share
    FROM admin_event_part AS p
    INNER JOIN shape AS f ON p.from_unit_id = f.admin_unit_id
    INNER JOIN shape AS n ON p.to_unit_id = n.admin_unit_id
),

counted AS (
    SELECT
        o.*,
        bool_and(o.is_known) OVER former AS all_known,
        CASE
            WHEN bool_and(o.is_known) OVER former AND sum(o.share) OVER former > 0 THEN o.share
            ELSE greatest(o.share, 0.01)
        END AS counts,
        CASE
            WHEN bool_or(coalesce(o.moves = 'part_all_people', FALSE)) OVER former THEN o.moves = 'part_all_people'
            ELSE coalesce(o.moves <> 'land_only', TRUE)
        END AS has_people
    FROM overlap AS o
    WINDOW former AS (PARTITION BY o.admin_event_id, o.from_unit_id)
),

weighed AS (
    SELECT
        c.*,
        CASE WHEN c.is_whole THEN 1 ELSE c.counts / sum(c.counts) OVER former END AS weight,
        CASE WHEN c.is_whole THEN 'legal_text' WHEN c.all_known THEN 'geometric' ELSE 'estimated' END AS basis,
        count(*) FILTER (WHERE c.has_people) OVER former AS with_people,
        sum(c.counts) FILTER (WHERE c.has_people) OVER former AS counts_with_people
    FROM counted AS c
    WINDOW former AS (PARTITION BY c.admin_event_id, c.from_unit_id)
)

UPDATE admin_event_part AS p
SET
    overlap_share = w.share,
    weight = w.weight,
    basis = w.basis,
    population_weight = CASE
        WHEN NOT w.has_people THEN 0
        WHEN w.with_people = 1 THEN 1
        WHEN w.counts_with_people > 0 THEN w.counts / w.counts_with_people
        ELSE 1.0 / w.with_people
    END,
    population_basis = CASE WHEN NOT w.has_people OR w.with_people = 1 THEN 'legal_text' ELSE 'estimated' END
FROM weighed AS w
WHERE p.admin_event_id = w.admin_event_id AND p.from_unit_id = w.from_unit_id AND p.to_unit_id = w.to_unit_id
