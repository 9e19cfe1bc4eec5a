-- A value that a column may have: name of the list, value, what it means.
INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description)
VALUES (?1, 'enum', ?2, ?3)
