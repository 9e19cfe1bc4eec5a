-- A staged file as it was settled now. One that is published or gone is left alone.
--
--   $1   text    import
--   $2   text    owner
--   $3   text    format
--   $4   text    layer
--   $5   text    encoding
--   $6   jsonb   mapping
--   $7   text    CRS, or NULL
--   $8   text    why this one, in Vietnamese
--   $9   text    why this one, in English
--   $10  jsonb   settings
--   $11  jsonb   what else was found in it
--   $12  text[]  what is asked
UPDATE import AS i
SET format = $3, layer = $4, encoding = $5, mapping = $6, crs = $7, crs_why_vi = $8, crs_why_en = $9, settings = $10,
reading = $11, asks = $12, state = CASE WHEN cardinality($12::text[]) > 0 THEN 'asks' ELSE 'checked' END
WHERE i.id = $1 AND i.owner = $2 AND i.state IN ('asks', 'checked') AND i.expires_at > now()
