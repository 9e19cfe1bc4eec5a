-- Names of units merged away before the list of 526, and which of these they went into, where known. What is there
-- stays.
--
--   $1  jsonb  rows of data/commune/aliases.csv
WITH entry AS (
    SELECT r.*
    FROM jsonb_to_recordset($1) AS r (
        name text, kind text, district text, former_code text, extent text, valid_to date,
        decision_id text, source_id text, note text
    )
),

added AS (
    INSERT INTO admin_unit_alias (name, kind, district, valid_to, decision_id, source_id, note)
    SELECT DISTINCT ON (e.name, e.kind, e.district, e.valid_to)
        e.name,
        e.kind,
        e.district,
        e.valid_to,
        e.decision_id,
        e.source_id,
        e.note
    FROM entry AS e
    ORDER BY e.name, e.kind, e.district, e.valid_to, e.former_code
    ON CONFLICT DO NOTHING
    RETURNING id, name, kind, district, valid_to
)

INSERT INTO admin_unit_alias_part (admin_unit_alias_id, admin_unit_id, extent)
SELECT
    a.id,
    u.id,
    e.extent
FROM added AS a
INNER JOIN entry AS e
    ON a.name = e.name
    AND a.kind IS NOT DISTINCT FROM e.kind
    AND a.district = e.district
    AND a.valid_to IS NOT DISTINCT FROM e.valid_to
INNER JOIN admin_unit AS u ON e.former_code = u.code AND u.valid_from < '2025-07-01'
