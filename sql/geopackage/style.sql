-- How QGIS draws a table: table, name of the style, QML, description.
INSERT INTO layer_styles (
    f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
    "styleName", "styleQML", "useAsDefault", description, owner
) VALUES ('', '', ?1, 'geom', ?2, ?3, 1, ?4, '')
