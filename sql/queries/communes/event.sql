-- The restructuring, and the paper that ordered it.
SELECT
    e.id,
    e.effective_on,
    e.article,
    d.number,
    d.issuer,
    d.issued_on,
    d.title_vi,
    d.title_en
FROM admin_event AS e
INNER JOIN decision AS d ON e.decision_id = d.id
WHERE e.id = 'nq-1656-2025'
