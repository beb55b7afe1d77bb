//! Layouts, archives, rosters and joins, on trees of a temporary folder.
