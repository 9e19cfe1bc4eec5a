-- Remembers which views and functions are in place.
--
--   $1  text  SHA-256 of their files
INSERT INTO deployed_code (sha256)
VALUES ($1)
ON CONFLICT (only_row) DO UPDATE SET sha256 = excluded.sha256
