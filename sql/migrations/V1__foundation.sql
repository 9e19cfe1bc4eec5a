-- Extensions, schemas, vocabularies, and the papers every fact rests on.

CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE SCHEMA spatial;
COMMENT ON SCHEMA spatial IS
'Our functions. Dropped and created again at each migrate; nothing stored may depend on it.';
CREATE SCHEMA published;
COMMENT ON SCHEMA published IS 'One view per OGC collection, and their union `feature`. Created again at each migrate.';

CREATE TABLE deployed_code (
    only_row boolean PRIMARY KEY DEFAULT TRUE CHECK (only_row),
    sha256 text NOT NULL
);
COMMENT ON TABLE deployed_code IS 'Which of our views and functions are in place: they are replaced only by others.';

CREATE TYPE boundary_certainty AS ENUM ('surveyed', 'digitised', 'indicative');
CREATE TYPE known AS ENUM ('yes', 'no', 'unknown');
COMMENT ON TYPE known IS 'A fact with three answers: what no source states is unknown, never no.';

CREATE TABLE source (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9-]+$'),
    title text NOT NULL CHECK (title <> ''),
    url text,
    dated text,
    licence text,
    note text
);
COMMENT ON TABLE source IS 'Where a fact was read: a decision, a press article, an open data set.';
COMMENT ON COLUMN source.dated IS 'The source''s own date as far as it states one; free text, sources are vague.';

CREATE TABLE decision (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9-]+$'),
    number text NOT NULL UNIQUE,
    issuer text NOT NULL,
    issued_on date NOT NULL,
    title_vi text NOT NULL,
    title_en text NOT NULL,
    source_id text REFERENCES source
);
COMMENT ON TABLE decision IS 'A legal document the register refers to.';

CREATE TABLE stated_count (
    id text PRIMARY KEY,
    subject_vi text NOT NULL,
    subject_en text NOT NULL,
    stated integer NOT NULL CHECK (stated >= 0),
    named integer NOT NULL CHECK (named BETWEEN 0 AND stated),
    place text NOT NULL,
    source_id text NOT NULL REFERENCES source
);
COMMENT ON TABLE stated_count IS
'Counts a paper states. Of the `stated` members, `named` are named there; the others stay unknown.';
