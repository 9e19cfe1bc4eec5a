-- Communes before and after 2025-07-01. An identity is (code, valid_from): codes are reused.

CREATE TABLE admin_unit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL CHECK (code ~ '^[0-9]{5}$'),
    valid_from date NOT NULL,
    UNIQUE (code, valid_from)
);
COMMENT ON TABLE admin_unit IS 'The identity of a commune; foreign keys point here, never to a version.';

CREATE TABLE admin_unit_version (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    admin_unit_id bigint NOT NULL REFERENCES admin_unit,
    row_version integer NOT NULL CHECK (row_version > 0),
    name text NOT NULL CHECK (name IS NFC NORMALIZED AND name <> ''),
    kind text NOT NULL CHECK (kind IN ('phường', 'xã', 'thị trấn')),
    former_district text,
    official_area_km2 numeric CHECK (official_area_km2 > 0),
    population integer CHECK (population >= 0),
    boundary_certainty boundary_certainty NOT NULL,
    source_id text NOT NULL REFERENCES source,
    search_key text NOT NULL,
    geom geometry (MultiPolygon, 5897) NOT NULL
    CONSTRAINT admin_unit_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
    geom_84 geometry (MultiPolygon, 4326) GENERATED ALWAYS AS (ST_Transform(geom, 4326)) STORED,
    geom_3857 geometry (MultiPolygon, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(recorded)),
    UNIQUE (admin_unit_id, row_version),
    CONSTRAINT admin_unit_one_version_at_a_time
    EXCLUDE USING gist (admin_unit_id WITH =, valid WITH &&, recorded WITH &&)
);
CREATE INDEX admin_unit_version_geom ON admin_unit_version USING gist (geom);
CREATE INDEX admin_unit_version_geom_84 ON admin_unit_version USING gist (geom_84);
CREATE INDEX admin_unit_version_geom_3857 ON admin_unit_version USING gist (geom_3857);

CREATE TABLE former_commune_box (
    admin_unit_id bigint PRIMARY KEY REFERENCES admin_unit,
    centre_lon double precision NOT NULL,
    centre_lat double precision NOT NULL,
    west double precision NOT NULL,
    south double precision NOT NULL,
    east double precision NOT NULL CHECK (east > west),
    north double precision NOT NULL CHECK (north > south)
);
COMMENT ON TABLE former_commune_box IS
'What is openly known of where a former commune lay: centre and bounding box, degrees, CRS84.';

CREATE TABLE commune_seat (
    admin_unit_id bigint PRIMARY KEY REFERENCES admin_unit,
    lon double precision NOT NULL,
    lat double precision NOT NULL
);
COMMENT ON TABLE commune_seat IS 'Where a commune''s offices are, degrees, CRS84.';

CREATE TABLE admin_event (
    id text PRIMARY KEY,
    effective_on date NOT NULL,
    decision_id text NOT NULL REFERENCES decision
);
CREATE TABLE admin_event_part (
    admin_event_id text NOT NULL REFERENCES admin_event,
    from_unit_id bigint NOT NULL REFERENCES admin_unit,
    to_unit_id bigint NOT NULL REFERENCES admin_unit,
    extent text NOT NULL CHECK (extent IN ('whole', 'part')),
    is_main boolean NOT NULL,
    PRIMARY KEY (admin_event_id, from_unit_id, to_unit_id)
);
COMMENT ON TABLE admin_event_part IS
'n former units went into m new ones: whole, or in part. `is_main`: the unit that took most, as the data set says.';
CREATE UNIQUE INDEX admin_event_part_one_main ON admin_event_part (admin_event_id, from_unit_id) WHERE is_main;
CREATE INDEX admin_event_part_to ON admin_event_part (to_unit_id);
