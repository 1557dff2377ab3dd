"""The chart of the timeline page."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.captions import timeline as captions
from dashboard.charts.base import Chart, rows_behind
from dashboard.figures import timeline
from dashboard.figures.style import Style
from dashboard.measures.timeline import (
    cumulative,
    exchanges_by_year,
    new_by_year,
    undated_by_sector,
    unknown_by_tier,
)
from dashboard.selection import View
from dashboard.words import N_


def years_shown(view: View) -> pd.DataFrame:
    """Return what the timeline shows: a row a year, and one for what has no known year.

    Returns:
        Columns `year` (empty for the unknown), `new_state-province`, `new_city`, `in_force`
        (pairings of known year), and `exchanges_<sector>` for each sector that occurs.
    """
    exchanges = exchanges_by_year(view)
    shown = pd.concat(
        [
            new_by_year(view).add_prefix("new_"),
            cumulative(view).rename("in_force").astype("Int64"),
            exchanges.add_prefix("exchanges_"),
        ],
        axis=1,
    ).reset_index()
    undated = undated_by_sector(view).reindex(exchanges.columns, fill_value=0)
    unknown = {
        **unknown_by_tier(view).add_prefix("new_").to_dict(),
        **undated.add_prefix("exchanges_").to_dict(),
    }
    last = pd.DataFrame([unknown]).reindex(columns=shown.columns).astype("Int64")
    return pd.concat([shown.astype("Int64"), last], ignore_index=True)


def _timeline(view: View, style: Style) -> go.Figure:
    return timeline.draw(view, timeline.shown_events(view.catalog, view.selection), style)


CHARTS = (
    Chart(
        "timeline",
        N_("Timeline"),
        "timeline",
        _timeline,
        captions.timeline,
        captions.timeline_alt,
        years_shown,
        {
            "year": "Calendar year; the row without one counts what has no known year.",
            "new_*": "Pairings of the tier `{code}` established in the year.",
            "in_force": "Pairings in force at the end of the year, of those of known year.",
            "exchanges_*": "Documented exchanges of the sector `{code}` in the year.",
        },
        rows_behind,
        dense=True,
    ),
)
