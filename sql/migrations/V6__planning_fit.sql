-- What the question of planning fit rests on beside geometry: papers of a plan, permissions, rules; and extracts.

ALTER TABLE plan_version
ADD COLUMN source_id text REFERENCES source,
ADD COLUMN note_vi text,
ADD COLUMN note_en text;

CREATE TABLE plan_document (
    plan_id bigint NOT NULL REFERENCES plan,
    decision_id text NOT NULL REFERENCES decision,
    role text NOT NULL CHECK (role IN ('approves', 'rests_on', 'reviewed_by', 'named_by')),
    article text,
    note_vi text,
    note_en text,
    PRIMARY KEY (plan_id, decision_id, role)
);
COMMENT ON TABLE plan_document IS
'The papers of a plan. `reviewed_by`: a later paper that orders to review it, without repealing it.';

CREATE TABLE land_use_permission (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    class_id text NOT NULL REFERENCES land_use_class,
    row_version integer NOT NULL CHECK (row_version > 0),
    permission text NOT NULL CHECK (permission IN ('designated', 'compatible', 'conditional', 'incompatible')),
    article text,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(recorded)),
    UNIQUE (class_id, row_version),
    CONSTRAINT land_use_permission_one_version_at_a_time
    EXCLUDE USING gist (class_id WITH =, valid WITH &&, recorded WITH &&)
);
COMMENT ON TABLE land_use_permission IS
'What an industrial cluster may be on land of a class, and the article that says so. A decree can change it.';
INSERT INTO land_use_permission (class_id, row_version, permission, article, valid)
SELECT k.id, 1, k.permission, k.article, daterange('2025-07-01', NULL)
FROM land_use_class AS k;
-- The published views read these columns; they are code, and are created again after the migrations.
ALTER TABLE land_use_class
DROP COLUMN permission CASCADE,
DROP COLUMN article CASCADE;

CREATE TABLE rule (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9_]+$'),
    title_vi text NOT NULL,
    title_en text NOT NULL,
    unit text NOT NULL CHECK (unit IN ('ha', 'm2', 'm', 'share', 'yes_no'))
);
COMMENT ON TABLE rule IS 'A limit that a decree sets, or that this service chose and says so; from data/rules.';
CREATE TABLE rule_version (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule_id text NOT NULL REFERENCES rule,
    row_version integer NOT NULL CHECK (row_version > 0),
    value double precision NOT NULL CHECK (value >= 0),
    article text,
    decision_id text REFERENCES decision,
    verified boolean NOT NULL,
    note_vi text,
    note_en text,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(recorded)),
    UNIQUE (rule_id, row_version),
    CONSTRAINT rule_one_version_at_a_time
    EXCLUDE USING gist (rule_id WITH =, valid WITH &&, recorded WITH &&)
);
COMMENT ON COLUMN rule_version.decision_id IS 'NULL: a convention of this service, argued in docs/adr.';
COMMENT ON COLUMN rule_version.verified IS 'Whether the article itself was read; else a second-hand account of it.';

CREATE TABLE extract (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL CHECK (key ~ '^[0-9a-f]{32}$'),
    made_at timestamptz NOT NULL,
    cluster_id bigint REFERENCES cluster,
    document text NOT NULL,
    page_vi text NOT NULL,
    page_en text NOT NULL,
    program text NOT NULL
);
COMMENT ON TABLE extract IS
'Documents handed out, byte for byte. Nothing here is ever changed; cluster_id NULL: of a drawn polygon.';
CREATE INDEX extract_made_at ON extract (made_at);
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'an extract is never changed' USING ERRCODE = 'integrity_constraint_violation';
END;
$$;
COMMENT ON FUNCTION refuse_change() IS
'Belongs to the trigger of a table, so it lives with it and not in schema spatial. plpgsql: triggers must be.';
CREATE TRIGGER extract_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON extract
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER land_use_permission_changed AFTER INSERT OR UPDATE OR DELETE ON land_use_permission
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER plan_document_changed AFTER INSERT OR UPDATE OR DELETE ON plan_document
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER rule_version_changed AFTER INSERT OR UPDATE OR DELETE ON rule_version
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
