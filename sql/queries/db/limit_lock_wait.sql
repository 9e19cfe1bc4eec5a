-- While we wait for a lock on a view, every query on it waits behind us.
SET LOCAL lock_timeout = '1s';
