"""Does with results what Classroom's reporter does, and prints what it would tell: a JSON object a file.

A file is the result in base64, or as JSON, or a file of a step's outputs."""

import base64
import json
import sys


def value(text):
    """The output `result` of a file of outputs."""
    lines = text.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("result<<"))
    end = lines.index(lines[at].removeprefix("result<<"), at + 1)
    return "\n".join(lines[at + 1 : end])


def result(text):
    if text.startswith("{"):
        return json.loads(text)
    encoded = value(text) if "result<<" in text else text
    # A program is given each variable of its environment as one string, which Linux limits.
    assert len(f"NETCHECK_RESULTS={encoded}") < 128 * 1024
    return json.loads(base64.b64decode(encoded.strip(), validate=True).decode())


def printed(test):
    """The lines that a test becomes in the log."""
    line = f" - line {test['line_no']}" if test["line_no"] != 0 else ""
    if test["status"] == "error":
        yield f"Error: {test['message'] or 'Failed to run test ' + test['name']}"
    else:
        yield ("✅ " if test["status"] == "pass" else "❌ ") + test["name"] + line
    if test["test_code"]:
        yield "Test code:"
        yield from test["test_code"].split("\n")


for path in sys.argv[1:]:
    with open(path, encoding="utf-8", newline="") as file:
        read = result(file.read())
    tests = read["tests"]
    assert read["version"] == 1 and tests
    passed = sum(test["status"] == "pass" for test in tests)
    answer = {
        "status": read["status"],
        "max_score": read["max_score"],
        "classroom": sum(test["score"] for test in tests) if read["max_score"] else 0,
        "console": f"{passed / len(tests) * read['max_score']:.2f}",
        "printed": [line for test in tests for line in printed(test)],
    }
    print(json.dumps(answer))
