-- One migration at a time in a database; held by the session.
SELECT pg_advisory_lock(hashtext('ccn-atlas migrate'));
