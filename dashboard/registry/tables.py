"""CSV files as rows of text: those of a package, and those that a curator fills in."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as text rows."""
    text = path.read_text(encoding="utf-8-sig")
    return [dict(row) for row in csv.DictReader(StringIO(text, newline=""))]


def write_csv(path: Path, columns: Sequence[str], lines: list[dict[str, str]]) -> None:
    """Write rows of text for a spreadsheet; a column that a row lacks stays empty."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(
            file, columns, restval="", extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(lines)


class Tables:
    """The CSV files of a package as text rows; those not changed keep every byte."""

    def __init__(self, directory: Path) -> None:
        """Read nothing yet."""
        self.directory = directory
        self._read: dict[str, tuple[list[str], list[dict[str, str]]]] = {}

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return a table's rows; changes to them are saved."""
        if name not in self._read:
            text = (self.directory / name).read_text(encoding="utf-8-sig")
            reader = csv.DictReader(StringIO(text, newline=""))
            rows = [dict(row) for row in reader]
            self._read[name] = (list(reader.fieldnames or ()), rows)
        return self._read[name][1]

    def save(self) -> None:
        """Write the tables that were read."""
        for name, (columns, rows) in self._read.items():
            buffer = StringIO(newline="")
            writer = csv.DictWriter(buffer, columns, lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(rows)
            (self.directory / name).write_text(buffer.getvalue(), encoding="utf-8", newline="")
