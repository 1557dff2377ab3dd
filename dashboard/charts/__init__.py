"""All charts, and the one way to one: `chart_of`.

A new chart is one more entry in its page's module: pages, the export panel, `/chart/<name>.svg`,
embeds, the tour and the command line then offer it.
"""

from __future__ import annotations

from dashboard.charts import atlas, compare, coverage, findings, network, sectors, timeline
from dashboard.charts.base import Chart, ChartView, scoped
from dashboard.selection import View

__all__ = ["CHARTS", "NAMES", "Chart", "ChartView", "chart_of", "named"]

CHARTS: dict[str, Chart] = {
    chart.name: chart
    for page in (atlas, timeline, compare, sectors, network, findings, coverage)
    for chart in page.CHARTS
}
# Every name that a link, a file and the command line know: a chart with an option has several.
NAMES: dict[str, Chart] = {name: chart for chart in CHARTS.values() for name in chart.names}


def chart_of(view: View, name: str) -> ChartView:
    """Return a chart of a view.

    Args:
        view: What is asked for; the chart shows it cut to the filters that act on the chart.
        name: One of `NAMES`.
    """
    chart = NAMES[name]
    return ChartView(chart, scoped(chart, view), name)


def named(name: str, **options: str) -> str:
    """Return the name, one of `NAMES`, of a chart with an option.

    Args:
        name: One of `CHARTS`.
        options: Its option; none for the default.
    """
    chart = CHARTS[name]
    return next((one for one, its in chart.names.items() if its == options), name)
