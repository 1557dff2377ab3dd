"""What a chart is, a chart of a view, and the rows behind one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import pandas as pd
import plotly.graph_objects as go

from dashboard.catalog import Catalog, split_ids
from dashboard.figures.style import Frame, Style
from dashboard.selection import Selection, View, select


@dataclass(frozen=True)
class Option:
    """A parameter of a chart, the same in a link and in the chart's name.

    Attributes:
        name: Its name in a link, such as `by`.
        titles: What pages call the chart, by each code that the parameter takes; the first code is
            the default.
    """

    name: str
    titles: Mapping[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        """What the parameter takes, the default first."""
        return tuple(self.titles)


@dataclass(frozen=True)
class Chart:
    """A chart and what travels with it: everything is a function of a view and its option.

    Attributes:
        name: Its name in links, file names and on the command line.
        title: What pages call it.
        page: URL path of the page that shows it.
        draw: Draws it.
        frame: The words around it.
        alt: Its alternative text.
        numbers: The numbers that it shows, one row a mark.
        columns: What the columns of `numbers` mean that the data package does not define; `new_*`
            stands for all that begin with `new_`, `{code}` for the rest of the name.
        rows: All rows behind it, by table of the data package.
        tables: Which tables those are, `sources` aside.
        dense: Whether it holds so much that files need smaller letters.
        ready: Whether a view has what the chart needs.
        needs: What that is, in words.
        scope: Cuts a selection to the filters that act on the chart.
        parameters: What else in a link opens the page where the chart stands.
        option: The parameter that the functions take beside the view, if there is one.
    """

    name: str
    title: str
    page: str
    draw: Callable[..., go.Figure]
    frame: Callable[..., Frame]
    alt: Callable[..., str]
    numbers: Callable[..., pd.DataFrame]
    columns: Mapping[str, str]
    rows: Callable[[View], dict[str, pd.DataFrame]]
    tables: tuple[str, ...] = ("pairings", "exchanges")
    dense: bool = False
    ready: Callable[[View], bool] = lambda view: True
    needs: str = ""
    scope: Callable[[Selection], Selection] = lambda selection: selection
    parameters: Mapping[str, str] = field(default_factory=dict)
    option: Option | None = None

    @property
    def names(self) -> dict[str, Mapping[str, str]]:
        """Its names in links, with the option that each stands for: `sectors-kind` has one."""
        if self.option is None:
            return {self.name: MappingProxyType({})}
        default = self.option.codes[0]
        return {
            self.name if code == default else f"{self.name}-{code}": MappingProxyType(
                {self.option.name: code}
            )
            for code in self.option.codes
        }

    def link_parameters(self, name: str) -> dict[str, str]:
        """Return what else in a link opens the page where the chart stands; defaults are left out.

        Args:
            name: One of its `names`.
        """
        return {**self.parameters, **({} if name == self.name else self.names[name])}


@dataclass(frozen=True, eq=False)
class ChartView:
    """A chart of a view: what pages, files, embeds and the tour show.

    Attributes:
        kind: Which chart it is.
        view: What it shows, cut to the filters that act on it.
        name: Its name in links, which tells its option.
    """

    kind: Chart
    view: View
    name: str

    @property
    def options(self) -> Mapping[str, str]:
        """The chart's option and the code that it stands at."""
        return self.kind.names[self.name]

    @property
    def title(self) -> str:
        """What pages call it; a message to translate."""
        option = self.kind.option
        return option.titles[self.options[option.name]] if option else self.kind.title

    @property
    def parameters(self) -> dict[str, str]:
        """What else in a link opens the page where it stands; a default is left out."""
        return self.kind.link_parameters(self.name)

    @cached_property
    def is_ready(self) -> bool:
        """Whether the view has what the chart needs."""
        return self.kind.ready(self.view)

    @cached_property
    def frame(self) -> Frame:
        """The words around it."""
        return self.kind.frame(self.view, **self.options)

    @cached_property
    def alt(self) -> str:
        """Its alternative text."""
        return self.kind.alt(self.view, **self.options)

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The numbers that it shows, one row a mark."""
        return self.kind.numbers(self.view, **self.options)

    @cached_property
    def rows(self) -> dict[str, pd.DataFrame]:
        """All rows behind it, by table of the data package."""
        return self.kind.rows(self.view)

    def figure(self, style: Style) -> go.Figure:
        """Return the chart, drawn in a style."""
        return self.kind.draw(self.view, style, **self.options)


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


def whole(selection: Selection) -> Selection:
    """Return the selection of all of the data, for charts that no filter acts on."""
    return Selection(language=selection.language)


def scoped(chart: Chart, view: View) -> View:
    """Return a view, cut to the filters that act on a chart."""
    wanted = chart.scope(view.selection)
    return view if wanted == view.selection else select(view.catalog, wanted)
