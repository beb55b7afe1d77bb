"""Prints what tap.py reads in TAP files: a JSON object a file."""

import json
import sys


from tap.parser import Parser


def point(line):
    directive = "SKIP" if line.skip else "TODO" if line.todo else ""
    return {"ok": line.ok, "directive": directive, "description": line.description, "yaml": line.yaml_block}


for path in sys.argv[1:]:
    lines = list(Parser().parse_file(path))
    print(json.dumps({"points": [point(line) for line in lines if line.category == "test"]}))
