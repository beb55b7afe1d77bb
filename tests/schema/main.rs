//! The JSON Schemas of the spec language: what netcheck prints and ships, held against its reader and, by a validator of others, against files.
//! `SNAPSHOTS=overwrite cargo test --test schema` writes the shipped ones anew.

#[path = "../common/mod.rs"]
mod common;

mod arguments;
mod command;
mod drift;
mod facts;
mod files;
mod fixtures;
mod samples;
mod validator;
