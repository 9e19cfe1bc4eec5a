-- What a column is: table, column, title, description, media type, name of its list of values.
INSERT INTO gpkg_data_columns VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6)
