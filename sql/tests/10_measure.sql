SELECT no_plan();

SELECT is(
    spatial.area_m2(ST_GeomFromText('MULTIPOLYGON(((0 0, 1000 0, 1000 1000, 0 1000, 0 0)))', 5897)),
    1000000.0::double precision,
    'a square kilometre of the grid is 1,000,000 m²'
);
SELECT is(
    spatial.area_m2(ST_GeomFromText(
        'MULTIPOLYGON(((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 2 4, 4 4, 4 2, 2 2)))', 5897
    )),
    96.0::double precision,
    'a hole is not area'
);
SELECT is(
    spatial.perimeter_m(ST_GeomFromText(
        'MULTIPOLYGON(((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 2 4, 4 4, 4 2, 2 2)))', 5897
    )),
    48.0::double precision,
    'the edge of a hole is boundary'
);
SELECT is(
    spatial.length_m(ST_GeomFromText('LINESTRING(0 0, 300 400)', 5897)),
    500.0::double precision,
    'a line has a length'
);
SELECT is(spatial.area_m2(NULL), NULL, 'the area of nothing known is not known');

-- The golden point of the datum shift: WGS84 (105.8542, 21.0285) is E 588591.944 N 2326345.312 in EPSG:5897.
SELECT ok(
    ST_Distance(
        ST_Transform(ST_SetSRID(ST_MakePoint(105.8542, 21.0285), 4326), 5897),
        ST_SetSRID(ST_MakePoint(588591.944, 2326345.312), 5897)
    ) < 0.002,
    'WGS84 to VN-2000 / TM-3 105° uses the official seven parameters'
);

SELECT * FROM finish();
