-- The end of what an export reads.
COMMIT
