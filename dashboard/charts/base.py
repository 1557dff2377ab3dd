"""What a chart is, and the rows behind one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go

from dashboard.catalog import Catalog, split_ids
from dashboard.figures.style import Frame, Style
from dashboard.selection import Selection, View, select


@dataclass(frozen=True)
class Chart:
    """A chart and what travels with it.

    Attributes:
        name: Its name in links, file names and on the command line.
        title: What pages call it.
        page: URL path of the page that shows it.
        draw: Draws it.
        frame: The words around it.
        alt: Its alternative text.
        shown: The numbers that it shows, one row a mark.
        columns: What the columns of `shown` mean that the data package does not define; `new_*`
            stands for all that begin with `new_`, `{code}` for the rest of the name.
        rows: All rows behind it, by table of the data package.
        tables: Which tables those are, `sources` aside.
        dense: Whether it holds so much that files need smaller letters.
        ready: Whether a view has what the chart needs.
        needs: What that is, in words.
        scope: Cuts a view to the filters that act on the chart.
        parameters: What else in a link opens the page where the chart stands.
    """

    name: str
    title: str
    page: str
    draw: Callable[[View, Style], go.Figure]
    frame: Callable[[View], Frame]
    alt: Callable[[View], str]
    shown: Callable[[View], pd.DataFrame]
    columns: Mapping[str, str]
    rows: Callable[[View], dict[str, pd.DataFrame]]
    tables: tuple[str, ...] = ("pairings", "exchanges")
    dense: bool = False
    ready: Callable[[View], bool] = lambda view: True
    needs: str = ""
    scope: Callable[[View], View] = lambda view: view
    parameters: Mapping[str, str] = field(default_factory=dict)


def rows_behind(view: View) -> dict[str, pd.DataFrame]:
    """Return all rows behind a chart of a view.

    Returns:
        `pairings` and `exchanges` that count, and the `sources` that they cite; columns as in the
        data package, with names and units of both places beside.
    """
    return with_sources(view.catalog, view.pairings, view.exchanges)


def with_sources(
    catalog: Catalog, pairings: pd.DataFrame, exchanges: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return pairings and exchanges as tables of an export, with the sources that they cite."""
    drop = ["us_level", "cn_level"]
    return cited(
        catalog, pairings=pairings.drop(columns=drop), exchanges=exchanges.drop(columns=drop)
    )


def cited(catalog: Catalog, **tables: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return tables of an export by name, with the `sources` that their rows cite."""
    known = {
        source_id
        for table in tables.values()
        for cell in table["source_ids"].dropna()
        for source_id in split_ids(cell)
    }
    sources = catalog.sources[catalog.sources["source_id"].isin(known)]
    return {**tables, "sources": sources}


def whole(view: View) -> View:
    """Return the view of all of the data, for charts that no filter acts on."""
    every = Selection(language=view.selection.language)
    return view if view.selection == every else select(view.catalog, every)
