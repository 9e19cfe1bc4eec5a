-- Whoever keeps replies made from these tables is told when they change.

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

CREATE TRIGGER cluster_changed AFTER INSERT OR UPDATE OR DELETE ON cluster_version
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER wastewater_plant_changed AFTER INSERT OR UPDATE OR DELETE ON wastewater_plant_version
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER admin_unit_changed AFTER INSERT OR UPDATE OR DELETE ON admin_unit_version
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER plan_zone_changed AFTER INSERT OR UPDATE OR DELETE ON plan_zone_version
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
CREATE TRIGGER plan_constraint_changed AFTER INSERT OR UPDATE OR DELETE ON plan_constraint_version
FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
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
