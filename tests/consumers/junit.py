"""Prints what junitparser reads in JUnit files: a JSON object a file."""

import json
import sys

import junitparser


def suites(report):
    return [report] if isinstance(report, junitparser.TestSuite) else list(report)


def result(case):
    found = case.result
    if not found:
        return None, None, None, None
    (one,) = found
    kind = {"Failure": "failures", "Error": "errors", "Skipped": "skipped"}
    return kind[type(one).__name__], one.type, one.message, one.text


for path in sys.argv[1:]:
    report = junitparser.JUnitXml.fromfile(path)
    names = ["tests", "failures", "errors", "skipped"]
    said = {name: sum(getattr(suite, name) or 0 for suite in suites(report)) for name in names}
    counted = dict.fromkeys(names, 0)
    cases = []
    for suite in suites(report):
        for case in suite:
            kind, word, message, text = result(case)
            counted["tests"] += 1
            if kind:
                counted[kind] += 1
            cases.append({"classname": case.classname, "name": case.name, "type": word, "message": message, "text": text})
    print(json.dumps({"said": said, "counted": counted, "cases": cases}))
