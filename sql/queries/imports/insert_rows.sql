-- The rows of a staged file.
--
--   $1  text        import
--   $2  jsonb       rows; `n` counts from 1
--   $3  geometry[]  their geometries, EPSG:5897, NULL where there is none, in that order
INSERT INTO import_row (
    import_id, row_number, place, title, attributes, as_written, change, slug, version_id, search_key, declared_area_ha,
    declared_communes, register_name, geom
)
SELECT
    $1,
    r.row_number,
    r.place,
    r.title,
    r.attributes,
    r.as_written,
    r.change,
    r.slug,
    r.version_id,
    r.search_key,
    r.declared_area_ha,
    r.declared_communes,
    r.register_name,
    g.geom
FROM jsonb_to_recordset($2) AS r (
    n bigint, row_number integer, place text, title text, attributes jsonb, as_written jsonb, change text, slug text,
    version_id bigint, search_key text, declared_area_ha numeric, declared_communes text[],
    register_name text
)
INNER JOIN unnest($3::geometry[]) WITH ORDINALITY AS g (geom, n) ON r.n = g.n
