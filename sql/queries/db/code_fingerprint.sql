-- SHA-256 of the views and functions that are in place.
SELECT c.sha256 FROM deployed_code AS c
