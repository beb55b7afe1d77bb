//! A class of students, graded: every point is right, however it is graded and whatever disturbs it.

#[path = "../common/mod.rs"]
mod common;

mod bad;
mod book;
mod exports;
#[cfg(target_os = "linux")]
mod full;
#[cfg(unix)]
mod hostile;
mod points;
mod same;
#[cfg(unix)]
mod traps;
