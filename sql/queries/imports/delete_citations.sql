-- What was cited from a file that is undone is no longer said.
--
--   $1  text  source that stood for it
DELETE FROM citation AS t
WHERE t.source_id = $1
