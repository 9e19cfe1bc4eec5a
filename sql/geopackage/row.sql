-- A feature: fid, geometry, id, and a value for each column.
INSERT INTO "{table}" VALUES ({values})
