-- A table of features: its names are those of the catalogue, and are put in where braces stand.
CREATE TABLE "{table}" (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom {geometry},
    id TEXT NOT NULL{columns}
);
CREATE VIRTUAL TABLE "rtree_{table}_geom" USING rtree (id, minx, maxx, miny, maxy);
