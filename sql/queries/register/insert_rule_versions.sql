-- Versions of rules, numbered on from those that are there.
--
--   $1  jsonb  [{of, entry}], an entry as of data/rules
INSERT INTO rule_version (
    rule_id, row_version, value, article, decision_id, verified, note_vi, note_en, valid
)
SELECT
    g.of,
    (SELECT coalesce(max(o.row_version), 0) FROM rule_version AS o WHERE o.rule_id = g.of)
    + row_number() OVER (PARTITION BY g.of ORDER BY r.valid_from),
    r.value,
    r.article,
    r.decision,
    r.verified,
    r.note_vi,
    r.note_en,
    daterange(r.valid_from, r.valid_to)
FROM jsonb_to_recordset($1) AS g (of text, entry jsonb)
CROSS JOIN LATERAL jsonb_to_record(g.entry) AS r (
    value double precision, valid_from date, valid_to date, article text, decision text,
    verified boolean, note_vi text, note_en text
)
