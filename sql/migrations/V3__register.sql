-- Clusters and wastewater plants: an identity each, and its history on two axes of time.

CREATE TABLE cluster (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);
COMMENT ON TABLE cluster IS 'The identity of an industrial cluster (cụm công nghiệp).';

CREATE TABLE cluster_version (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cluster_id bigint NOT NULL REFERENCES cluster,
    row_version integer NOT NULL CHECK (row_version > 0),
    name text NOT NULL CHECK (name IS NFC NORMALIZED AND name <> ''),
    phase text,
    -- Independent facts (TT 14/2024 counts them apart); none follows from another.
    established known NOT NULL,
    operating known NOT NULL,
    in_plan known NOT NULL,
    infrastructure_complete known NOT NULL,
    commenced_2021_2025 known NOT NULL,
    declared_fit text NOT NULL CHECK (declared_fit IN ('not_conforming', 'unknown')),
    wastewater_action text NOT NULL CHECK (wastewater_action IN ('assess', 'finish', 'none_stated')),
    declared_area_ha numeric CHECK (declared_area_ha > 0),
    area_as_written text,
    footprint_area_ha numeric NOT NULL CHECK (footprint_area_ha > 0),
    former_district text,
    former_communes text[] NOT NULL DEFAULT '{}',
    commune_as_written text,
    commune_id bigint REFERENCES admin_unit,
    commune_basis text NOT NULL CHECK (commune_basis IN ('plan', 'crosswalk', 'unknown')),
    commune_flag text NOT NULL CHECK (commune_flag IN ('matches', 'unit_type_differs', 'not_stated')),
    flags text[] NOT NULL DEFAULT '{}',
    investor text,
    investment_as_written text,
    decided_as_written text,
    status_as_written text,
    note_vi text,
    note_en text,
    location_basis text NOT NULL
    CHECK (location_basis IN ('former_commune_centre', 'commune_seat', 'district_centre', 'survey')),
    position_uncertainty_m double precision CHECK (position_uncertainty_m > 0),
    boundary_certainty boundary_certainty NOT NULL,
    search_key text NOT NULL,
    geom geometry (MultiPolygon, 5897) NOT NULL
    CONSTRAINT cluster_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
    geom_84 geometry (MultiPolygon, 4326) GENERATED ALWAYS AS (ST_Transform(geom, 4326)) STORED,
    geom_3857 geometry (MultiPolygon, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(recorded)),
    UNIQUE (cluster_id, row_version),
    CONSTRAINT cluster_one_version_at_a_time
    EXCLUDE USING gist (cluster_id WITH =, valid WITH &&, recorded WITH &&)
);
COMMENT ON COLUMN cluster_version.footprint_area_ha IS
'Area of the drawn footprint: the declared area, or 10 ha where none is known (declared_area_ha is then NULL).';
COMMENT ON COLUMN cluster_version.commune_as_written IS
'The plan''s own words for the place; commune_id is what they resolve to.';
CREATE INDEX cluster_version_geom ON cluster_version USING gist (geom);
CREATE INDEX cluster_version_geom_84 ON cluster_version USING gist (geom_84);
CREATE INDEX cluster_version_geom_3857 ON cluster_version USING gist (geom_3857);

CREATE TABLE cluster_former_commune (
    cluster_id bigint NOT NULL REFERENCES cluster,
    admin_unit_id bigint NOT NULL REFERENCES admin_unit,
    PRIMARY KEY (cluster_id, admin_unit_id)
);
COMMENT ON TABLE cluster_former_commune IS 'The communes of before 2025-07-01 that the sources place a cluster in.';

CREATE TABLE wastewater_plant (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    cluster_id bigint NOT NULL REFERENCES cluster
);
CREATE TABLE wastewater_plant_version (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wastewater_plant_id bigint NOT NULL REFERENCES wastewater_plant,
    row_version integer NOT NULL CHECK (row_version > 0),
    name text NOT NULL CHECK (name IS NFC NORMALIZED AND name <> ''),
    condition text NOT NULL
    CHECK (condition IN ('building', 'built_not_operating', 'operating', 'degraded', 'unknown')),
    plan_action text NOT NULL CHECK (plan_action IN ('assess', 'finish', 'none_stated')),
    capacity_m3_per_day numeric CHECK (capacity_m3_per_day > 0),
    due_year integer,
    status_as_written text,
    note_vi text,
    note_en text,
    boundary_certainty boundary_certainty NOT NULL,
    search_key text NOT NULL,
    geom geometry (MultiPoint, 5897) NOT NULL
    CONSTRAINT wastewater_plant_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
    geom_84 geometry (MultiPoint, 4326) GENERATED ALWAYS AS (ST_Transform(geom, 4326)) STORED,
    geom_3857 geometry (MultiPoint, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(recorded)),
    UNIQUE (wastewater_plant_id, row_version),
    CONSTRAINT wastewater_plant_one_version_at_a_time
    EXCLUDE USING gist (wastewater_plant_id WITH =, valid WITH &&, recorded WITH &&)
);
CREATE INDEX wastewater_plant_version_geom ON wastewater_plant_version USING gist (geom);
CREATE INDEX wastewater_plant_version_geom_84 ON wastewater_plant_version USING gist (geom_84);
CREATE INDEX wastewater_plant_version_geom_3857 ON wastewater_plant_version USING gist (geom_3857);

CREATE TABLE citation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cluster_id bigint REFERENCES cluster,
    wastewater_plant_id bigint REFERENCES wastewater_plant,
    property text NOT NULL,
    as_written text,
    place text,
    source_id text NOT NULL REFERENCES source,
    CHECK (num_nonnulls(cluster_id, wastewater_plant_id) = 1)
);
COMMENT ON TABLE citation IS 'Which source says what of which property, in its own words and at which place in it.';
CREATE INDEX citation_cluster ON citation (cluster_id);
CREATE INDEX citation_wastewater_plant ON citation (wastewater_plant_id);
