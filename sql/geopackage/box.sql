-- The box of a feature, for the spatial index: fid, then smallest and largest x and y.
INSERT INTO "rtree_{table}_geom" VALUES (?1, ?2, ?3, ?4, ?5)
