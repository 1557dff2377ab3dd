"""The cells of a table: read as texts, held to be plainly written, and given their types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.catalog.problems import Problem

PANDAS_TYPES = {"integer": "Int64", "number": "Float64", "string": "str", "boolean": "str"}
# Stricter than frictionless, which takes 1_000, NaN and the digits of other scripts for numbers.
PLAIN = {
    "integer": ("[+-]?[0-9]{1,18}", "a whole number in the digits 0 to 9"),
    "number": (r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", "a number in the digits 0 to 9"),
    "boolean": ("true|false", "true or false"),
    "string": (r"(?s)\S(.*\S)?", "free of spaces at its ends"),
}


def read_texts(directory: Path, resource: dict[str, Any]) -> pd.DataFrame:
    """Read a table without giving its cells types; empty ones are missing.

    Args:
        directory: Folder of the package.
        resource: The table as the descriptor describes it.

    Returns:
        The file's columns, all of them text; row 0 is row 2 of the file.
    """
    return pd.read_csv(
        directory / resource["path"],
        dtype="str",
        na_values=[""],
        keep_default_na=False,
        encoding="utf-8-sig",
    )


def plain_problems(texts: pd.DataFrame, resource: dict[str, Any]) -> Iterator[Problem]:
    """Check that each value is written in the one way that every program reads alike."""
    for field in resource["schema"]["fields"]:
        pattern, said = PLAIN[field["type"]]
        cells = texts[field["name"]].dropna()
        for index, cell in cells[~cells.map(re.compile(pattern).fullmatch).astype(bool)].items():
            yield Problem(
                resource["path"],
                int(str(index)) + 2,
                field["name"],
                cell,
                f"the value is not {said}",
                "Write it plainly",
            )


def typed(texts: pd.DataFrame, resource: dict[str, Any]) -> pd.DataFrame:
    """Give a table's cells the types of the descriptor.

    Args:
        texts: Cells that `plain_problems` has nothing against.
        resource: The table as the descriptor describes it.

    Returns:
        The same columns: `Int64`, `Float64`, `bool` (an empty cell is False) or `str`.
    """
    types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    return texts.assign(
        **{
            name: texts[name] == "true"
            if kind == "boolean"
            else pd.to_numeric(texts[name]).astype(PANDAS_TYPES[kind])
            for name, kind in types.items()
            if kind != "string"
        }
    )
