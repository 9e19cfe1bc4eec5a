-- A migration may take longer than a request.
SET statement_timeout = 0;
