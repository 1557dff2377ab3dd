"""What the timeline shows: new pairings, pairings in force and exchanges, year by year."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from dashboard.measures.headline import VIEWS_KEPT
from dashboard.selection import SECTORS, TIERS, View


@lru_cache(maxsize=VIEWS_KEPT)
def new_by_year(view: View) -> pd.DataFrame:
    """Count pairings by the year they were established.

    Returns:
        Index `year` over the selection's years, columns the tiers. Unknown years are not in it:
        see `Headline.year_unknown`.
    """
    first, last = view.selection.years
    counts = (
        view.pairings.groupby(["established_year", "tier"])
        .size()
        .unstack("tier")
        .reindex(index=range(first, last + 1), columns=list(TIERS))
        .fillna(0)
        .astype(int)
    )
    return counts.rename_axis(index="year", columns=None)


def unknown_by_tier(view: View) -> pd.Series:
    """Count the pairings whose year is unknown, by tier (index the tiers)."""
    unknown = view.pairings[view.pairings["established_year"].isna()]
    return unknown["tier"].value_counts().reindex(list(TIERS), fill_value=0)


@lru_cache(maxsize=VIEWS_KEPT)
def cumulative(view: View) -> pd.Series:
    """Count the pairings in force at the end of each year, of those whose year is known.

    Ended pairings leave the count in the year after they ended.

    Returns:
        Index `year` over the selection's years.
    """
    first, last = view.selection.years
    begun = view.pairings["established_year"].dropna()
    known = view.pairings[view.pairings["established_year"].notna()]
    ended = known["ended_year"].dropna()
    years = range(first, last + 1)
    return pd.Series(
        [int((begun <= year).sum() - (ended < year).sum()) for year in years],
        index=pd.Index(years, name="year"),
    )


@lru_cache(maxsize=VIEWS_KEPT)
def exchanges_by_year(view: View) -> pd.DataFrame:
    """Count exchanges by year and sector.

    Returns:
        Index `year` over the selection's years, columns the sectors that occur, the most frequent
        first. Exchanges of unknown year are not in it: see `undated_by_sector`.
    """
    first, last = view.selection.years
    counts = view.exchanges.groupby(["year", "sector"]).size().unstack("sector")
    order = view.exchanges["sector"].value_counts().reindex(list(SECTORS)).dropna()
    return (
        counts.reindex(
            index=range(first, last + 1),
            columns=order.sort_values(ascending=False, kind="stable").index,
        )
        .fillna(0)
        .astype(int)
        .rename_axis(index="year", columns=None)
    )


def undated_by_sector(view: View) -> pd.Series:
    """Count shown exchanges whose year is unknown, by sector."""
    return view.exchanges.loc[view.exchanges["year"].isna(), "sector"].value_counts()
