"""The chart that a step shows, and the page that it opens: all that a tour asks of charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.charts import CHARTS, NAMES, chart_of
from dashboard.language import _
from dashboard.selection import Selection
from dashboard.tour.basis import Basis, copy_address
from dashboard.tour.fields import read_string
from dashboard.tour.problems import Problems, shortened

ATLAS = "atlas"
PAGES = {chart.page or ATLAS: chart.page for chart in CHARTS.values()}


def read_chart(table: Mapping[str, Any], problems: Problems) -> str | None:
    """Return the name of a step's chart, one of `charts.NAMES`; None when there is none such."""
    name = read_string(table, "chart", problems)
    if name and name not in NAMES:
        problems.refuse(
            "chart",
            _("There is no chart “{name}”.").format(name=shortened(name)),
            _("Use one of: {known}.").format(known=", ".join(NAMES)),
        )
    return name if name in NAMES else None


def check_shown(chart: str, selection: Selection, basis: Basis, problems: Problems) -> None:
    """Check that a chart has something to show of a selection."""
    shown = chart_of(basis.view(selection), chart)
    if not shown.is_ready:
        needs = _("The chart needs {needs}.").format(needs=_(shown.kind.needs))
        problems.refuse("select", needs, copy_address())
    elif shown.view.is_empty:
        problems.refuse("select", _("No pairing matches these filters."), copy_address())


def read_explore(table: Mapping[str, Any], chart: str | None, problems: Problems) -> str:
    """Return the URL path of the page to explore, the chart's own where a step names none."""
    name = read_string(table, "explore", problems, "")
    if not name:
        return NAMES[chart].page if chart else ""
    if name not in PAGES:
        problems.refuse(
            "explore",
            _("There is no page “{name}”.").format(name=shortened(name)),
            _("Use one of: {known}.").format(known=", ".join(PAGES)),
        )
    return PAGES.get(name, "")
