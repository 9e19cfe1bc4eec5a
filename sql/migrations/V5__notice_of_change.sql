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
