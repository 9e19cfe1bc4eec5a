-- Hear of every change of a version table.
LISTEN ccn_changed;
