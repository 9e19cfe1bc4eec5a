-- Decisions, brought up to the committed list.
--
--   $1  jsonb  rows of data/source/decisions.csv
INSERT INTO decision (id, number, issuer, issued_on, title_vi, title_en, source_id)
SELECT r.id, r.number, r.issuer, r.issued_on, r.title_vi, r.title_en, r.source_id
FROM jsonb_to_recordset($1) AS r (
    id text, number text, issuer text, issued_on date, title_vi text, title_en text, source_id text
)
ON CONFLICT (id) DO UPDATE
SET number = excluded.number, issuer = excluded.issuer, issued_on = excluded.issued_on,
title_vi = excluded.title_vi, title_en = excluded.title_en, source_id = excluded.source_id
