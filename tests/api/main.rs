//! All tests against a real PostGIS: one binary, one template database, a database of its own for each test.
//!
//! They need TEST_DATABASE_URL (`bin/test` sets it) and fail without. What needs the real commune
//! boundaries reads `../shared/data/hanoi-communes-2025.geojsonl` and says so when that is missing.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails, and says where"
)]

mod architecture;
mod batch;
mod catalogue;
mod communes;
mod communes_command;
mod detective;
mod documents;
mod download;
mod exports;
mod exports_content;
mod exports_jobs;
mod extract_pages;
mod extracts;
mod filter;
mod filter_reach;
mod fit;
mod fit_city;
mod fit_engines;
mod fit_inputs;
mod fit_properties;
mod fit_shapes;
mod imports;
mod imports_checks;
mod imports_command;
mod imports_kinds;
mod imports_matching;
mod imports_partition;
mod imports_publish;
mod imports_races;
mod imports_support;
mod imports_undo;
mod inputs;
mod items;
mod leaks;
mod openapi;
mod plans;
mod private_database;
mod reading;
mod reading_bad;
mod reading_confined;
mod reading_faults;
mod reading_support;
mod reaggregate;
mod register;
mod resolver;
mod restructuring;
mod search;
mod service;
mod sql;
mod styles;
mod support;
mod tiles;
