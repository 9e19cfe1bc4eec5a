-- One server at a time fills a database; held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtext('ccn-atlas fill'))
