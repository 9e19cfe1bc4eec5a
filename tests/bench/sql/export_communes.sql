-- All communes with the columns of their export, for ogr2ogr. Frozen.
SELECT
    f.fid,
    f.id,
    f.geom,
    p.*
FROM published.features_matching('communes', current_date, current_date, NULL, NULL, NULL) AS f
CROSS JOIN LATERAL json_to_record(f.properties) AS p (
    code text, name text, full_name text, kind text, official_area_km2 double precision, population bigint,
    area_m2 double precision, former_communes json, boundary_certainty text, source_title text,
    valid_from date, valid_to date, row_version integer
)
