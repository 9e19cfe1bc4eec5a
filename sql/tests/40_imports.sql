SELECT no_plan();

CREATE TEMP TABLE made AS
SELECT
    ST_GeomFromText('POLYGON((580000 2320000,580100 2320000,580100 2320050,580000 2320050,580000 2320000))', 5897) AS a,
    ST_GeomFromText('POLYGON((580100 2320050,580000 2320050,580000 2320000,580100 2320000,580100 2320050))', 5897) AS b;

SELECT ok(spatial.is_same_place(a, b, 0.001), 'where a ring begins makes no other place') FROM made;
SELECT ok(spatial.is_same_place(a, ST_Reverse(a), 0.001), 'nor does its direction') FROM made;
SELECT ok(spatial.is_same_place(a, ST_Translate(b, 0.0005, 0), 0.001), 'half the tolerance is the same') FROM made;
SELECT ok(NOT spatial.is_same_place(a, ST_Translate(a, 0, 0.01), 0.001), 'a centimetre is not') FROM made;
SELECT ok(
    NOT spatial.is_same_place(a, ST_Segmentize(a, 60), 0.001), 'another number of vertices is another geometry'
) FROM made;
SELECT is(spatial.is_same_place(a, NULL, 0.001), NULL, 'nothing is compared with nothing') FROM made;

SELECT is(
    (SELECT count(*) FROM spatial.versions_of('plan_zone_version')),
    (SELECT count(*) FROM plan_zone_version),
    'every version of a table, and of no other'
);
SELECT is((SELECT count(*) FROM spatial.versions_of('source')), 0::bigint, 'a table without versions has none');

SELECT results_eq(
    $$ SELECT round(ST_Area(f)::numeric, 3) FROM made, spatial.enclosed_faces(ST_Boundary(a)) AS f $$,
    $$ VALUES (5000.000) $$,
    'a closed line encloses its area, in the place where it lies'
);
SELECT results_eq(
    $$ SELECT round(ST_Area(f)::numeric, 3) FROM made, spatial.enclosed_faces(
        ST_Collect(ST_Boundary(a), ST_Boundary(ST_Translate(a, 40, 0)))
    ) AS f ORDER BY 1 $$,
    $$ VALUES (2000.000), (2000.000), (3000.000) $$,
    'lines that cross enclose three faces'
);
SELECT is_empty(
    $$ SELECT f FROM spatial.enclosed_faces('SRID=5897;LINESTRING(580000 2320000,580100 2320000)') AS f $$,
    'an open line encloses nothing'
);

SELECT * FROM finish();
