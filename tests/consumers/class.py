"""Prints what Python's csv reads in a table of a class: a JSON array with an object a row."""

import csv
import json
import sys

with open(sys.argv[1], newline="", encoding="utf-8") as table:
    print(json.dumps(list(csv.DictReader(table, strict=True))))
