-- Counts the plan states, and how many of the members it names.
SELECT
    n.id,
    n.subject_vi,
    n.subject_en,
    n.stated,
    n.named,
    n.place,
    s.title AS source
FROM stated_count AS n
INNER JOIN source AS s ON n.source_id = s.id
ORDER BY n.stated DESC, n.id ASC
