"""What a page is given, and the caches behind it, in one place.

All caches are keyed on the catalog's identity and the selection; a changed data package is a new
catalog.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import plotly.graph_objects as go
import streamlit as st

from dashboard import catalog as catalogs
from dashboard import charts, widgets
from dashboard import tour as tours
from dashboard.catalog import Catalog
from dashboard.charts import ChartView
from dashboard.figures.style import Style
from dashboard.pages.screen import is_dark, is_narrow
from dashboard.selection import Selection, View, select
from dashboard.tour import Tour, TourError

CHARTS_KEPT = 128
PAGES_KEPT = 256
TOURS_KEPT = 32
T = TypeVar("T")


@dataclass(frozen=True)
class Reader:
    """Who reads and what they asked for.

    Attributes:
        catalog: All tables.
        selection: What the controls stand at.
        style: Theme and width of the reader's screen.
    """

    catalog: Catalog
    selection: Selection
    style: Style

    @property
    def view(self) -> View:
        """The part of the catalog that the selection asks for."""
        return view_of(self.catalog, self.selection)

    @property
    def unfiltered(self) -> Reader:
        """The reader with all filters at their defaults, for what no filter acts on."""
        return replace(self, selection=Selection(language=self.selection.language))


def data_directory() -> Path:
    """Return the folder of the data package: `TIES_DATA`, or the repository's own."""
    return Path(os.environ.get("TIES_DATA") or catalogs.DEFAULT_DIR)


def current_catalog() -> Catalog:
    """Return the catalog, read anew when a file of the package has changed."""
    return _load(data_directory(), stamp_of_data())


def stamp_of_data() -> tuple[tuple[str, int], ...]:
    """Return name and time of change of each file of the package."""
    return tuple(
        (path.name, path.stat().st_mtime_ns)
        for path in sorted(data_directory().glob("*"))
        if path.suffix in (".csv", ".json")
    )


@lru_cache(maxsize=2)
def _load(directory: Path, stamp: tuple[tuple[str, int], ...]) -> Catalog:
    return catalogs.load(directory)


def site() -> str:
    """Return the address of the dashboard: `TIES_SITE`, or what the reader's browser shows."""
    fixed = os.environ.get("TIES_SITE")
    if fixed:
        return fixed.rstrip("/")
    address = urlsplit(st.context.url or "http://localhost:8501")
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"{address.scheme}://{address.netloc}/{base}".rstrip("/")


def style_of_screen() -> Style:
    """Return the style that fits the reader's theme and room."""
    return Style(dark=is_dark(), narrow=is_narrow())


@lru_cache(maxsize=2)
def place_labels(catalog: Catalog, language: str) -> dict[str, str]:
    """Return `widgets.place_labels`, made once a language."""
    return widgets.place_labels(catalog)


@lru_cache(maxsize=CHARTS_KEPT)
def view_of(catalog: Catalog, selection: Selection) -> View:
    """Return the view of a selection, made once."""
    return select(catalog, selection)


def chart_of(catalog: Catalog, selection: Selection, name: str) -> ChartView:
    """Return a chart of a selection by its name, one of `charts.NAMES`, made once.

    Selections that differ only in filters which do not act on the chart share it.
    """
    return _chart_of(catalog, charts.NAMES[name].scope(selection), name)


@lru_cache(maxsize=CHARTS_KEPT)
def _chart_of(catalog: Catalog, selection: Selection, name: str) -> ChartView:
    return charts.chart_of(view_of(catalog, selection), name)


@lru_cache(maxsize=CHARTS_KEPT)
def drawn(chart: ChartView, style: Style) -> go.Figure:
    """Return a chart's figure in a style, drawn once."""
    return chart.figure(style)


def said(say: Callable[..., T], reader: Reader, *options: Hashable) -> T:
    """Return what a page, or a part of one, says to a reader, made once.

    Args:
        say: Takes the reader's view and the options: a function of `dashboard.contents`.
        reader: Who reads.
        options: What else it depends on.
    """
    found: T = _said(say, reader.catalog, reader.selection, options)
    return found


@lru_cache(maxsize=PAGES_KEPT)
def _said(
    say: Callable[..., Any],
    catalog: Catalog,
    selection: Selection,
    options: tuple[Hashable, ...],
) -> Any:
    return say(view_of(catalog, selection), *options)


# Tours that teachers loaded, by the key that stands in their links: a reload finds them again.
_loaded: OrderedDict[str, tuple[str, bytes]] = OrderedDict()


def tour_file() -> Path:
    """Return the file of the tour: `TIES_TOUR`, or the one beside the data, or the built-in one."""
    if os.environ.get("TIES_TOUR"):
        return Path(os.environ["TIES_TOUR"])
    beside = data_directory() / tours.FILE.name
    return beside if beside.is_file() else tours.FILE


def current_tour(catalog: Catalog) -> Tour:
    """Return the tour, read anew when its file has changed.

    Raises:
        TourError: Something is wrong with the file.
    """
    path = tour_file()
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    return _tour_of(catalog, path, changed)


@lru_cache(maxsize=2)
def _tour_of(catalog: Catalog, path: Path, changed: int) -> Tour:
    return tours.load(path, catalog)


def keep_tour(catalog: Catalog, name: str, data: bytes) -> str:
    """Keep a tour that a teacher loaded; return the key that finds it.

    Raises:
        TourError: Something is wrong with the file; it is not kept.
    """
    _loaded_tour(catalog, name, data)
    key = sha256(data).hexdigest()[:12]
    _loaded[key] = name, data
    _loaded.move_to_end(key)
    while len(_loaded) > TOURS_KEPT:
        _loaded.popitem(last=False)
    return key


def kept_tour(catalog: Catalog, key: str) -> Tour | None:
    """Return a tour that a teacher loaded; None when it is not known, or the data outgrew it."""
    if key not in _loaded:
        return None
    try:
        return _loaded_tour(catalog, *_loaded[key])
    except TourError:
        return None


@lru_cache(maxsize=TOURS_KEPT)
def _loaded_tour(catalog: Catalog, name: str, data: bytes) -> Tour:
    return tours.load(data, catalog, name)
