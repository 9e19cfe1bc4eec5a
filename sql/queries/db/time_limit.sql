-- Requests have their limit again.
RESET statement_timeout;
