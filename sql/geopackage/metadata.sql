-- A document about a table: its standard, media type, text.
INSERT INTO gpkg_metadata (md_standard_uri, mime_type, metadata) VALUES (?1, ?2, ?3)
