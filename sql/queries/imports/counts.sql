-- How many rows of a file do what, and how much was found.
--
--   $1  text  import
SELECT
    count(*) AS rows,
    count(*) FILTER (WHERE r.change = 'add') AS add,
    count(*) FILTER (WHERE r.change = 'replace') AS replace,
    count(*) FILTER (WHERE r.change = 'same') AS same,
    count(*) FILTER (WHERE r.change = 'refused') AS refused,
    count(*) FILTER (WHERE r.change = 'skip') AS skipped,
    (SELECT count(*) FROM import_defect AS d WHERE d.import_id = $1 AND d.severity = 'error') AS errors,
    (SELECT count(*) FROM import_defect AS d WHERE d.import_id = $1 AND d.severity = 'warning') AS warnings,
    (SELECT count(*) FROM import_defect AS d WHERE d.import_id = $1 AND d.severity = 'note') AS notes
FROM import_row AS r
WHERE r.import_id = $1
