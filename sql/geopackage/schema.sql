-- An empty GeoPackage 1.3 with the extensions for data columns and metadata.
-- What is half written is thrown away, so nothing is waited for and nothing can be rolled back over a crash.
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;
PRAGMA synchronous = OFF;
PRAGMA journal_mode = OFF;
PRAGMA locking_mode = EXCLUSIVE;

CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL,
    definition TEXT NOT NULL,
    description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL),
('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL);

CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY,
    data_type TEXT NOT NULL,
    identifier TEXT UNIQUE,
    description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE,
    min_y DOUBLE,
    max_x DOUBLE,
    max_y DOUBLE,
    srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id)
);

CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents (table_name),
    column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys (srs_id),
    z TINYINT NOT NULL,
    m TINYINT NOT NULL,
    PRIMARY KEY (table_name, column_name)
);

CREATE TABLE gpkg_extensions (
    table_name TEXT,
    column_name TEXT,
    extension_name TEXT NOT NULL,
    definition TEXT NOT NULL,
    scope TEXT NOT NULL,
    UNIQUE (table_name, column_name, extension_name)
);
INSERT INTO gpkg_extensions VALUES
('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
(
    'gpkg_data_column_constraints', NULL, 'gpkg_schema',
    'http://www.geopackage.org/spec121/#extension_schema', 'read-write'
),
('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec121/#extension_metadata', 'read-write'),
(
    'gpkg_metadata_reference', NULL, 'gpkg_metadata',
    'http://www.geopackage.org/spec121/#extension_metadata', 'read-write'
);

CREATE TABLE gpkg_data_columns (
    table_name TEXT NOT NULL REFERENCES gpkg_contents (table_name),
    column_name TEXT NOT NULL,
    name TEXT,
    title TEXT,
    description TEXT,
    mime_type TEXT,
    constraint_name TEXT,
    PRIMARY KEY (table_name, column_name),
    UNIQUE (table_name, name)
);

CREATE TABLE gpkg_data_column_constraints (
    constraint_name TEXT NOT NULL,
    constraint_type TEXT NOT NULL,
    value TEXT,
    min NUMERIC,
    min_is_inclusive BOOLEAN,
    max NUMERIC,
    max_is_inclusive BOOLEAN,
    description TEXT,
    UNIQUE (constraint_name, constraint_type, value)
);

CREATE TABLE gpkg_metadata (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    md_scope TEXT NOT NULL DEFAULT 'dataset',
    md_standard_uri TEXT NOT NULL,
    mime_type TEXT NOT NULL DEFAULT 'text/xml',
    metadata TEXT NOT NULL DEFAULT ''
);

CREATE TABLE gpkg_metadata_reference (
    reference_scope TEXT NOT NULL,
    table_name TEXT,
    column_name TEXT,
    row_id_value INTEGER,
    timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    md_file_id INTEGER NOT NULL REFERENCES gpkg_metadata (id),
    md_parent_id INTEGER REFERENCES gpkg_metadata (id)
);
