-- One extract is counted and numbered at a time; held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtext('ccn-atlas extracts'))
