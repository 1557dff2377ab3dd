"""Sectors against year, direction, kind, state or province; and exchanges by class over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.captions import sectors as captions
from dashboard.figures.cells import Cell, Grid, draw_cells
from dashboard.figures.drawing import Drawing
from dashboard.figures.panels import Panel, bar_panels
from dashboard.figures.style import Style, blank, folded, framed
from dashboard.language import _
from dashboard.measures.sectors import CLASSES, PERIOD, classes_by_period, period_code, sector_table
from dashboard.selection import View
from dashboard.words import DIRECTIONS, KINDS, SECTORS, say, unit_names

PLACES = ("state", "province")
# What a phone has room for across: so many sectors, the rest folded.
NARROW_SECTORS = 4
# Room for the names of places, and for a word of a column's name, px.
LEFT, WORD = 130, 75
# As wide as a table must be for every kind of exchange to stand over a column, px.
LONG_WORDS_FIT = 1000
REST = "rest"
HATCHES = {"people": "", "economic": "/", "official": "."}


def draw(view: View, style: Style, by: str) -> go.Figure:
    """Draw sectors against something else.

    Args:
        view: What the reader asked for.
        style: Theme and width.
        by: One of `measures.sectors.BY`.

    Returns:
        The figure. Cells carry `customdata`: sector and column code, joined by `|`; a period is
        its first and last year, joined by `-`.
    """
    figure = Drawing()
    frame = captions.sectors(view, by, style.narrow)
    if view.exchanges.empty:
        return blank(frame, style)
    table = sector_table(view, by, PERIOD if by == "year" and style.narrow else 1)
    turned = by in PLACES or (by == "kind" and style.across < LONG_WORDS_FIT)
    grid = _turned(view, table, by, style) if turned else _sectors(view, table, by, style)
    draw_cells(figure, grid, style, frame)
    return framed(figure, frame, style, grid.body, above=grid.above)


def _sectors(view: View, table: pd.DataFrame, by: str, style: Style) -> Grid:
    """Lay out sectors as rows."""
    if by == "year":
        width = PERIOD if style.narrow else 1
        first, last = view.selection.years
        codes = [period_code(int(year), width, first, last) for year in table.columns]
        names = [code.replace("-", "–") for code in codes]
        labels = _sparse_years([int(year) for year in table.columns], style)
    else:
        words = {"direction": DIRECTIONS, "kind": KINDS}[by]
        codes = [str(code) for code in table.columns]
        names = [say(words, code) for code in codes]
        labels = [folded(name, 12 if len(names) > 6 or style.narrow else 30) for name in names]
    across = [name.lower() if by != "year" else name for name in names]
    return Grid(
        rows=[folded(say(SECTORS, code), 16 if style.narrow else 40) for code in table.index],
        columns=labels,
        cells=[
            Cell(
                column,
                row,
                int(value),
                f"{sector}|{codes[column]}",
                f"<b>{value}</b> · {say(SECTORS, str(sector))}<br>{across[column]}",
            )
            for row, (sector, values) in enumerate(table.iterrows())
            for column, value in enumerate(values)
            if value
        ],
        height=30,
        left=104 if style.narrow else 170,
        above=22 if by == "year" else 44,
    )


def _turned(view: View, table: pd.DataFrame, by: str, style: Style) -> Grid:
    """Lay out sectors as columns: states and provinces are many, and phones are narrow."""
    table = table.T
    most = NARROW_SECTORS if style.narrow else (style.across - LEFT) // WORD - 1
    if len(table.columns) > most + 1:
        rest = table[table.columns[most:]].sum(axis=1)
        table = table[table.columns[:most]].assign(**{REST: rest})
    names = unit_names(view.catalog)
    if by == "kind":
        names = {code: say(KINDS, code) for code in KINDS}
    sectors = [
        _("Other sectors") if code == REST else say(SECTORS, str(code)) for code in table.columns
    ]
    places = [names.get(str(code), str(code)) for code in table.index]
    return Grid(
        rows=[folded(place, 20) for place in places],
        columns=[folded(name, 10 if style.narrow else 13) for name in sectors],
        cells=[
            Cell(
                column,
                row,
                int(value),
                f"{'' if code == REST else code}|{place}",
                f"<b>{value}</b> · {places[row]}<br>{sectors[column]}",
            )
            for row, (place, values) in enumerate(table.iterrows())
            for column, (code, value) in enumerate(values.items())
            if value
        ],
        height=30 if by == "kind" else 19,
        left=124 if style.narrow else LEFT,
        above=52 if style.narrow else 46,
    )


def _sparse_years(years: list[int], style: Style) -> list[str]:
    """Label as many years as there is room for."""
    step = 10 if style.narrow and len(years) > 5 else 5
    if len(years) <= 12:
        step = 10 if style.narrow and len(years) > 6 else 1
    return [str(year) if year % step == 0 else "" for year in years]


def draw_classes(view: View, style: Style) -> go.Figure:
    """Draw exchanges by class and five-year period, one panel a class on the same scale.

    Args:
        view: What the reader asked for.
        style: Theme and width.

    Returns:
        The figure. Bars carry `customdata`: class and years of the period, joined by `|`.
    """
    palette = style.palette
    if view.exchanges.empty:
        return blank(captions.classes(view), style)
    table = classes_by_period(view, PERIOD)
    first, last = view.selection.years
    codes = [period_code(int(year), PERIOD, first, last) for year in table.index]
    colours = (palette.sectors[1], palette.tiers["state-province"], palette.tiers["city"])
    labels = [str(year) if year % 10 == 0 or len(table) < 4 else "" for year in table.index]
    figure = Drawing()
    body = bar_panels(
        figure,
        [
            Panel(
                captions.class_name(name),
                captions.class_share(view, name),
                labels,
                table[name].tolist(),
                [f"{name}|{code}" for code in codes],
                [
                    f"<b>{value}</b> · {code.replace('-', '–')}<br>{captions.class_name(name)}"
                    for value, code in zip(table[name], codes, strict=True)
                ],
                colour,
                HATCHES[name],
            )
            for name, colour in zip(CLASSES, colours, strict=True)
        ],
        style,
    )
    return framed(figure, captions.classes(view), style, body, above=24)
