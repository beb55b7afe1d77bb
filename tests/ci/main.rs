//! What checks pushes and submissions: the action, the examples that `netcheck new ci` writes, and Gradescope's bundle, run as their hosts run them.

#![cfg(target_os = "linux")]

#[path = "../common/mod.rs"]
mod common;

mod action;
mod assignments;
mod autograder;
mod bundle;
mod gitlab;
mod gradescope;
mod hostile;
mod new;
mod runner;
mod shell;
mod valid;
