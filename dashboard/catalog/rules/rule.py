"""What a rule is, and how it names the rows that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from dashboard.catalog.problems import Problem
from dashboard.catalog.tables import TABLES, Tables

Check = Callable[[Tables], Iterator[Problem]]
FILES = {name: f"{name}.csv" for name in TABLES}


@dataclass(frozen=True)
class Rule:
    """One demand on the tables that a table schema cannot state.

    Attributes:
        name: Name of the function that checks it.
        says: What it demands: one plain sentence, shown in `data/README.md`.
        check: Yields a problem for each row that breaks it, given every table by name, typed.
        generated: Whether it judges a generated table, which makes sense only when what the
            table is made from is sound.
    """

    name: str
    says: str
    check: Check
    generated: bool = False


def rule(says: str, *, generated: bool = False) -> Callable[[Check], Rule]:
    """Make the function below a rule that says this."""
    return lambda check: Rule(check.__name__, says, check, generated)


def breaches(
    tables: Tables, table: str, mask: pd.Series, column: str, broken: str, remedy: str
) -> Iterator[Problem]:
    """Yield a problem for each row of `table` where `mask` holds.

    Args:
        tables: Every table by name, typed.
        table: Name of the table.
        mask: One truth a row of the table; NA is no.
        column: Column to name, with its value.
        broken: The rule as the problem words it.
        remedy: How to mend it.
    """
    frame = tables[table]
    for index in frame.index[mask.fillna(False).astype(bool)]:
        value = frame[column].loc[index]
        shown = str(value) if frame[column].notna().loc[index] else ""
        yield Problem(FILES[table], int(index) + 2, column, shown, broken, remedy)
