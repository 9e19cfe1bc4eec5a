-- Many rows at once: without their statistics the planner compares each with each.
ANALYZE import_row (import_id, row_number, geom)
