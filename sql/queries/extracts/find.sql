-- One form of an extract; no row unless both number and key are its own.
--
--   $1  bigint  number
--   $2  text  key
--   $3  text  which form: document, page_vi or page_en
SELECT
    CASE $3::text
        WHEN 'document' THEN e.document
        WHEN 'page_vi' THEN e.page_vi
        ELSE e.page_en
    END AS body
FROM extract AS e
WHERE e.number = $1 AND e.key = $2
