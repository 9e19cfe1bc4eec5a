-- Keeps an extract for ever.
--
--   $1  bigint  number
--   $2  text  key
--   $3  timestamptz  when it was made
--   $4  bigint  cluster; NULL for a drawn area
--   $5  text  document
--   $6  text  page in Vietnamese
--   $7  text  page in English
--   $8  text  program and version
INSERT INTO extract (number, key, made_at, cluster_id, document, page_vi, page_en, program)
OVERRIDING SYSTEM VALUE
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
