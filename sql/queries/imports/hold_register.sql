-- Nobody publishes or undoes a file until the transaction ends.
SELECT pg_advisory_xact_lock_shared(hashtext('ccn-atlas imports'))
