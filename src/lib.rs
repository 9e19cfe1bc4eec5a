//! CCN Atlas: a spatial register of Hà Nội's industrial clusters on PostGIS.
//!
//! `http` is the only module that knows HTTP. It calls [`features`], [`fit`], [`extracts`],
//! [`tiles`], [`communes`] and [`register`], which never call each other; they stand on [`catalogue`], [`geometry`],
//! [`names`], [`db`] and [`config`], and all of them on [`error`].

pub mod catalogue;
pub mod check;
pub mod communes;
pub mod communes_command;
pub mod config;
pub mod data;
pub mod db;
pub mod error;
pub mod export_command;
pub mod exports;
pub mod extracts;
pub mod features;
pub mod filter;
pub mod fit;
pub mod fit_command;
pub mod geometry;
pub mod hash;
pub mod http;
pub mod import_command;
pub mod imports;
pub mod names;
pub mod private_database;
pub mod register;
pub mod start;
pub mod tiles;
