-- Rules with their titles. The unit of one that is there must be the same: else it is not written, nor counted.
--
--   $1  jsonb  [{of, entry}], an entry as of data/rules
INSERT INTO rule (id, title_vi, title_en, unit)
SELECT
    g.of,
    r.title_vi,
    r.title_en,
    r.unit
FROM jsonb_to_recordset($1) AS g (of text, entry jsonb)
CROSS JOIN LATERAL jsonb_to_record(g.entry) AS r (title_vi text, title_en text, unit text)
ON CONFLICT (id) DO UPDATE
SET title_vi = excluded.title_vi, title_en = excluded.title_en
WHERE rule.unit = excluded.unit
