"""The files that an export can be, by the name that the command line knows them by."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import plotly.graph_objects as go

from dashboard import cite, language
from dashboard.charts import Chart, ChartView
from dashboard.export.images import PRESS, described_png, described_svg
from dashboard.export.metadata import metadata, to_sheet
from dashboard.export.page import to_html
from dashboard.export.sizes import SIZES
from dashboard.export.tables import to_csv, to_geojson, to_xlsx
from dashboard.figures.style import Style
from dashboard.selection import View, to_query
from dashboard.words import N_

LONGEST_FILTERS = 60


@dataclass(frozen=True)
class Order:
    """What is to be exported.

    Attributes:
        chart: The chart and what it shows.
        site: Address of the dashboard, for permalinks.
        size: Name of the size of images.
        dark: In the dark theme.
        header: With title and subtitle.
        footer: With source line and note.
        today: The day of the export.
    """

    chart: ChartView
    site: str
    size: str = "article"
    dark: bool = False
    header: bool = True
    footer: bool = True
    today: date = field(default_factory=date.today)

    @property
    def view(self) -> View:
        """What is shown."""
        return self.chart.view

    @property
    def link(self) -> str:
        """Permalink of the view."""
        shown = self.chart
        return cite.permalink(self.site, shown.kind.page, self.view.selection, shown.parameters)

    @property
    def citation(self) -> cite.Citation:
        """How to cite the view."""
        return cite.of_view(self.view.catalog, self.chart.frame.title, self.link, self.today)

    def style(self, transparent: bool = False) -> Style:
        """Return the style that the chart is drawn in."""
        return SIZES[self.size].style(
            self.chart.kind.dense, self.dark, self.header, self.footer, transparent
        )

    def figure(self, transparent: bool = False) -> go.Figure:
        """Return the chart, drawn for its size."""
        return self.chart.figure(self.style(transparent))

    @property
    def zoom(self) -> float:
        """Pixels of the file for each that the figure is laid out on."""
        return SIZES[self.size].magnification(self.chart.kind.dense)


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        title: What pages call it.
        extension: End of the file's name.
        mime: Its type.
        make: Makes it.
        image: Whether a browser must draw it.
        sized: Whether the size matters.
        table: The table of rows that it holds, for kinds that not every chart has.
    """

    title: str
    extension: str
    mime: str
    make: Callable[[Order], bytes]
    image: bool = False
    sized: bool = False
    table: str | None = None

    def offered(self, chart: Chart) -> bool:
        """Whether a chart has what the file holds."""
        return self.table is None or self.table in chart.tables


def file_name(order: Order, kind: str) -> str:
    """Return `us-china-ties_<chart>_<filters>_<size>_<date>.<ext>`."""
    query = to_query(order.view.selection)
    words = [f"{key}-{'-'.join(values)}" for key, values in query.items()]
    filters = re.sub(r"[^a-z0-9-]+", "-", "_".join(words).lower())[:LONGEST_FILTERS].strip("-")
    made = KINDS[kind]
    parts = ["us-china-ties", order.chart.name]
    if kind != made.extension:
        parts[1] += f"-{kind.removesuffix('-csv')}"
    parts += [filters or "all", order.view.catalog.as_of]
    if made.sized:
        parts.insert(3, order.size + ("-dark" if order.dark else ""))
    return "_".join(parts) + f".{made.extension}"


def make(order: Order, kind: str) -> bytes:
    """Make a file, in the language of the order's selection, from whatever thread.

    Raises:
        ImageError: An image could not be made; the text says why.
    """
    language.activate(order.view.selection.language)
    return KINDS[kind].make(order)


def _svg(order: Order, transparent: bool = False) -> bytes:
    drawn = PRESS.draw(order.figure(transparent), "svg", order.zoom)
    return described_svg(drawn, order.chart.frame.title, order.chart.alt)


def _png(order: Order, times: int) -> bytes:
    drawn = PRESS.draw(order.figure(), "png", order.zoom * times)
    frame = order.chart.frame
    words = {
        "Title": frame.title,
        "Description": order.chart.alt,
        "Source": f"{frame.source} {order.link}",
    }
    return described_png(drawn, words)


def _html(order: Order) -> bytes:
    return to_html(
        order.figure(),
        order.chart.frame.title,
        order.chart.alt,
        order.chart.numbers,
        cite.chicago(order.citation),
        order.style(),
    )


def _described(order: Order) -> dict[str, object]:
    return metadata(order.chart, order.link, order.today)


def _xlsx(order: Order) -> bytes:
    about = to_sheet(_described(order))
    shown = {"shown": order.chart.numbers}
    return to_xlsx({"about": about["about"], **shown, **order.chart.rows, **about})


def _geojson(order: Order) -> bytes:
    rows = order.chart.rows
    exchanges = rows.get("exchanges", order.view.exchanges)
    return to_geojson(order.view.catalog, rows["pairings"], exchanges)


def _rows(title: str, table: str) -> Kind:
    """Return the kind of file that holds one table of the rows behind a chart."""
    return Kind(
        title,
        "csv",
        CSV,
        lambda order: to_csv(order.chart.rows[table]),
        table=table,
    )


def _metadata(order: Order) -> bytes:
    return json.dumps(_described(order), ensure_ascii=False, indent=2).encode()


PNG, PDF = "image/png", "application/pdf"
SVG, CSV = "image/svg+xml", "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML, JSON, GEOJSON = "text/html; charset=utf-8", "application/json", "application/geo+json"
KINDS = {
    "svg": Kind(N_("SVG"), "svg", SVG, _svg, image=True, sized=True),
    "png": Kind(N_("PNG, 2×"), "png", PNG, lambda order: _png(order, 2), True, True),
    "print": Kind(N_("PNG for print, 4×"), "png", PNG, lambda order: _png(order, 4), True, True),
    "pdf": Kind(
        N_("PDF"),
        "pdf",
        PDF,
        lambda order: PRESS.draw(order.figure(), "pdf", order.zoom),
        True,
        True,
    ),
    "transparent": Kind(
        N_("SVG, transparent"), "svg", SVG, lambda order: _svg(order, True), True, True
    ),
    "html": Kind(N_("Interactive HTML"), "html", HTML, _html, sized=True),
    "csv": Kind(N_("CSV of what is shown"), "csv", CSV, lambda order: to_csv(order.chart.numbers)),
    "pairings-csv": _rows(N_("CSV of all pairings behind it"), "pairings"),
    "exchanges-csv": _rows(N_("CSV of all exchanges behind it"), "exchanges"),
    "indicators-csv": _rows(N_("CSV of all values behind it"), "indicators"),
    "findings-csv": _rows(N_("CSV of all findings behind it"), "findings"),
    "official_totals-csv": _rows(N_("CSV of all official totals behind it"), "official_totals"),
    "states-csv": _rows(N_("CSV of all states behind it"), "states"),
    "provinces-csv": _rows(N_("CSV of all provinces behind it"), "provinces"),
    "xlsx": Kind(N_("Excel workbook of all rows"), "xlsx", XLSX, _xlsx),
    "geojson": Kind(
        N_("GeoJSON of pairings and places"),
        "geojson",
        GEOJSON,
        _geojson,
        table="pairings",
    ),
    "metadata": Kind(N_("Metadata (JSON)"), "json", JSON, _metadata),
}
