-- Names of administrative units.

-- Kind and name as people write them, such as `Xã Ô Diên`; NULL when either is.
CREATE FUNCTION spatial.full_name(kind text, name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN upper(left(kind, 1)) || substr(kind, 2) || ' ' || name;
