"""What exchanges are about: sector against year, direction, kind, state and province."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.selection import SECTORS, View
from dashboard.words import DIRECTIONS, KINDS

BY = ("year", "direction", "kind", "state", "province")
CLASSES = ("people", "economic", "official")
# Sectors whose exchanges are economic, unless they are people-to-people (a study tour).
ECONOMIC = ("trade_investment", "agriculture", "tourism")
PERIOD = 5
COLUMNS = {
    "direction": "direction",
    "kind": "kind",
    "state": "us_admin1",
    "province": "cn_admin1",
}
ORDERS = {"direction": tuple(DIRECTIONS), "kind": tuple(KINDS)}


def period_of(years: pd.Series, width: int) -> pd.Series:
    """Return the first year of each year's period: decades begin in 1980, 1990, …

    Args:
        years: Years; NA stays NA.
        width: Years in a period.
    """
    return years - years % width


def period_code(year: int, width: int, first: int, last: int) -> str:
    """Write a period as a code: `1990`, or `1990-1994`, cut to the years shown."""
    begin, end = max(year, first), min(year + width - 1, last)
    return str(begin) if begin == end else f"{begin}-{end}"


def sector_table(view: View, by: str, width: int = 1) -> pd.DataFrame:
    """Count exchanges by sector and something else.

    Args:
        view: What the reader asked for.
        by: One of `BY`.
        width: For `year`: years in a period.

    Returns:
        Index: the sectors that occur, the most frequent first. Columns: for `year`, the first
        year of every period in the selection's years; for the others, the codes that occur, in
        the vocabulary's order (places: the most frequent first). Exchanges of unknown year or
        direction are not in it.
    """
    exchanges = view.exchanges
    totals = exchanges["sector"].value_counts().reindex(list(SECTORS)).dropna()
    sectors = totals.sort_values(ascending=False, kind="stable").index
    across = period_of(exchanges["year"], width) if by == "year" else exchanges[COLUMNS[by]]
    counts = exchanges.groupby([exchanges["sector"], across]).size().unstack(fill_value=0)
    if by == "year":
        first, last = view.selection.years
        columns: list[object] = list(range(first - first % width, last + 1, width))
    elif by in ORDERS:
        columns = [code for code in ORDERS[by] if code in counts.columns]
    else:
        columns = counts.sum().sort_values(ascending=False, kind="stable").index.tolist()
    return (
        counts.reindex(index=sectors, columns=columns, fill_value=0)
        .astype(int)
        .rename_axis(index=None, columns=None)
    )


def exchange_class(exchanges: pd.DataFrame) -> pd.Series:
    """Tell people-to-people exchanges from economic and from official ones.

    People-to-people is the row's own flag; of the others, those in trade and investment,
    agriculture and tourism are economic, the rest official (protocol, planning and the like).

    Args:
        exchanges: Rows of the exchanges table.

    Returns:
        One of `CLASSES` for each row.
    """
    economic = exchanges["sector"].isin(ECONOMIC)
    classes = pd.Series("official", index=exchanges.index, dtype="str")
    classes = classes.mask(economic, "economic")
    return classes.mask(exchanges["people_to_people"], "people")


def classes_by_period(view: View, width: int) -> pd.DataFrame:
    """Count exchanges by class and period.

    Args:
        view: What the reader asked for.
        width: Years in a period.

    Returns:
        Index: first year of every period in the selection's years; columns `CLASSES`.
    """
    exchanges = view.exchanges
    first, last = view.selection.years
    return (
        exchanges.groupby([period_of(exchanges["year"], width), exchange_class(exchanges)])
        .size()
        .unstack(fill_value=0)
        .reindex(
            index=range(first - first % width, last + 1, width),
            columns=list(CLASSES),
            fill_value=0,
        )
        .astype(int)
        .rename_axis(index="year", columns=None)
    )


def rows_behind(
    exchanges: pd.DataFrame,
    sector: str = "",
    klass: str = "",
    period: str = "",
    column: tuple[str, str] = ("", ""),
) -> pd.DataFrame:
    """Return the exchanges that a cell or bar counts.

    Args:
        exchanges: Rows of the exchanges table.
        sector: A sector, or "" for all.
        klass: One of `CLASSES`, or "".
        period: A year (`2014`) or first and last year (`2010-2014`), or "".
        column: One of `COLUMNS` and a code in it; an empty code is all.
    """
    if sector:
        exchanges = exchanges[exchanges["sector"] == sector]
    if klass:
        exchanges = exchanges[exchange_class(exchanges) == klass]
    if period:
        first, _dash, last = period.partition("-")
        within = exchanges["year"].between(int(first), int(last or first))
        exchanges = exchanges[within.fillna(False).astype(bool)]
    by, code = column
    if code:
        exchanges = exchanges[exchanges[COLUMNS[by]] == code]
    return exchanges


@dataclass(frozen=True)
class SectorSummary:
    """The figures at the head of the page.

    Attributes:
        exchanges: Documented exchanges shown.
        classes: How many of each of `CLASSES`.
        undated: How many of them have no known year.
        unpaired: Documented exchanges of the whole catalog between places that hold no pairing,
            or that name only the country: they are in no count of the page.
    """

    exchanges: int
    classes: dict[str, int]
    undated: int
    unpaired: int


def sector_summary(view: View) -> SectorSummary:
    """Count what a view holds by class."""
    counts = exchange_class(view.exchanges).value_counts()
    every = view.catalog.exchanges
    return SectorSummary(
        exchanges=len(view.exchanges),
        classes={name: int(counts.get(name, 0)) for name in CLASSES},
        undated=int(view.exchanges["year"].isna().sum()),
        unpaired=int((every["pairing_id"].isna() & ~every["planned"]).sum()),
    )
