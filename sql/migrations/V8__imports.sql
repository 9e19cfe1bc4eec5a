-- Files that people bring: staged, checked, published in one step, undone in one step.

CREATE TABLE import (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    collection text NOT NULL
    CHECK (collection IN ('clusters', 'wastewater-plants', 'plan-zones', 'plan-constraints')),
    owner text NOT NULL CHECK (owner = 'cli' OR owner ~ '^[0-9a-f]{64}$'),
    made_by text NOT NULL CHECK (made_by IS NFC NORMALIZED AND made_by <> ''),
    file_name text NOT NULL CHECK (file_name IS NFC NORMALIZED AND file_name <> ''),
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    format text NOT NULL,
    layer text NOT NULL,
    encoding text NOT NULL,
    mapping jsonb NOT NULL,
    crs text,
    crs_why_vi text,
    crs_why_en text,
    settings jsonb NOT NULL,
    reading jsonb NOT NULL,
    asks text[] NOT NULL,
    checked_version bigint NOT NULL DEFAULT 0,
    state text NOT NULL CHECK (state IN ('asks', 'checked', 'published', 'undone')),
    source_id text REFERENCES source,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    published_at timestamptz,
    undone_at timestamptz,
    CONSTRAINT import_asks CHECK ((state = 'asks') = (cardinality(asks) > 0)),
    CONSTRAINT import_published CHECK ((state IN ('published', 'undone')) = (published_at IS NOT NULL)),
    CONSTRAINT import_undone CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
    CONSTRAINT import_sourced CHECK ((source_id IS NULL) = (published_at IS NULL))
);
CREATE INDEX import_owner ON import (owner, created_at);
COMMENT ON TABLE import IS
'A file somebody brought. Staged ones expire; published ones stay, as what they changed refers to them.';
COMMENT ON COLUMN import.id IS '128 bits from the operating system: it cannot be guessed.';
COMMENT ON COLUMN import.owner IS 'SHA-256 of the token it came with; `cli`: the command line.';
COMMENT ON COLUMN import.made_by IS 'Who brings it, in their own words.';
COMMENT ON COLUMN import.mapping IS 'Which field of the file was read as which property: {property: field}.';
COMMENT ON COLUMN import.crs IS 'How its coordinates were read, such as EPSG:5897;swapped. NULL: not settled.';
COMMENT ON COLUMN import.settings IS 'What a person settled, as given; what was guessed is not here.';
COMMENT ON COLUMN import.reading IS
'What else was found in it, as its document says: layers, fields, ways to read its coordinates.';
COMMENT ON COLUMN import.asks IS 'What a person must settle before it can be published.';
COMMENT ON COLUMN import.checked_version IS
'The latest version in the table of its collection when it was checked: what is later may lie over it.';
COMMENT ON COLUMN import.source_id IS 'What published versions name as their source.';

CREATE TABLE import_row (
    import_id text NOT NULL REFERENCES import ON DELETE CASCADE,
    row_number integer NOT NULL CHECK (row_number > 0),
    place text NOT NULL,
    title text NOT NULL,
    attributes jsonb NOT NULL,
    as_written jsonb NOT NULL,
    change text NOT NULL CHECK (change IN ('add', 'replace', 'same', 'refused', 'skip')),
    slug text,
    version_id bigint,
    same_geometry boolean NOT NULL DEFAULT FALSE,
    search_key text NOT NULL,
    declared_area_ha numeric,
    declared_communes text[] NOT NULL DEFAULT '{}',
    communes jsonb NOT NULL DEFAULT '[]',
    register_name text,
    geom geometry (Geometry, 5897),
    PRIMARY KEY (import_id, row_number)
);
CREATE INDEX import_row_geom ON import_row USING gist (import_id, geom);
COMMENT ON TABLE import_row IS 'A feature of a staged file, and what publishing it would do.';
COMMENT ON COLUMN import_row.place IS 'Where it stands in the file, such as `line 12`.';
COMMENT ON COLUMN import_row.attributes IS 'Values as they would be written; what is not there stays as it is.';
COMMENT ON COLUMN import_row.as_written IS 'The same in the words of the file.';
COMMENT ON COLUMN import_row.change IS
'`refused`: no feature was found for it, or it has an error; `skip`: a person left it out.';
COMMENT ON COLUMN import_row.slug IS 'The id of the feature: of the register, or the one it would get.';
COMMENT ON COLUMN import_row.version_id IS 'What it would replace, of the version table of the collection.';
COMMENT ON COLUMN import_row.register_name IS 'What the register calls it, where it has it.';
COMMENT ON COLUMN import_row.same_geometry IS
'Its geometry is that of the register to the millimetre, and is not written again.';
COMMENT ON COLUMN import_row.declared_communes IS
'Codes of the communes that the file, or else the register, places it in.';
COMMENT ON COLUMN import_row.communes IS 'The communes it does lie in, with shares; clusters and plants only.';

CREATE TABLE import_defect (
    import_id text NOT NULL REFERENCES import ON DELETE CASCADE,
    number integer NOT NULL CHECK (number > 0),
    code text NOT NULL CHECK (code ~ '^[a-z]+(-[a-z]+)*$'),
    severity text NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
    row_number integer,
    place text NOT NULL,
    property text,
    sentence_vi text NOT NULL,
    sentence_en text NOT NULL,
    geom geometry (Geometry, 5897),
    PRIMARY KEY (import_id, number)
);
COMMENT ON TABLE import_defect IS
'What is wrong with a staged file, or worth a look. An error keeps it from being published.';
COMMENT ON COLUMN import_defect.row_number IS 'NULL: of the whole file.';
COMMENT ON COLUMN import_defect.geom IS 'Where: a place, or the area covered twice or not at all.';

CREATE TABLE import_version (
    import_id text NOT NULL REFERENCES import,
    relation text NOT NULL CHECK (relation IN (
        'cluster_version', 'wastewater_plant_version', 'plan_zone_version', 'plan_constraint_version'
    )),
    version_id bigint NOT NULL,
    did text NOT NULL CHECK (did IN ('closed', 'wrote', 'took_back', 'restored')),
    row_number integer,
    copy_of bigint,
    PRIMARY KEY (relation, version_id, did),
    CONSTRAINT import_version_copy CHECK ((did = 'restored') = (copy_of IS NOT NULL))
);
CREATE INDEX import_version_import ON import_version (import_id);
CREATE INDEX import_version_copy_of ON import_version (relation, copy_of);
COMMENT ON TABLE import_version IS
'What publishing closed and wrote, and what undoing took back and restored. Each version has one such fate.';
COMMENT ON COLUMN import_version.version_id IS 'Of the relation named; no foreign key can point to one of four tables.';
COMMENT ON COLUMN import_version.copy_of IS 'The version that a restored one is again, and stands for.';
COMMENT ON COLUMN import_version.row_number IS
'The row of the file a written version comes from; NULL for a part of what was before.';

ALTER TABLE cluster_version
DROP CONSTRAINT cluster_version_location_basis_check,
ADD CONSTRAINT cluster_version_location_basis_check CHECK (
    location_basis IN ('former_commune_centre', 'commune_seat', 'district_centre', 'survey', 'drawing')
),
DROP CONSTRAINT cluster_version_commune_basis_check,
ADD CONSTRAINT cluster_version_commune_basis_check
CHECK (commune_basis IN ('plan', 'crosswalk', 'import', 'unknown'));
COMMENT ON COLUMN cluster_version.location_basis IS
'What its shape was drawn from; `drawing`: digitised from a map or plan and brought as a file.';
COMMENT ON COLUMN cluster_version.commune_basis IS 'Who says so; `import`: the file that brought it.';
