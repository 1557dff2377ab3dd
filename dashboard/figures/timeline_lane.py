"""The timeline's lane of context events: rows of labels, and a tick for each event."""

from __future__ import annotations

import pandas as pd

from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Style, letters
from dashboard.figures.timeline_panels import Panel, years_across
from dashboard.language import told

LANES = 4
# Height of a row of the lane, and width of a character of its labels, px.
LANE = 18
LETTER = 5.9


def decimal_year(date: str) -> float:
    """Place a date on the axis, where a year's bar is centred on the whole number."""
    month = int(date[5:7]) if len(date) >= 7 else 6
    return int(date[:4]) + (month - 6.5) / 12


def lane(
    figure: Drawing, events: pd.DataFrame, years: tuple[int, int], panel: Panel, style: Style
) -> None:
    """Label events in a lane of rows; an event without room keeps its tick and its hover."""
    palette = style.palette
    events = events.assign(x=events["date"].map(decimal_year)).sort_values("x")
    events = events[events["x"].between(years[0] - 0.5, years[1] + 0.5)]
    lanes = max(1, min(LANES, panel.plot // LANE))
    ends = [-1e9] * lanes
    xs, ys, texts, anchors = [], [], [], []
    for x, label in zip(events["x"], events["label"].map(told), strict=True):
        width = years_across((letters(label) + 2) * LETTER, years, style)
        fits_right = x + width < years[1] + 0.7
        start = x if fits_right else x - width
        row = next((row for row in range(lanes) if ends[row] < start), None)
        if row is None and style.width is not None:
            # In a file nobody can point at it to read its name.
            continue
        xs.append(x)
        # On a screen, events without room for a label share a row of their own.
        ys.append(lanes + 1 if row is None else row + 1)
        texts.append("" if row is None else label)
        anchors.append("middle right" if fits_right else "middle left")
        if row is not None:
            ends[row] = start + width
    figure.add_trace(
        type="scatter",
        x=xs,
        y=ys,
        mode="markers+text",
        text=texts,
        textposition=anchors,
        textfont={"size": 11, "color": palette.muted},
        marker={"size": 5, "color": palette.muted},
        hovertext=[
            f"<b>{told(title)}</b><br>{date}"
            for title, date in zip(events["title"], events["date"], strict=True)
        ],
        hoverinfo="text",
        showlegend=False,
    )
    figure.update_layout(yaxis={"range": [0.4, lanes + (1.5 if style.width is None else 0.6)]})
    for x, text in zip(xs, texts, strict=True):
        if text:
            figure.add_shape(
                type="line",
                xref="x",
                yref="paper",
                x0=x,
                x1=x,
                y0=0,
                y1=0.85,
                line={"color": palette.rule, "width": 1, "dash": "dot"},
                layer="below",
            )
