"""What stops a file from being read as a table: presence, encoding, header, rows, cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dashboard.catalog.problems import Problem

LONGEST_CELL = 10_000
# A cell that swallows half a file is to be named by its row and column, not refused unseen.
csv.field_size_limit(2**31 - 1)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def file_problems(directory: Path, resource: dict[str, Any]) -> Iterator[Problem]:
    """Check one table's file; what is wrong with it as a whole hides what is wrong in it."""
    name = resource["path"]
    path = directory / name
    if not path.is_file():
        yield Problem(
            name, None, "", "", "the file is missing", "Restore it from a released version"
        )
        return
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        yield Problem(
            name,
            row,
            "",
            repr(raw[error.start : error.end])[2:-1],
            "the file is not UTF-8 throughout",
            "Save it as UTF-8; a row pasted from another program is the usual cause",
        )
        return
    if not text.strip():
        yield Problem(
            name,
            None,
            "",
            "",
            "the file is empty",
            "It needs at least its header row; restore it from a released version",
        )
        return
    expected = [field["name"] for field in resource["schema"]["fields"]]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 0
    try:
        problems = list(_header_problems(name, next(reader), expected))
        if problems:
            yield from problems
            return
        row = 1
        for row, cells in enumerate(reader, start=2):
            yield from _row_problems(name, row, cells, expected)
    except csv.Error as error:
        yield Problem(
            name,
            row + 1,
            "",
            "",
            f"the row cannot be read ({error})",
            "Close each quotation mark; double those within a quoted cell",
        )


def _header_problems(file: str, found: list[str], expected: list[str]) -> Iterator[Problem]:
    header = f"the header must be: {','.join(expected)}"
    for column in expected:
        if column not in found:
            yield Problem(file, 1, column, "", "the column is missing", f"Add it; {header}")
    for column in dict.fromkeys(found):
        if column not in expected:
            yield Problem(
                file, 1, column, "", "the column is unknown", f"Remove or rename it; {header}"
            )
        elif found.count(column) > 1:
            yield Problem(
                file, 1, column, "", "the column stands twice", f"Remove or rename one; {header}"
            )
    if sorted(found) == sorted(expected) and found != expected:
        yield Problem(file, 1, "", "", "the columns are in another order", f"Move them; {header}")


def _row_problems(file: str, row: int, cells: list[str], expected: list[str]) -> Iterator[Problem]:
    if not any(cells):
        yield Problem(file, row, "", "", "the row is blank", "Remove it")
        return
    if len(cells) != len(expected):
        yield Problem(
            file,
            row,
            "",
            "",
            f"the row has {len(cells)} cells, the header {len(expected)}",
            "Give it as many cells as the header; quote a value that holds a comma",
        )
        return
    for column, cell in zip(expected, cells, strict=True):
        if len(cell) > LONGEST_CELL:
            rule = f"the value is longer than {LONGEST_CELL} characters"
            yield Problem(file, row, column, cell, rule, "Shorten it; is a quotation mark open?")
        elif CONTROL.search(cell):
            yield Problem(
                file,
                row,
                column,
                cell,
                "the value holds a line break, tab or other control character",
                "Remove it; where a value runs over several lines, is a quotation mark open?",
            )
