"""Validates YAML files by a JSON Schema: validate.py SCHEMA FILE...

Prints a line for each place that is refused; the exit code is 1 where there is one.
"""

import json
import sys

import yaml
from jsonschema.validators import validator_for


class Loader(yaml.SafeLoader):
    """As Debian's package reads YAML, but for times, of which JSON has none."""


Loader.yaml_implicit_resolvers = {
    first: [entry for entry in entries if entry[0] != "tag:yaml.org,2002:timestamp"]
    for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_json(value):
    """Keys of JSON are texts."""
    if isinstance(value, dict):
        return {str(key): as_json(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value


def main():
    schema = json.load(open(sys.argv[1], encoding="utf-8"))
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    refused = 0
    for name in sys.argv[2:]:
        value = as_json(yaml.load(open(name, encoding="utf-8"), Loader))
        for error in validator.iter_errors(value):
            place = "/".join(str(part) for part in error.absolute_path)
            print(f"{name}: /{place}: {error.message}")
            refused += 1
    sys.exit(1 if refused else 0)


main()
