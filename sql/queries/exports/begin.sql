-- All that an export reads is of one instant, and it may read for longer than a request.
BEGIN;
SET LOCAL transaction_isolation = 'repeatable read';
SET LOCAL transaction_read_only = 'on';
SET LOCAL statement_timeout = '15min'
