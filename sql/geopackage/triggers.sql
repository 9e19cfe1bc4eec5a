-- Keep the spatial index up to date when the file is edited; made when all rows are in, as they call functions that
-- only readers of GeoPackages have.
-- Source: OGC 12-128r17 (GeoPackage 1.3), annex F.3.
CREATE TRIGGER "rtree_{table}_geom_insert" AFTER INSERT ON "{table}"
WHEN (new.geom IS NOT NULL AND NOT ST_IsEmpty(new.geom))
BEGIN
    INSERT OR REPLACE INTO "rtree_{table}_geom" VALUES (
        new.fid, ST_MinX(new.geom), ST_MaxX(new.geom), ST_MinY(new.geom), ST_MaxY(new.geom)
    );
END;
CREATE TRIGGER "rtree_{table}_geom_update1" AFTER UPDATE OF geom ON "{table}"
WHEN old.fid = new.fid AND (new.geom IS NOT NULL AND NOT ST_IsEmpty(new.geom))
BEGIN
    INSERT OR REPLACE INTO "rtree_{table}_geom" VALUES (
        new.fid, ST_MinX(new.geom), ST_MaxX(new.geom), ST_MinY(new.geom), ST_MaxY(new.geom)
    );
END;
CREATE TRIGGER "rtree_{table}_geom_update2" AFTER UPDATE OF geom ON "{table}"
WHEN old.fid = new.fid AND (new.geom IS NULL OR ST_IsEmpty(new.geom))
BEGIN
    DELETE FROM "rtree_{table}_geom" WHERE id = old.fid;
END;
CREATE TRIGGER "rtree_{table}_geom_update3" AFTER UPDATE ON "{table}"
WHEN old.fid != new.fid AND (new.geom IS NOT NULL AND NOT ST_IsEmpty(new.geom))
BEGIN
    DELETE FROM "rtree_{table}_geom" WHERE id = old.fid;
    INSERT OR REPLACE INTO "rtree_{table}_geom" VALUES (
        new.fid, ST_MinX(new.geom), ST_MaxX(new.geom), ST_MinY(new.geom), ST_MaxY(new.geom)
    );
END;
CREATE TRIGGER "rtree_{table}_geom_update4" AFTER UPDATE ON "{table}"
WHEN old.fid != new.fid AND (new.geom IS NULL OR ST_IsEmpty(new.geom))
BEGIN
    DELETE FROM "rtree_{table}_geom" WHERE id IN (old.fid, new.fid);
END;
CREATE TRIGGER "rtree_{table}_geom_delete" AFTER DELETE ON "{table}"
WHEN old.geom IS NOT NULL
BEGIN
    DELETE FROM "rtree_{table}_geom" WHERE id = old.fid;
END;
INSERT INTO gpkg_extensions VALUES
('{table}', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');
