pub mod indicators;
pub mod numbers;
