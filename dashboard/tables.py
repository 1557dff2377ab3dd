"""The package's tables as files hold them: described and searched."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.catalog import TABLES, Catalog


def resource(catalog: Catalog, name: str) -> dict[str, Any]:
    """Return the descriptor of a table.

    Args:
        catalog: All tables.
        name: One of `catalog.TABLES`.
    """
    found: dict[str, Any] = next(
        item for item in catalog.descriptor["resources"] if item["name"] == name
    )
    return found


def names(catalog: Catalog) -> tuple[str, ...]:
    """Return the tables' names, those that readers ask for first."""
    first = ("pairings", "exchanges", "places", "sources")
    return (*first, *(name for name in TABLES if name not in first))


def columns(catalog: Catalog, name: str) -> list[str]:
    """Return the columns of a table's file; the catalog's frames carry more."""
    return [field["name"] for field in resource(catalog, name)["schema"]["fields"]]


def table(catalog: Catalog, name: str) -> pd.DataFrame:
    """Return a table with the columns of its file."""
    frame: pd.DataFrame = getattr(catalog, name)
    return frame[columns(catalog, name)]


def closed_lists(catalog: Catalog, name: str) -> dict[str, list[str]]:
    """Return the columns of a table that hold words of a closed list, and the words."""
    return {
        field["name"]: [str(word) for word in field["constraints"]["enum"]]
        for field in resource(catalog, name)["schema"]["fields"]
        if "enum" in field.get("constraints", {})
    }


def find(frame: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return the rows that hold every term of a text.

    Args:
        frame: Rows of a table.
        text: Terms separated by spaces. `column:value` asks for a value of a column, several
            separated by `|`; anything else for a part of any cell, upper or lower case.
    """
    for term in text.split():
        column, colon, wanted = term.partition(":")
        if colon and column in frame.columns:
            cells = written(frame[column]).str.casefold()
            frame = frame[cells.isin([part.casefold() for part in wanted.split("|")])]
        else:
            hits = pd.Series(False, index=frame.index)
            for name in frame.columns:
                cells = written(frame[name]).str.casefold()
                hits |= cells.str.contains(term.casefold(), regex=False)
            frame = frame[hits]
    return frame


def written(column: pd.Series) -> pd.Series:
    """Return a column as text, as its file writes it; empty where it has no value."""
    text = column.astype("str")
    if pd.api.types.is_bool_dtype(column):
        text = text.str.lower()
    return text.where(column.notna(), "")


def dictionary(catalog: Catalog, name: str) -> pd.DataFrame:
    """Return the data dictionary of a table.

    Returns:
        One row a column: `column`, `type`, `required`, `values` (of a closed list, else ""),
        `description`.
    """
    rows = []
    for field in resource(catalog, name)["schema"]["fields"]:
        rules = field.get("constraints", {})
        rows.append(
            (
                field["name"],
                field["type"],
                bool(rules.get("required")),
                ", ".join(str(word) for word in rules.get("enum", [])),
                field.get("description", ""),
            )
        )
    return pd.DataFrame(rows, columns=["column", "type", "required", "values", "description"])
