"""What a page is given, and the caches behind it, in one place.

All caches are keyed on the catalog's identity and the selection; a changed data package is a new
catalog.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import catalog as catalogs
from dashboard import widgets
from dashboard.catalog import Catalog
from dashboard.charts import CHARTS
from dashboard.figures import atlas, timeline
from dashboard.figures.style import Style
from dashboard.geography import Plane, load_plane, positions
from dashboard.pages.screen import is_dark, is_narrow
from dashboard.selection import Selection, View, select

CHARTS_KEPT = 128


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


@lru_cache(maxsize=2)
def plane_of(catalog: Catalog) -> tuple[Plane, pd.DataFrame]:
    """Return the plane of the facing maps and where the catalog's places lie on it."""
    return load_plane(), positions(catalog.places)


@lru_cache(maxsize=CHARTS_KEPT)
def atlas_figure(catalog: Catalog, selection: Selection, style: Style) -> go.Figure:
    """Return the atlas of a selection, drawn once."""
    return atlas.draw(view_of(catalog, selection), *plane_of(catalog), style)


@lru_cache(maxsize=CHARTS_KEPT)
def figure_of(catalog: Catalog, selection: Selection, style: Style, name: str) -> go.Figure:
    """Return a chart of a selection by its name, drawn once."""
    return CHARTS[name].draw(view_of(catalog, selection), style)


@lru_cache(maxsize=CHARTS_KEPT)
def timeline_figure(catalog: Catalog, selection: Selection, style: Style) -> go.Figure:
    """Return the timeline of a selection, drawn once."""
    return timeline.draw(
        view_of(catalog, selection), timeline.shown_events(catalog, selection), style
    )
