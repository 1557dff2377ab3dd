"""The figures at the head of a page, an official total beside them, and what no view holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dashboard.catalog import FIRST_LEVEL
from dashboard.language import _
from dashboard.selection import View
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
