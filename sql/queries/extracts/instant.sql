-- An instant of which the register says the same for ever: now, or just before the oldest transaction that has
-- written and goes on, as what it has written will bear the time of its beginning.
SELECT least(clock_timestamp(), min(a.xact_start) - interval '1 microsecond') AS made_at
FROM pg_stat_activity AS a
WHERE a.datname = current_database()
    AND a.pid <> pg_backend_pid()
    AND a.backend_xid IS NOT NULL
    -- One that is forgotten for longer must not hold back the date of every extract.
    AND a.xact_start > clock_timestamp() - interval '1 minute'
