-- All that an export reads is of one instant, and it may read for longer than a request.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL statement_timeout = '15min'
