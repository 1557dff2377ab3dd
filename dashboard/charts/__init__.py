"""All charts, by the name that they have in a link, a file name and on the command line.

A new chart is one more entry in its page's module: the export panel, `/chart/<name>.svg` and the
command line then offer it.
"""

from __future__ import annotations

from dashboard.charts import atlas, compare, coverage, findings, network, sectors, timeline
from dashboard.charts.base import Chart

__all__ = ["CHARTS", "Chart"]

CHARTS: dict[str, Chart] = {
    chart.name: chart
    for page in (atlas, timeline, compare, sectors, network, findings, coverage)
    for chart in page.CHARTS
}
