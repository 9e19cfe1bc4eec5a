-- How far a table reaches, when all its rows are in: table, smallest x and y, largest x and y.
UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5 WHERE table_name = ?1
