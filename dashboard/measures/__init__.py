"""Counts of what a view holds. Every number that a page or chart shows is made here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from dashboard.catalog import FIRST_LEVEL
from dashboard.language import _
from dashboard.selection import SECTORS, TIERS, View
from dashboard.words import unit_name

# A page, its chart, its words and its alt text ask for the same counts of one view.
VIEWS_KEPT = 32


@dataclass(frozen=True)
class Headline:
    """The figures at the head of a page.

    Attributes:
        pairings: Pairings that count.
        state_province: How many of them tie first-level units.
        states: US states with one of them (the District of Columbia included).
        provinces: Chinese provinces with one of them.
        exchanges: Documented exchanges through them, within the years.
        exchanges_undated: Exchanges left out because their year is unknown.
        exchanges_planned: Exchanges left out because they were only announced.
        silent: Pairings among them without a documented exchange.
        year_unknown: Pairings among them whose year of establishment is unknown.
    """

    pairings: int
    state_province: int
    states: int
    provinces: int
    exchanges: int
    exchanges_undated: int
    exchanges_planned: int
    silent: int
    year_unknown: int


@lru_cache(maxsize=VIEWS_KEPT)
def headline(view: View) -> Headline:
    """Count what a view holds."""
    pairings = view.pairings
    return Headline(
        pairings=len(pairings),
        state_province=int((pairings["tier"] == "state-province").sum()),
        states=pairings["us_admin1"].nunique(),
        provinces=pairings["cn_admin1"].nunique(),
        exchanges=len(view.exchanges),
        exchanges_undated=len(view.undated),
        exchanges_planned=len(view.planned),
        silent=int((view.counts == 0).sum()),
        year_unknown=int(pairings["established_year"].isna().sum()),
    )


@lru_cache(maxsize=VIEWS_KEPT)
def by_unit(view: View) -> pd.DataFrame:
    """Count pairings and exchanges by state and province.

    Returns:
        Index `admin1`; columns `pairings`, `state_province`, `exchanges`. Units without a pairing
        are absent.
    """
    first_level = (view.pairings["tier"] == "state-province").astype(int)
    exchanges = view.pairings["pairing_id"].map(view.counts).astype(int)
    long = pd.concat(
        pd.DataFrame(
            {
                "admin1": view.pairings[column],
                "pairings": 1,
                "state_province": first_level,
                "exchanges": exchanges,
            }
        )
        for column in ("us_admin1", "cn_admin1")
    )
    return long.groupby("admin1").sum()


@lru_cache(maxsize=VIEWS_KEPT)
def by_place(view: View) -> pd.DataFrame:
    """Count pairings and exchanges by place, and name the partner of places with one pairing.

    Returns:
        Index `place_id`; columns `pairings`, `exchanges`, `partner` (place id of one partner),
        `established` (year of one pairing, or ""), `first_level` (holds a state–province pairing).
    """
    exchanges = view.pairings["pairing_id"].map(view.counts).astype(int)
    ends = ("us_place_id", "cn_place_id")
    long = pd.concat(
        pd.DataFrame(
            {
                "place_id": view.pairings[end],
                "partner": view.pairings[other],
                "first_level": view.pairings["tier"] == "state-province",
                "established": view.pairings["established"].fillna("").str[:4],
                "exchanges": exchanges,
            }
        )
        for end, other in (ends, ends[::-1])
    )
    return long.groupby("place_id").agg(
        pairings=("partner", "size"),
        exchanges=("exchanges", "sum"),
        partner=("partner", "first"),
        established=("established", "first"),
        first_level=("first_level", "any"),
    )


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


def official_total(view: View) -> dict[str, object] | None:
    """Return the newest official total that a selection can be held against.

    A single province or state is held against its own total, no place against the national one;
    other selections have none.

    Returns:
        The row of `official_totals` with `scope`, the name of whose pairings it counts; or None.
    """
    selection = view.selection
    totals = view.catalog.official_totals
    totals = totals[totals["pairs"].notna()]
    units = [*selection.states, *selection.provinces]
    whole = not (selection.places or selection.tiers or selection.statuses)
    whole = whole and selection.relations == ("sister",) and not selection.filters_exchanges
    # A total of today says nothing of the ties of some years.
    if not whole or not selection.all_years or len(units) > 1:
        return None
    scope = "cn"
    if units:
        places = view.catalog.places
        first_level = places[(places["admin1"] == units[0]) & places["level"].isin(FIRST_LEVEL)]
        scope = first_level.iloc[0]["place_id"]
    # An authority of one side alone may count otherwise; the joint or Chinese count is the custom.
    known = totals[(totals["scope_place_id"] == scope) & (totals["side"] != "US")]
    if known.empty:
        return None
    row = {str(k): v for k, v in known.sort_values("date").iloc[-1].items()}
    name = unit_name(view.catalog, units[0]) if units else _("all of China")
    return {**row, "scope": name}


@lru_cache(maxsize=VIEWS_KEPT)
def unpaired(view: View) -> int:
    """Count held exchanges of the chosen states and provinces whose two places are not paired.

    No view holds them: they go through no pairing. Other filters are left aside.
    """
    exchanges = view.catalog.exchanges
    mask = exchanges["pairing_id"].isna() & ~exchanges["planned"]
    for column, chosen in (
        ("us_admin1", view.selection.states),
        ("cn_admin1", view.selection.provinces),
    ):
        if chosen:
            mask &= exchanges[column].isin(chosen)
    return int(mask.sum())
