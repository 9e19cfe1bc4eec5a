-- Codes of today's communes.
SELECT u.code
FROM admin_unit AS u
WHERE u.valid_from >= '2025-07-01'
ORDER BY u.code
