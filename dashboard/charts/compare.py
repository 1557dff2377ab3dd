"""The chart of the page that compares places."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.base import Chart, with_sources
from dashboard.figures import compare
from dashboard.measures.timeline import cumulative
from dashboard.profile import Profile, profile
from dashboard.selection import View
from dashboard.words import N_

# So many places can be compared.
MOST = 5


def profiles(view: View) -> list[Profile]:
    """Return the places that are compared: those chosen, at most `MOST`."""
    chosen = view.selection.places[:MOST]
    return [profile(view.catalog, place_id, view.selection.language) for place_id in chosen]


def places_shown(view: View) -> pd.DataFrame:
    """Return what the comparison shows: a row a place and year, and one of unknown year.

    Returns:
        Columns `place_id`, `name`, `name_zh`, `year`, `exchanges`, `in_force`.
    """
    parts = []
    for found in profiles(view):
        years = found.exchanges["year"].astype("Int64")
        running = cumulative(found.view).astype("Int64")
        counts = years.value_counts().reindex(running.index, fill_value=0)
        part = pd.DataFrame({"year": running.index, "exchanges": counts, "in_force": running})
        unknown = {"year": [pd.NA], "exchanges": [int(years.isna().sum())], "in_force": [pd.NA]}
        part = pd.concat([part, pd.DataFrame(unknown)]).astype("Int64")
        part.insert(0, "place_id", found.place_id)
        part.insert(1, "name", found.name)
        part.insert(2, "name_zh", found.name_zh)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def rows_compared(view: View) -> dict[str, pd.DataFrame]:
    """Return all rows behind the comparison: pairings and exchanges of all its places."""
    found = profiles(view)
    pairings = pd.concat([one.view.pairings for one in found]).drop_duplicates("pairing_id")
    exchanges = pd.concat([one.exchanges for one in found]).drop_duplicates("exchange_id")
    return with_sources(view.catalog, pairings, exchanges)


CHARTS = (
    Chart(
        "compare",
        N_("Compare"),
        "compare",
        lambda view, style: compare.draw(profiles(view), style),
        lambda view: compare.words(profiles(view)),
        lambda view: compare.alt(profiles(view)),
        places_shown,
        {
            "place_id": "Identifier of the place.",
            "name": "Name of the place in English.",
            "name_zh": "Name of the place in Chinese.",
            "year": "Calendar year; the row without one counts what has no known year.",
            "exchanges": "Documented exchanges of the place in the year.",
            "in_force": "Its pairings in force at the end of the year, of known year.",
        },
        rows_compared,
        dense=True,
        ready=lambda view: len(view.selection.places) > 1,
        needs=N_("two places or more"),
    ),
)
