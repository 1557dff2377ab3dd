"""Hold the tables against the descriptor: types, enums, keys; by frictionless, in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless

from dashboard.catalog.problems import Problem

REMEDIES = {
    "type-error": "Write a value of that type, or leave the cell empty where that is allowed",
    "primary-key": "Give one of the two rows another identifier, or merge them",
    "foreign-key": "Mend the identifier, or add the row that it names",
}


def schema_problems(directory: Path, descriptor: dict[str, Any]) -> Iterator[Problem]:
    """Check types, keys and constraints of every table; its files must be readable."""
    try:
        package = frictionless.Package(str(directory / "datapackage.json"))
    except frictionless.FrictionlessException as refused:
        for reason in refused.reasons or [refused.error]:
            yield Problem(
                "datapackage.json",
                None,
                "",
                "",
                reason.note,
                "Mend the descriptor, or take that of a released version",
            )
        return
    schemas = {resource["path"]: resource["schema"] for resource in descriptor["resources"]}
    for task in package.validate(parallel=False).tasks:
        file = Path(task.place).name
        for error in task.errors:
            yield _problem(file, error, schemas[file])


def _problem(file: str, error: Any, schema: dict[str, Any]) -> Problem:
    """Put a frictionless error about a file with this table schema in our words."""
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None) or ""
    value = str(getattr(error, "cell", None) or "")
    remedy = REMEDIES.get(error.type, "Mend the file as datapackage.json describes it")
    if error.type == "type-error":
        expected = re.sub(r'^type is "(\w+).*"$', r"\1", error.note)
        rule = f"the value is not of the type {expected}"
    elif error.type == "constraint-error":
        rule, remedy = _constraint(error.note)
    elif error.type == "primary-key":
        key = schema["primaryKey"]
        row_cells = dict(zip((f["name"] for f in schema["fields"]), error.cells, strict=True))
        column, value = ", ".join(key), ", ".join(row_cells[name] for name in key)
        position = re.sub(r"\D", "", error.note)
        rule = f"the identifier stands twice, in row {position} too"
    elif error.type == "foreign-key":
        column = column or "".join(getattr(error, "field_names", [])[:1])
        cells = getattr(error, "field_cells", None) or []
        value = value or ", ".join(str(cell) for cell in cells)
        target = getattr(error, "reference_name", "") or "another table"
        rule = f"no row of {target} has this identifier"
    else:
        rule = re.sub(r"\s+", " ", error.note or error.title).strip().rstrip(".")
    return Problem(file, row, column, value, rule, remedy)


def _constraint(note: str) -> tuple[str, str]:
    match = re.match(r'constraint "(\w+)" is "(.*)"$', note)
    name, bound = match.groups() if match else ("", note)
    rules = {
        "required": ("the cell is empty", "Fill it; a row without this fact is not shipped"),
        "enum": (f"the value is not one of {bound.strip('[]')}", "Use one of these values"),
        "maximum": (f"the value is above {bound}", "Check the number"),
        "minimum": (f"the value is below {bound}", "Check the number"),
        "pattern": (
            f"the value does not have the form {bound}",
            "Dates are YYYY, YYYY-MM or YYYY-MM-DD; identifiers lower case with hyphens; web "
            "addresses start with http",
        ),
    }
    return rules.get(name, (note, "Mend the value as datapackage.json describes it"))
