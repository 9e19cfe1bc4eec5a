-- Counts that papers state, brought up to the committed list.
--
--   $1  jsonb  rows of data/source/stated_counts.csv
INSERT INTO stated_count (id, subject_vi, subject_en, stated, named, place, source_id)
SELECT r.id, r.subject_vi, r.subject_en, r.stated, r.named, r.place, r.source_id
FROM jsonb_to_recordset($1) AS r (
    id text, subject_vi text, subject_en text, stated integer, named integer, place text, source_id text
)
ON CONFLICT (id) DO UPDATE
SET subject_vi = excluded.subject_vi, subject_en = excluded.subject_en, stated = excluded.stated,
named = excluded.named, place = excluded.place, source_id = excluded.source_id
