"""Bars for small tables: panels that share a scale, and labelled rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Frame, Style, folded, framed, letters, room

STILL = {"marker": {"opacity": 1}}
# Of a bar, px.
THICKEST = 48


@dataclass(frozen=True)
class Panel:
    """One panel of bars.

    Attributes:
        title: What it counts, plain text in bold.
        note: What stands behind the title, lighter.
        labels: Labels of the bars, "" to leave one out.
        values: Their heights.
        keys: What a click on each means.
        hovers: What hovering says.
        colour: Fill.
        hatch: Pattern over the fill, so that colour is not alone.
    """

    title: str
    note: str
    labels: list[str]
    values: list[int]
    keys: list[str]
    hovers: list[str]
    colour: str
    hatch: str = ""


def bar_panels(figure: Drawing, panels: list[Panel], style: Style) -> int:
    """Draw panels side by side, or one under the other on a phone, on one scale.

    Args:
        figure: The chart.
        panels: One to three.
        style: Theme and width.

    Returns:
        Height of the plotting area, px; 24 px are needed above it.
    """
    palette = style.palette
    highest = max(1, *(value for panel in panels for value in panel.values))
    body = 150 * len(panels) if style.narrow else 200
    # Stacked panels need room for tick labels and the next title.
    gap = 48 / body if style.narrow else 0.05
    span = (1 - gap * (len(panels) - 1)) / len(panels)
    for position, panel in enumerate(panels):
        axis = "" if position == 0 else str(position + 1)
        low = position * (span + gap)
        high = min(1.0, low + span)
        across = [0, 1] if style.narrow else [low, high]
        upright = [max(0.0, 1 - high), 1 - low] if style.narrow else [0, 1]
        _bars(figure, panel, axis, style)
        figure.update_layout(
            **{
                f"xaxis{axis}": {
                    "anchor": f"y{axis}",
                    "domain": across,
                    "range": [-0.6, len(panel.values) - 0.4],
                    "tickvals": [i for i, label in enumerate(panel.labels) if label],
                    "ticktext": [label for label in panel.labels if label],
                    "tickangle": 0,
                    "tickfont": {"size": 11.5, "color": palette.muted},
                    "zeroline": False,
                    "showgrid": False,
                    "fixedrange": True,
                },
                f"yaxis{axis}": {
                    "anchor": f"x{axis}",
                    "domain": upright,
                    "range": [0, highest * 1.16],
                    "visible": False,
                    "fixedrange": True,
                },
            }
        )
        figure.add_annotation(
            text=f"<b>{panel.title}</b> {panel.note}",
            xref="paper",
            yref="paper",
            x=across[0],
            y=upright[1],
            yanchor="bottom",
            xanchor="left",
            showarrow=False,
            font={"size": 13, "color": palette.ink},
        )
    figure.update_layout(bargap=0.2, clickmode="event+select", dragmode=False)
    return body


def _bars(figure: Drawing, panel: Panel, axis: str, style: Style) -> None:
    """Draw the bars of one panel, each with its number above it."""
    palette = style.palette
    figure.add_trace(
        type="bar",
        x=list(range(len(panel.values))),
        y=panel.values,
        customdata=panel.keys,
        hovertext=panel.hovers,
        hoverinfo="text",
        text=[str(value) if value else "" for value in panel.values],
        textposition="outside",
        textangle=0,
        constraintext="none",
        textfont={"size": 11, "color": palette.ink},
        cliponaxis=False,
        marker={
            "color": panel.colour,
            "pattern": {
                "shape": panel.hatch,
                "size": 5,
                "solidity": 0.25,
                "fillmode": "overlay",
                "fgcolor": palette.paper,
            },
        },
        selected=STILL,
        unselected=STILL,
        showlegend=False,
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
    )


@dataclass(frozen=True)
class Row:
    """One labelled bar.

    Attributes:
        label: What it stands for.
        value: Its length; None draws only the text.
        text: What is written at its end.
        faint: Draw it hatched: another thing than the others count.
    """

    label: str
    value: float | None
    text: str
    faint: bool = field(default=False)


def bar_rows(figure: Drawing, rows: list[Row], style: Style, frame: Frame, left: int) -> go.Figure:
    """Draw rows of bars, the label left, the number at the end.

    Args:
        figure: The chart.
        rows: From the top.
        style: Theme and width.
        frame: The words around it.
        left: Room for the labels on a wide figure, px.

    Returns:
        The same figure, framed.
    """
    palette = style.palette
    left = min(left, 150) if style.narrow else left
    highest = max((row.value or 0 for row in rows), default=1) or 1
    body = max(40, len(rows) * (40 if style.narrow else 32))
    each = room(frame, style, body) / max(1, len(rows))
    figure.add_trace(
        type="bar",
        x=[row.value or 0 for row in rows],
        y=list(range(len(rows))),
        orientation="h",
        # In a tall file rows stand apart; bars do not grow into blocks.
        width=min(0.72, THICKEST / each),
        text=[f" {row.text}" for row in rows],
        textposition="outside",
        textangle=0,
        textfont={"size": 12.5, "color": palette.ink},
        cliponaxis=False,
        hoverinfo="skip",
        marker={
            "color": palette.tiers["city"],
            "pattern": {
                "shape": ["/" if row.faint else "" for row in rows],
                "size": 5,
                "solidity": 0.35,
                "fillmode": "overlay",
                "fgcolor": palette.paper,
            },
        },
        showlegend=False,
    )
    figure.update_layout(**_rows_layout(rows, style, left, highest))
    return framed(figure, frame, style, body)


def _rows_layout(rows: list[Row], style: Style, left: int, highest: float) -> dict[str, Any]:
    """Return the layout of labelled rows."""
    palette = style.palette
    return dict(
        dragmode=False,
        margin={"l": left, "r": 4, "autoexpand": False},
        xaxis={
            # The longest bar leaves room for its text.
            "range": [0, highest * _beyond(rows, style, left)],
            "visible": False,
            "fixedrange": True,
        },
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [folded(row.label, left // 7) for row in rows],
            "tickfont": {"size": 12.5, "color": palette.ink},
            "ticklabelstandoff": 6,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )


def _beyond(rows: list[Row], style: Style, left: int) -> float:
    """Return how much longer than the longest bar the axis is, so that its text has room."""
    if style.width is None:
        return 1.75 if style.narrow else 1.35
    across = style.across - left
    text = 16 + 7.4 * max((letters(row.text) for row in rows), default=0)
    return across / max(across - text, across / 3)
