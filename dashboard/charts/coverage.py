"""The chart of coverage on the page of data and methods."""

from __future__ import annotations

import pandas as pd

from dashboard.captions import coverage as captions
from dashboard.charts.base import Chart, cited, whole
from dashboard.figures import coverage as figures
from dashboard.measures.coverage import NATION, history, sister
from dashboard.selection import View
from dashboard.words import N_


def rows_history(view: View) -> dict[str, pd.DataFrame]:
    """Return all rows behind coverage.

    Returns:
        The national `official_totals`, the sister `pairings`, and the `sources` cited.
    """
    totals = view.catalog.official_totals
    pairings = sister(view.catalog).drop(columns=["us_level", "cn_level"])
    national = totals[totals["scope_place_id"] == NATION]
    return cited(view.catalog, official_totals=national, pairings=pairings)


CHARTS = (
    Chart(
        "history",
        N_("Official totals and coverage"),
        "methods",
        figures.draw_history,
        lambda view: captions.history(view.catalog),
        lambda view: captions.history_alt(view.catalog),
        lambda view: history(view.catalog),
        {
            "date": "Date of the official total.",
            "pairs": "Sister pairings that the authority counts.",
            "counted_by": "The authority.",
            "side": "Which country's authority counts: CN, US or both.",
            "known": "Sister pairings identified here that were in force then, of known year.",
            "undated": "Those of unknown year, which may have been.",
        },
        rows_history,
        ("official_totals", "pairings"),
        ready=lambda view: not history(view.catalog).empty,
        needs=N_("official totals in the data"),
        scope=whole,
        parameters={"section": "coverage"},
    ),
)
