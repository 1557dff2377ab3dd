"""Rules of dates and years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from dashboard.catalog.problems import Problem
from dashboard.catalog.rules.rule import breaches, rule
from dashboard.catalog.tables import Tables, years_of

FIRST_YEAR = 1971
FIRST_YEAR_OF_SOURCES = 1900
DATE_COLUMNS = {
    "pairings": ("established", "status_as_of", "ended"),
    "exchanges": ("date", "date_end"),
    "official_totals": ("date",),
    "context_events": ("date", "date_end"),
    "provinces": ("population_date",),
    "states": ("population_date",),
    "sources": ("date", "accessed"),
}
PERIODS = (
    ("pairings", "established", "ended"),
    ("exchanges", "date", "date_end"),
    ("context_events", "date", "date_end"),
)


@rule("Every date stands in the calendar; it may be a year, a month or a day.")
def days_exist(tables: Tables) -> Iterator[Problem]:
    for table, columns in DATE_COLUMNS.items():
        for column in columns:
            values = tables[table][column]
            yield from breaches(
                tables,
                table,
                values.notna() & ~values.map(_is_date, na_action="ignore").eq(True),
                column,
                "no such day in the calendar",
                "Check the date; write only the part that a source states",
            )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text + "YYYY-01-01"[len(text) :])
    except ValueError:
        return False
    return True


@rule(
    f"No date lies before {FIRST_YEAR}, no date of a source before {FIRST_YEAR_OF_SOURCES}, and "
    "none in a year to come."
)
def years_are_plausible(tables: Tables) -> Iterator[Problem]:
    latest = date.today().year
    for table, columns in DATE_COLUMNS.items():
        first = FIRST_YEAR_OF_SOURCES if table == "sources" else FIRST_YEAR
        for column in columns:
            years = years_of(tables[table][column])
            yield from breaches(
                tables,
                table,
                (years < first) | (years > latest),
                column,
                f"the year is not between {first} and {latest}",
                "Check the date",
            )


@rule("Nothing ends before it begins; two dates are compared over the part that both state.")
def dates_are_in_order(tables: Tables) -> Iterator[Problem]:
    for table, start, end in PERIODS:
        frame = tables[table]
        shared = frame[[start, end]].map(len, na_action="ignore").min(axis=1)
        wrong = pd.Series(
            [
                isinstance(a, str) and isinstance(b, str) and b[: int(n)] < a[: int(n)]
                for a, b, n in zip(frame[start], frame[end], shared, strict=True)
            ],
            index=frame.index,
            dtype=bool,
        )
        yield from breaches(
            tables, table, wrong, end, f"it lies before {start}", "Check which date is right"
        )


@rule("The year of a dated exchange is the year of its date.")
def year_is_that_of_the_date(tables: Tables) -> Iterator[Problem]:
    frame = tables["exchanges"]
    years = years_of(frame["date"])
    yield from breaches(
        tables,
        "exchanges",
        years.notna() & ~(years == frame["year"]).fillna(False).astype(bool),
        "year",
        "the year is not the year of the date",
        "Make year and date agree",
    )
