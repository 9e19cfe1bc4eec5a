-- All collections as one relation, so that one statement serves them all.
CREATE VIEW published.feature AS
SELECT 'clusters' AS collection, v.* FROM published.clusters AS v
UNION ALL
SELECT 'wastewater-plants' AS collection, v.* FROM published.wastewater_plants AS v
UNION ALL
SELECT 'communes' AS collection, v.* FROM published.communes AS v
UNION ALL
SELECT 'legacy-communes' AS collection, v.* FROM published.legacy_communes AS v
UNION ALL
SELECT 'legacy-districts' AS collection, v.* FROM published.legacy_districts AS v
UNION ALL
SELECT 'plan-zones' AS collection, v.* FROM published.plan_zones AS v
UNION ALL
SELECT 'plan-constraints' AS collection, v.* FROM published.plan_constraints AS v;

-- Features of a collection true between two days (inclusive, NULL is open) as known at `as_of` (NULL is
-- now), that intersect `bbox` (4326, 3857, 5897 or 3405; NULL for all) and hold every word in their
-- search key (NULL is all features, no words are none).
-- What lies wholly within the one box (`@`) intersects it, and need not be looked at vertex by vertex.
-- Of an identity with several versions in that time, the latest.
CREATE FUNCTION published.features_matching(
    collection text, valid_from date, valid_to date, as_of timestamptz, bbox geometry, words text[]
) RETURNS SETOF published.feature
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT f.*
    FROM published.feature AS f
    WHERE f.collection = features_matching.collection
        AND f.valid && daterange(features_matching.valid_from, features_matching.valid_to, '[]')
        AND f.recorded @> coalesce(features_matching.as_of, now())
        AND (
            features_matching.bbox IS NULL
            OR CASE ST_SRID(features_matching.bbox)
                WHEN 4326 THEN f.geom_84 && features_matching.bbox
                    AND (
                        (ST_NumGeometries(features_matching.bbox) = 1 AND f.geom_84 @ features_matching.bbox)
                        OR ST_Intersects(f.geom_84, features_matching.bbox)
                    )
                WHEN 3857 THEN f.geom_3857 && features_matching.bbox
                    AND (
                        (ST_NumGeometries(features_matching.bbox) = 1 AND f.geom_3857 @ features_matching.bbox)
                        OR ST_Intersects(f.geom_3857, features_matching.bbox)
                    )
                WHEN 5897 THEN f.geom && features_matching.bbox
                    AND (
                        (ST_NumGeometries(features_matching.bbox) = 1 AND f.geom @ features_matching.bbox)
                        OR ST_Intersects(f.geom, features_matching.bbox)
                    )
                ELSE ST_Intersects(
                    ST_Transform(f.geom, ST_SRID(features_matching.bbox)), features_matching.bbox
                )
            END
        )
        AND (features_matching.words IS NULL OR cardinality(features_matching.words) > 0)
        AND NOT EXISTS (
            SELECT FROM unnest(features_matching.words) AS w (word)
            WHERE strpos(f.search_key, w.word) = 0
        )
        AND (
            features_matching.valid_from IS NOT DISTINCT FROM features_matching.valid_to
            OR NOT EXISTS (
                SELECT FROM published.feature AS later
                WHERE later.collection = f.collection
                    AND later.fid = f.fid
                    AND later.recorded @> coalesce(features_matching.as_of, now())
                    AND later.valid && daterange(features_matching.valid_from, features_matching.valid_to, '[]')
                    AND later.valid >> f.valid
            )
        );
END;
