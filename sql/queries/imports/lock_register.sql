-- Nobody else publishes or undoes a file, or checks one against the register, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtext('ccn-atlas imports'))
