"""Turn a registry's raw answer into rows, or say field by field how it deviates.

Everything is read before anything is kept: one field that is not what it should be refuses the
whole answer, because a registry that changed its shape cannot be trusted row by row.
"""

from __future__ import annotations

import csv
from dataclasses import asdict, fields
from pathlib import Path

from dashboard.registry import cpaffc, wikidata
from dashboard.registry.rows import CPAFFC, Row, Table

COLUMNS = tuple(field.name for field in fields(Row) if field.name != "events")


def read(raw: bytes, registry: str, partial: bool = False) -> Table:
    """Read a registry's answer.

    Args:
        raw: The answer as received, or a saved file.
        registry: `cpaffc` or `wikidata`.
        partial: Accept fewer rows than CPAFFC's list is known to hold.

    Raises:
        ShapeError: The answer deviates from what is documented; nothing of it is used.
    """
    return cpaffc.read(raw, partial) if registry == CPAFFC else wikidata.read(raw)


def write(table: Table, path: Path) -> None:
    """Write the rows as CSV, one column per field, without the event logs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in table.rows)
