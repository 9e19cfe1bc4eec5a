-- Lets the next migration go.
SELECT pg_advisory_unlock(hashtext('ccn-atlas migrate'));
