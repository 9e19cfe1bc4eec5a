-- What computes here.
SELECT 'PostgreSQL ' || current_setting('server_version') || ', ' || postgis_full_version() AS versions
