//! The commands of `ccn` and their flags.

use ccn_atlas::communes_command;
use ccn_atlas::config::Config;
use ccn_atlas::export_command;
use ccn_atlas::fit_command::Ask;
use ccn_atlas::import_command;
use clap::{Parser, Subcommand};

/// A spatial register of Hà Nội's industrial clusters.
#[derive(Parser)]
#[command(name = "ccn", version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub config: Config,
}

#[derive(Subcommand)]
pub enum Command {
    /// Migrate, then serve the map and the API
    Serve,
    /// Bring the database up to this binary, and fill what is empty
    Migrate,
    /// Is the database what this binary expects?
    Check,
    /// Compute every stored projection anew, as after an upgrade of PROJ
    Rebuild,
    /// Does a cluster, or a polygon of a file, fit a plan?
    Fit(Ask),
    /// Check a file of boundaries, plants, zones or constraints, publish it, or take it back
    Import(Box<import_command::Ask>),
    /// Write collections into a file: GeoPackage, Shapefile, DXF, XLSX, CSV, KML, GeoJSON, FlatGeobuf
    Export(export_command::Ask),
    /// Commune boundaries
    #[command(subcommand)]
    Communes(Communes),
    /// Read the file in the working folder for another process
    #[command(hide = true)]
    ReadFile,
    /// The private database
    #[command(subcommand)]
    Database(DatabaseCommand),
}

#[derive(Subcommand)]
pub enum Communes {
    /// Replace the boundaries shown by those of CCN_COMMUNES or of the pinned download
    Refresh,
    /// What units of today the names in a CSV table mean
    Resolve(communes_command::Resolve),
    /// Carry indicators by former commune or district to the units of today
    Reaggregate(communes_command::Reaggregate),
}

#[derive(Subcommand)]
pub enum DatabaseCommand {
    /// Run a command with a private database; its address is in TEST_DATABASE_URL
    Run {
        /// Settings of PostgreSQL, as name=value
        #[arg(short = 'c', value_name = "NAME=VALUE")]
        settings: Vec<String>,
        /// The command and its arguments
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
}
