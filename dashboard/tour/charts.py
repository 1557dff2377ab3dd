"""The chart that a step shows, and the page that it opens: all that a tour asks of charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.charts import CHARTS, Chart
from dashboard.language import _
from dashboard.selection import Selection
from dashboard.tour.basis import Basis, copy_address
from dashboard.tour.fields import read_string
from dashboard.tour.problems import Problems, shortened

ATLAS = "atlas"
PAGES = {chart.page or ATLAS: chart.page for chart in CHARTS.values()}


def read_chart(table: Mapping[str, Any], problems: Problems) -> Chart | None:
    """Return the chart that a step names; None when there is none of this name."""
    name = read_string(table, "chart", problems)
    if name and name not in CHARTS:
        problems.refuse(
            "chart",
            _("There is no chart “{name}”.").format(name=shortened(name)),
            _("Use one of: {known}.").format(known=", ".join(CHARTS)),
        )
    return CHARTS.get(name)


def check_shown(chart: Chart, selection: Selection, basis: Basis, problems: Problems) -> None:
    """Check that a chart has something to show of a selection."""
    view = chart.scope(basis.view(selection))
    if not chart.ready(view):
        problems.refuse(
            "select", _("The chart needs {needs}.").format(needs=_(chart.needs)), copy_address()
        )
    elif view.is_empty:
        problems.refuse("select", _("No pairing matches these filters."), copy_address())


def read_explore(table: Mapping[str, Any], chart: Chart | None, problems: Problems) -> str:
    """Return the URL path of the page to explore, the chart's own where a step names none."""
    name = read_string(table, "explore", problems, "")
    if not name:
        return chart.page if chart else ""
    if name not in PAGES:
        problems.refuse(
            "explore",
            _("There is no page “{name}”.").format(name=shortened(name)),
            _("Use one of: {known}.").format(known=", ".join(PAGES)),
        )
    return PAGES.get(name, "")
