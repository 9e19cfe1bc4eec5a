-- A staged file as it was read.
--
--   $1   text              import
--   $2   text              collection
--   $3   text              owner
--   $4   text              who brings it
--   $5   text              file name
--   $6   bigint            bytes
--   $7   text              SHA-256
--   $8   text              format
--   $9   text              layer
--   $10  text              encoding
--   $11  jsonb             mapping
--   $12  text              CRS, or NULL
--   $13  text              why this one, in Vietnamese
--   $14  text              why this one, in English
--   $15  jsonb             settings
--   $16  jsonb             what else was found in it
--   $17  text[]            what is asked
--   $18  double precision  hours it is kept
INSERT INTO import (
    id, collection, owner, made_by, file_name, size_bytes, sha256, format, layer, encoding, mapping, crs,
    crs_why_vi, crs_why_en, settings, reading, asks, state, expires_at
)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
    CASE WHEN cardinality($17::text[]) > 0 THEN 'asks' ELSE 'checked' END, now() + $18 * interval '1 hour'
)
