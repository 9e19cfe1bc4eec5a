SELECT no_plan();

-- Four boxes of about 2 km that overlap by 200 m, and one apart:   C D
-- A went into N1, C into N3, B into N1 and N2, D into N2 and N3;   A B   E, which has no successor
DELETE FROM former_commune_box;

CREATE TEMP TABLE made (mark text PRIMARY KEY, code text, valid_from date, lon double precision, lat double precision);
INSERT INTO made VALUES
('A', '99001', '2000-01-01', 105.81, 21.01),
('B', '99002', '2000-01-01', 105.83, 21.01),
('C', '99003', '2000-01-01', 105.81, 21.03),
('D', '99004', '2000-01-01', 105.83, 21.03),
('E', '99005', '2000-01-01', 105.87, 21.01),
('N1', '99011', '2025-07-01', 105.815, 21.01),
('N2', '99012', '2025-07-01', 105.835, 21.015),
('N3', '99013', '2025-07-01', 105.81, 21.03);
INSERT INTO admin_unit (code, valid_from)
SELECT
    code,
    valid_from
FROM made;
CREATE TEMP TABLE unit AS
SELECT
    made.mark,
    made.lon,
    made.lat,
    admin_unit.id
FROM made
INNER JOIN admin_unit ON made.code = admin_unit.code AND made.valid_from = admin_unit.valid_from;

INSERT INTO former_commune_box (admin_unit_id, centre_lon, centre_lat, west, south, east, north)
SELECT
    id,
    lon,
    lat,
    lon - 0.011 AS west,
    lat - 0.011 AS south,
    lon + 0.011 AS east,
    lat + 0.011 AS north
FROM unit
WHERE mark <= 'E';
INSERT INTO commune_seat (admin_unit_id, lon, lat)
SELECT
    id,
    lon,
    lat
FROM unit
WHERE mark > 'E';
INSERT INTO decision (id, number, issuer, issued_on, title_vi, title_en)
VALUES ('made-up', 'made-up', 'made-up', '2025-06-16', 'made-up', 'made-up');
INSERT INTO admin_event (id, effective_on, decision_id) VALUES ('made-up', '2025-07-01', 'made-up');
INSERT INTO admin_event_part (admin_event_id, from_unit_id, to_unit_id, extent, is_main)
SELECT
    'made-up' AS admin_event_id,
    former.id AS from_unit_id,
    successor.id AS to_unit_id,
    p.extent,
    p.is_main
FROM (
    VALUES
    ('A', 'N1', 'whole', TRUE),
    ('B', 'N1', 'part', FALSE),
    ('B', 'N2', 'part', TRUE),
    ('C', 'N3', 'whole', TRUE),
    ('D', 'N2', 'part', TRUE),
    ('D', 'N3', 'part', FALSE)
) AS p (former, successor, extent, is_main)
INNER JOIN unit AS former ON p.former = former.mark
INNER JOIN unit AS successor ON p.successor = successor.mark;

CREATE TEMP TABLE box AS
SELECT
    admin_unit_id,
    ST_Transform(ST_MakeEnvelope(west, south, east, north, 4326), 5897) AS geom
FROM former_commune_box;
CREATE TEMP TABLE cell AS
SELECT
    unit.mark,
    c.admin_unit_id,
    c.geom
FROM spatial.former_commune_cells('{}', 50) AS c
INNER JOIN unit ON c.admin_unit_id = unit.id;
CREATE TEMP TABLE commune AS
SELECT
    unit.mark,
    c.admin_unit_id,
    c.geom
FROM spatial.indicative_communes('{}', 50) AS c
INNER JOIN unit ON c.admin_unit_id = unit.id;
CREATE TEMP TABLE commune_by_area AS
SELECT
    unit.mark,
    c.admin_unit_id,
    c.geom
FROM spatial.indicative_communes('{"99011": 9, "99012": 1, "99013": 3}', 50) AS c
INNER JOIN unit ON c.admin_unit_id = unit.id;

CREATE TEMP TABLE every_area AS
SELECT geom FROM cell
UNION ALL
SELECT geom FROM commune;

SELECT is(array_agg(mark ORDER BY mark), '{A,B,C,D,E}', 'every former commune has a cell') FROM cell;
SELECT is(
    array_agg(mark ORDER BY mark), '{N1,N2,N3}', 'every new unit is there, also one made of parts only'
) FROM commune;
SELECT ok(
    bool_and(
        ST_IsValid(geom) AND NOT ST_IsEmpty(geom) AND ST_SRID(geom) = 5897
        AND ST_GeometryType(geom) = 'ST_MultiPolygon'
    ),
    'sound MultiPolygons in 5897'
) FROM every_area;

SELECT is(
    (
        SELECT count(*)
        FROM cell AS a
        INNER JOIN cell AS b ON a.mark < b.mark AND ST_Relate(a.geom, b.geom, '2********')
    ),
    0::bigint, 'cells do not overlap'
);
SELECT is(
    (
        SELECT count(*)
        FROM commune AS a
        INNER JOIN commune AS b ON a.mark < b.mark AND ST_Relate(a.geom, b.geom, '2********')
    ),
    0::bigint, 'communes do not overlap'
);
SELECT is(
    (SELECT ST_NRings(ST_Union(commune.geom)) FROM commune), 1, 'communes leave no gap between them'
);
SELECT ok(
    abs(sum(ST_Area(cell.geom)) / (SELECT ST_Area(ST_Union(box.geom)) FROM box) - 1) < 0.01,
    'the areas of the cells sum to the union of the boxes'
) FROM cell;
SELECT ok(
    abs((SELECT sum(ST_Area(commune.geom)) FROM commune) - sum(ST_Area(cell.geom))) < 1e-3,
    'the communes are their former communes together'
)
FROM cell
WHERE mark < 'E';
SELECT
    ok(
        bool_and(ST_CoveredBy(cell.geom, ST_Buffer(box.geom, 75))),
        'a cell keeps to its own box within a step and a half'
    )
FROM cell
INNER JOIN box ON cell.admin_unit_id = box.admin_unit_id;
SELECT
    ok(
        max(ST_Area(ST_Difference(cell.geom, commune.geom))) < 1e-3, 'a whole former commune lies in its new unit'
    )
FROM cell
CROSS JOIN commune
WHERE cell.mark = 'A' AND commune.mark = 'N1';
SELECT
    is(
        count(*), 3::bigint, 'each seat is in its own unit'
    )
FROM commune
INNER JOIN unit ON commune.mark = unit.mark
WHERE ST_Intersects(commune.geom, ST_Transform(ST_SetSRID(ST_MakePoint(unit.lon, unit.lat), 4326), 5897));

-- Parts of B, from west to east.
CREATE TEMP TABLE probe AS
SELECT
    p.lon,
    ST_Transform(ST_SetSRID(ST_MakePoint(p.lon, 21.01), 4326), 5897) AS geom
FROM (VALUES (105.823), (105.828), (105.838)) AS p (lon);
SELECT
    is(
        array_agg(c.mark ORDER BY p.lon), '{N1,N2,N2}', 'a divided former commune is split between the seats'
    )
FROM probe AS p
INNER JOIN commune AS c ON ST_Intersects(c.geom, p.geom);
SELECT
    is(
        array_agg(c.mark ORDER BY p.lon), '{N1,N1,N2}', 'a unit with a large official area reaches farther'
    )
FROM probe AS p
INNER JOIN commune_by_area AS c ON ST_Intersects(c.geom, p.geom);

SELECT results_eq(
    $$SELECT unit.mark, count(*) FROM spatial.indicative_parts('{}', 50) AS p
    INNER JOIN unit ON p.from_unit_id = unit.id WHERE p.to_unit_id IS NULL GROUP BY unit.mark$$,
    $$VALUES ('E'::text, 1::bigint)$$,
    'a former commune without a successor goes into no unit'
);
SELECT
    ok(
        bool_and(ST_AsEWKB(a.geom) = ST_AsEWKB(c.geom)), 'the same again, bit for bit'
    )
FROM spatial.indicative_communes('{}', 50) AS a
INNER JOIN commune AS c ON a.admin_unit_id = c.admin_unit_id;
SELECT results_eq(
    $$SELECT admin_unit_id, ST_AsEWKB(geom) FROM spatial.indicative_communes('{"99011": 5}', 50) ORDER BY 1$$,
    $$SELECT admin_unit_id, ST_AsEWKB(geom) FROM commune ORDER BY 1$$,
    'an unknown official area counts as the mean of the known'
);

-- B's centre is near the west side of its box: from there on B loses to A sooner than by plain distance.
DELETE FROM former_commune_box;
INSERT INTO former_commune_box (admin_unit_id, centre_lon, centre_lat, west, south, east, north)
SELECT
    unit.id AS admin_unit_id,
    b.lon AS centre_lon,
    21.01 AS centre_lat,
    b.west,
    21.00 AS south,
    b.east,
    21.02 AS north
FROM (VALUES ('A', 105.82, 105.80, 105.84), ('B', 105.835, 105.83, 105.85)) AS b (mark, lon, west, east)
INNER JOIN unit ON b.mark = unit.mark;
CREATE TEMP TABLE winner AS
SELECT
    p.lon,
    unit.mark
FROM (VALUES (105.8285), (105.831), (105.834)) AS p (lon)
INNER JOIN spatial.former_commune_cells('{}', 50) AS c
    ON ST_Intersects(c.geom, ST_Transform(ST_SetSRID(ST_MakePoint(p.lon, 21.01), 4326), 5897))
INNER JOIN unit ON c.admin_unit_id = unit.id;
SELECT is(
    array_agg(mark ORDER BY lon), '{A,A,B}', 'what lies in one box only is that commune''s, an overlap is shared'
) FROM winner;

SELECT is_empty($$SELECT * FROM spatial.indicative_communes(NULL)$$, 'no areas given at all: no rows');
DELETE FROM former_commune_box;
SELECT is_empty($$SELECT * FROM spatial.indicative_communes('{}')$$, 'no boxes: no rows');

-- Ten by ten cells of 10 m: an island of another label, and a gap of 2 × 2 cells.
CREATE TEMP TABLE patch AS
SELECT
    p.label,
    p.geom
FROM (
    SELECT
        array_agg(x) AS xs,
        array_agg(y) AS ys,
        array_agg(CASE WHEN x BETWEEN 2 AND 4 AND y BETWEEN 2 AND 4 THEN 2 ELSE 1 END::bigint) AS labels
    FROM generate_series(0, 9) AS x
    CROSS JOIN generate_series(0, 9) AS y
    WHERE NOT (x BETWEEN 5 AND 6 AND y BETWEEN 3 AND 4)
) AS c
CROSS JOIN spatial.lattice_polygons(c.xs, c.ys, c.labels, 10) AS p;
SELECT is(array_agg(label ORDER BY label), '{1,2}', 'an island keeps its label') FROM patch;
SELECT is(max(ST_NRings(geom)), 2, 'the label around it has a hole there')
FROM patch
WHERE label = 1;
SELECT is(sum(ST_Area(geom)), 10000.0::double precision, 'an enclosed gap is filled, nothing counts twice') FROM patch;

SELECT * FROM finish();
