-- Whoever keeps replies made from these tables is told when they change, and where.

CREATE FUNCTION notify_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_notify('ccn_changed', TG_TABLE_NAME);
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION notify_change() IS
'Belongs to the triggers of the tables, so it lives with them and not in schema spatial. plpgsql: triggers must be.';

CREATE FUNCTION notify_area_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    boxes text;
BEGIN
    -- Each branch is planned only when reached: the other events have no such rows.
    IF TG_OP = 'INSERT' THEN
        SELECT string_agg(notice_box(r.geom_3857), ';') INTO boxes FROM new_rows AS r;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT string_agg(notice_box(r.geom_3857), ';') INTO boxes FROM old_rows AS r;
    ELSE
        SELECT string_agg(notice_box(r.geom_3857), ';') INTO boxes
        FROM (SELECT o.geom_3857 FROM old_rows AS o UNION ALL SELECT n.geom_3857 FROM new_rows AS n) AS r;
    END IF;
    IF boxes IS NOT NULL THEN
        -- A notice holds 8,000 bytes; many boxes are everything.
        PERFORM pg_notify('ccn_changed', TG_TABLE_NAME || CASE
            WHEN length(boxes) < 4000 THEN ' ' || boxes
            ELSE ''
        END);
    END IF;
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION notify_area_change() IS
'Names the table and the boxes of the old and new geometry in EPSG:3857, whole metres outwards.';

CREATE FUNCTION notice_box(geom_3857 geometry) RETURNS text
LANGUAGE sql IMMUTABLE STRICT
RETURN concat_ws(
    ',', floor(ST_XMin(geom_3857)), floor(ST_YMin(geom_3857)), ceil(ST_XMax(geom_3857)), ceil(ST_YMax(geom_3857))
);

CREATE TRIGGER admin_unit_added AFTER INSERT ON admin_unit_version
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER admin_unit_changed AFTER UPDATE ON admin_unit_version
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER admin_unit_removed AFTER DELETE ON admin_unit_version
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER cluster_added AFTER INSERT ON cluster_version
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER cluster_changed AFTER UPDATE ON cluster_version
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER cluster_removed AFTER DELETE ON cluster_version
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER plan_constraint_added AFTER INSERT ON plan_constraint_version
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER plan_constraint_changed AFTER UPDATE ON plan_constraint_version
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER plan_constraint_removed AFTER DELETE ON plan_constraint_version
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER plan_zone_added AFTER INSERT ON plan_zone_version
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER plan_zone_changed AFTER UPDATE ON plan_zone_version
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER plan_zone_removed AFTER DELETE ON plan_zone_version
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER wastewater_plant_added AFTER INSERT ON wastewater_plant_version
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER wastewater_plant_changed AFTER UPDATE ON wastewater_plant_version
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER wastewater_plant_removed AFTER DELETE ON wastewater_plant_version
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION notify_area_change();
CREATE TRIGGER admin_event_part_changed AFTER INSERT OR UPDATE OR DELETE ON admin_event_part
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER citation_changed AFTER INSERT OR UPDATE OR DELETE ON citation
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER land_use_class_changed AFTER INSERT OR UPDATE OR DELETE ON land_use_class
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER plan_version_changed AFTER INSERT OR UPDATE OR DELETE ON plan_version
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER source_changed AFTER INSERT OR UPDATE OR DELETE ON source
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER stated_count_changed AFTER INSERT OR UPDATE OR DELETE ON stated_count
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
