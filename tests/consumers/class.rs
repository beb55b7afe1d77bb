//! The table of a class: by Python's `csv`, cell by cell what the JSON of the same class says.

use std::fs;

use serde_json::{Value, json};

use crate::common::folder::repository;
use crate::common::program;
use crate::reports::{list, read_by};

#[test]
fn each_cell_is_what_the_document_says() {
    let Some(python) = program::peer("python3") else {
        return;
    };
    let reports = repository().join("fixtures/reports");
    let script = repository().join("tests/consumers/class.py");
    let read = read_by(&python, [script, reports.join("class.csv")]);
    let rows: Value = serde_json::from_str(&read).expect("JSON");
    let document = fs::read_to_string(reports.join("class.json")).expect("the same as JSON");
    let document: Value = serde_json::from_str(&document).expect("JSON");
    let students: Vec<&Value> = list(&document["students"]).collect();
    assert_eq!(list(&rows).count(), students.len());
    for (row, student) in list(&rows).zip(students) {
        of_student(row, student);
    }
}

fn of_student(row: &Value, student: &Value) {
    is_text(row, "id", &student["id"]);
    is_text(row, "name", &student["name"]);
    is_number(row, "grade", &student["grade"]);
    for (column, value) in student["columns"].as_object().expect("columns") {
        is_text(row, &format!("roster.{column}"), value);
    }
    let work = &student["work"];
    is_text(row, "submission", &work["submission"]);
    for column in ["attempt", "points", "of", "undecided", "unmarked"] {
        is_number(row, column, &work[column]);
    }
    for exercise in list(&work["exercises"]) {
        for check in list(&exercise["checks"]) {
            of_check(row, &exercise["id"], check);
        }
    }
}

fn of_check(row: &Value, exercise: &Value, check: &Value) {
    let name = format!("{}/{}", text(exercise), text(&check["id"]));
    let verdict = match &check["mark"] {
        Value::Null => text(&check["verdict"]).to_owned(),
        _ => format!("{}+marked", text(&check["verdict"])),
    };
    assert_eq!(row[format!("{name} verdict")], json!(verdict), "{row:#}");
    let is_known = check["mark"] != Value::Null
        || !["undecided", "manual", "not-run"].contains(&verdict.as_str());
    let points = if is_known {
        &check["points"]
    } else {
        &Value::Null
    };
    is_number(row, &format!("{name} points"), points);
}

/// A text is as it was, or stands behind a `'` where it begins like a formula.
fn is_text(row: &Value, column: &str, want: &Value) {
    let (cell, want) = (text(&row[column]), text(want));
    let begins = want.starts_with(['=', '+', '-', '@']) && want.parse::<f64>().is_err();
    let escape = if begins { "'" } else { "" };
    assert_eq!(cell, format!("{escape}{want}"), "{column}");
}

fn is_number(row: &Value, column: &str, want: &Value) {
    let want = want.as_u64().map(|number| number.to_string());
    assert_eq!(
        text(&row[column]),
        want.unwrap_or_default(),
        "{column}: {row:#}"
    );
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
