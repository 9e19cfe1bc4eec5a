-- Communes through the restructuring of 2025-07-01: districts, parents, clauses, weights, older names.

ALTER TABLE admin_unit DROP CONSTRAINT admin_unit_code_check;
ALTER TABLE admin_unit ADD CONSTRAINT admin_unit_code_check CHECK (code ~ '^[0-9]{3}([0-9]{2})?$');
ALTER TABLE admin_unit ADD CONSTRAINT admin_unit_id_code UNIQUE (id, code);
COMMENT ON TABLE admin_unit IS
'The identity of a commune (5 digits) or former district (3); foreign keys point here, never to a version.';

ALTER TABLE admin_unit_version
DROP CONSTRAINT admin_unit_version_kind_check,
ADD CONSTRAINT admin_unit_version_kind_check
CHECK (kind IN ('phường', 'xã', 'thị trấn', 'quận', 'huyện', 'thị xã')),
ADD COLUMN code text,
ADD COLUMN parent_id bigint REFERENCES admin_unit,
ADD COLUMN decision_id text REFERENCES decision;
COMMENT ON COLUMN admin_unit_version.parent_id IS 'The district it was part of; since 2025-07-01 there is none.';
COMMENT ON COLUMN admin_unit_version.decision_id IS 'The paper that made the unit what it is; NULL: none is known.';

UPDATE admin_unit_version AS v
SET
    code = u.code,
    decision_id = CASE WHEN u.valid_from >= '2025-07-01' THEN 'nq-1656-2025' END
FROM admin_unit AS u
WHERE v.admin_unit_id = u.id;

-- A filled register names its districts by text; a new one gets them from data/commune/districts.csv.
CREATE TEMP TABLE district (code text, full_name text) ON COMMIT DROP;
INSERT INTO district (code, full_name)
VALUES
('001', 'Quận Ba Đình'), ('002', 'Quận Hoàn Kiếm'), ('003', 'Quận Tây Hồ'), ('004', 'Quận Long Biên'),
('005', 'Quận Cầu Giấy'), ('006', 'Quận Đống Đa'), ('007', 'Quận Hai Bà Trưng'), ('008', 'Quận Hoàng Mai'),
('009', 'Quận Thanh Xuân'), ('016', 'Huyện Sóc Sơn'), ('017', 'Huyện Đông Anh'), ('018', 'Huyện Gia Lâm'),
('019', 'Quận Nam Từ Liêm'), ('020', 'Huyện Thanh Trì'), ('021', 'Quận Bắc Từ Liêm'), ('250', 'Huyện Mê Linh'),
('268', 'Quận Hà Đông'), ('269', 'Thị xã Sơn Tây'), ('271', 'Huyện Ba Vì'), ('272', 'Huyện Phúc Thọ'),
('273', 'Huyện Đan Phượng'), ('274', 'Huyện Hoài Đức'), ('275', 'Huyện Quốc Oai'), ('276', 'Huyện Thạch Thất'),
('277', 'Huyện Chương Mỹ'), ('278', 'Huyện Thanh Oai'), ('279', 'Huyện Thường Tín'), ('280', 'Huyện Phú Xuyên'),
('281', 'Huyện Ứng Hòa'), ('282', 'Huyện Mỹ Đức');
INSERT INTO admin_unit (code, valid_from)
SELECT d.code, '2025-03-01'
FROM district AS d
WHERE d.full_name IN (SELECT v.former_district FROM admin_unit_version AS v);
UPDATE admin_unit_version AS v
SET parent_id = u.id
FROM district AS d
INNER JOIN admin_unit AS u ON d.code = u.code
WHERE v.former_district = d.full_name;

-- The published views read this column; they are code, and are created again after the migrations.
ALTER TABLE admin_unit_version
DROP COLUMN former_district CASCADE,
ALTER COLUMN code SET NOT NULL,
ADD CONSTRAINT admin_unit_version_code FOREIGN KEY (admin_unit_id, code) REFERENCES admin_unit (id, code),
ADD CONSTRAINT admin_unit_one_unit_per_code
EXCLUDE USING gist (code WITH =, valid WITH &&, recorded WITH &&);
CREATE INDEX admin_unit_version_parent ON admin_unit_version (parent_id);
COMMENT ON COLUMN admin_unit_version.code IS
'That of its identity, repeated here so that no two units can bear one code on one day.';

ALTER TABLE admin_event ADD COLUMN article text;
UPDATE admin_event SET article = 'Điều 1' WHERE id = 'nq-1656-2025';

ALTER TABLE admin_event_part
ADD COLUMN clause integer CHECK (clause > 0),
ADD COLUMN moves text CHECK (moves IN ('whole', 'part', 'land_only', 'part_all_people', 'rest')),
ADD COLUMN overlap_share double precision CHECK (overlap_share BETWEEN 0 AND 1),
ADD COLUMN weight double precision CHECK (weight BETWEEN 0 AND 1),
ADD COLUMN basis text CHECK (basis IN ('legal_text', 'geometric', 'estimated')),
ADD COLUMN population_weight double precision CHECK (population_weight BETWEEN 0 AND 1),
ADD COLUMN population_basis text CHECK (population_basis IN ('legal_text', 'estimated')),
ADD CONSTRAINT admin_event_part_whole CHECK (extent = 'part' OR moves = 'whole');
COMMENT ON COLUMN admin_event_part.clause IS 'The clause (khoản) of the event''s article that says so.';
COMMENT ON COLUMN admin_event_part.moves IS
'What the clause moves: all; part of land and people; land without people; part of the land and all people; the rest.';
COMMENT ON COLUMN admin_event_part.overlap_share IS
'Share of the former unit''s shape that lies in the new one''s, whatever their certainty; computed, not rounded.';
COMMENT ON COLUMN admin_event_part.weight IS
'Share of the former unit''s area that went there; those of a former unit sum to 1. NULL: not computed yet.';
COMMENT ON COLUMN admin_event_part.population_weight IS
'Share of its people: by the clause where it settles that, else estimated by area among the units that got people.';

CREATE TABLE admin_event_dissent (
    admin_event_id text NOT NULL REFERENCES admin_event,
    from_unit_id bigint NOT NULL REFERENCES admin_unit,
    to_unit_id bigint NOT NULL REFERENCES admin_unit,
    clause integer NOT NULL CHECK (clause > 0),
    moves text NOT NULL CHECK (moves IN ('whole', 'part', 'land_only', 'part_all_people', 'rest')),
    PRIMARY KEY (admin_event_id, from_unit_id, to_unit_id)
);
COMMENT ON TABLE admin_event_dissent IS
'Parts that the resolution names and the data sets of former and new units do not: said, but given no weight.';

CREATE TABLE admin_unit_alias (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name IS NFC NORMALIZED AND name <> ''),
    kind text CHECK (kind IN ('phường', 'xã', 'thị trấn')),
    district text NOT NULL,
    valid_to date,
    decision_id text REFERENCES decision,
    source_id text NOT NULL REFERENCES source,
    note text,
    UNIQUE NULLS NOT DISTINCT (name, kind, district, valid_to)
);
COMMENT ON TABLE admin_unit_alias IS
'Names of units that were merged away before the list of 526; neither code nor boundary of them is held.';
CREATE TABLE admin_unit_alias_part (
    admin_unit_alias_id bigint NOT NULL REFERENCES admin_unit_alias ON DELETE CASCADE,
    admin_unit_id bigint NOT NULL REFERENCES admin_unit,
    extent text CHECK (extent IN ('whole', 'part')),
    PRIMARY KEY (admin_unit_alias_id, admin_unit_id)
);
COMMENT ON TABLE admin_unit_alias_part IS
'Which of the 526 it went into; no row where no source says, extent NULL where only the code says so.';

CREATE TRIGGER admin_event_dissent_changed AFTER INSERT OR UPDATE OR DELETE ON admin_event_dissent
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER admin_unit_alias_changed AFTER INSERT OR UPDATE OR DELETE ON admin_unit_alias
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
