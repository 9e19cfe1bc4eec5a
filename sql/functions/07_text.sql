-- Texts compared as people read them, in conditions on features.

-- The text in small letters, NFC; NULL gives NULL. Taken apart first, so that capitals with Vietnamese marks become
-- small in a database of any locale.
CREATE FUNCTION spatial.without_case(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN normalize(lower(translate(normalize(words, nfd), 'Đ', 'đ')), nfc);

-- The text without diacritics (U+0300 to U+036F), with d for đ, NFC; case and punctuation stay. NULL gives NULL.
CREATE FUNCTION spatial.without_marks(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN normalize(
    regexp_replace(translate(normalize(words, nfd), 'đĐ', 'dD'), '[\u0300-\u036f]', '', 'g'), nfc
);
