-- Plans, their zones (a partition) and their overlay constraints.

CREATE TYPE law_status AS ENUM (
    'in_preparation', 'pending_with_advance_effect', 'pending_without_advance_effect', 'in_force', 'superseded'
);

CREATE TABLE plan (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);
CREATE TABLE plan_version (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_id bigint NOT NULL REFERENCES plan,
    row_version integer NOT NULL CHECK (row_version > 0),
    title_vi text NOT NULL,
    title_en text NOT NULL,
    level text NOT NULL,
    law_status law_status NOT NULL,
    decision_id text REFERENCES decision,
    synthetic boolean NOT NULL,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(recorded)),
    UNIQUE (plan_id, row_version),
    CONSTRAINT plan_one_version_at_a_time
    EXCLUDE USING gist (plan_id WITH =, valid WITH &&, recorded WITH &&)
);

CREATE TABLE land_use_class (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9_]+$'),
    title_vi text NOT NULL,
    title_en text NOT NULL,
    permission text NOT NULL CHECK (permission IN ('designated', 'compatible', 'conditional', 'incompatible')),
    article text,
    synthetic boolean NOT NULL
);
COMMENT ON COLUMN land_use_class.permission IS 'What an industrial cluster may be on land of this class.';

CREATE TABLE plan_zone (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_id bigint NOT NULL REFERENCES plan,
    slug text NOT NULL UNIQUE
);
CREATE TABLE plan_zone_version (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_zone_id bigint NOT NULL REFERENCES plan_zone,
    row_version integer NOT NULL CHECK (row_version > 0),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    class_id text NOT NULL REFERENCES land_use_class,
    law_status law_status NOT NULL,
    article text,
    synthetic boolean NOT NULL,
    boundary_certainty boundary_certainty NOT NULL,
    source_id text NOT NULL REFERENCES source,
    search_key text NOT NULL,
    geom geometry (MultiPolygon, 5897) NOT NULL
    CONSTRAINT plan_zone_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
    geom_84 geometry (MultiPolygon, 4326) GENERATED ALWAYS AS (ST_Transform(geom, 4326)) STORED,
    geom_3857 geometry (MultiPolygon, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(recorded)),
    UNIQUE (plan_zone_id, row_version),
    CONSTRAINT plan_zone_one_version_at_a_time
    EXCLUDE USING gist (plan_zone_id WITH =, valid WITH &&, recorded WITH &&)
);
CREATE INDEX plan_zone_version_geom ON plan_zone_version USING gist (geom);
CREATE INDEX plan_zone_version_geom_84 ON plan_zone_version USING gist (geom_84);
CREATE INDEX plan_zone_version_geom_3857 ON plan_zone_version USING gist (geom_3857);

CREATE TABLE plan_constraint (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_id bigint NOT NULL REFERENCES plan,
    slug text NOT NULL UNIQUE
);
CREATE TABLE plan_constraint_version (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_constraint_id bigint NOT NULL REFERENCES plan_constraint,
    row_version integer NOT NULL CHECK (row_version > 0),
    kind text NOT NULL CHECK (kind IN (
        'flood_discharge_corridor', 'dike', 'water_source', 'heritage', 'power_line', 'transport_reserve'
    )),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    law_status law_status NOT NULL,
    article text,
    synthetic boolean NOT NULL,
    boundary_certainty boundary_certainty NOT NULL,
    source_id text NOT NULL REFERENCES source,
    search_key text NOT NULL,
    geom geometry (MultiPolygon, 5897) NOT NULL
    CONSTRAINT plan_constraint_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
    geom_84 geometry (MultiPolygon, 4326) GENERATED ALWAYS AS (ST_Transform(geom, 4326)) STORED,
    geom_3857 geometry (MultiPolygon, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(recorded)),
    UNIQUE (plan_constraint_id, row_version),
    CONSTRAINT plan_constraint_one_version_at_a_time
    EXCLUDE USING gist (plan_constraint_id WITH =, valid WITH &&, recorded WITH &&)
);
CREATE INDEX plan_constraint_version_geom ON plan_constraint_version USING gist (geom);
CREATE INDEX plan_constraint_version_geom_84 ON plan_constraint_version USING gist (geom_84);
CREATE INDEX plan_constraint_version_geom_3857 ON plan_constraint_version USING gist (geom_3857);
