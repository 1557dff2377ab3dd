"""Charts of what the founding texts report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.captions import findings as captions
from dashboard.figures.drawing import Drawing
from dashboard.figures.panels import Panel, Row, bar_panels, bar_rows
from dashboard.figures.style import Style, blank, folded, framed
from dashboard.language import _, told
from dashboard.measures import findings as measures
from dashboard.measures.sectors import PERIOD, period_code
from dashboard.selection import View
from dashboard.words import noted


def draw_students(view: View, style: Style) -> go.Figure:
    """Draw US students in China: on credit programmes, at a moment, and the aim of 50,000.

    Args:
        view: Any view of the catalog; filters do not act.
        style: Theme and width.
    """
    palette = style.palette
    figure = Drawing()
    credit = measures.series(view.catalog, measures.CREDIT)
    moment = measures.series(view.catalog, measures.MOMENT)
    figure.add_trace(
        type="scatter",
        # A gap of years without a value is a gap in the line, not a guess.
        x=_with_gaps(credit["year"].astype(int).tolist()),
        y=_values(credit["year"].astype(int).tolist(), credit["value"].tolist()),
        mode="lines+markers",
        connectgaps=False,
        line={"color": palette.tiers["city"], "width": 2.2},
        marker={"size": 6, "color": palette.tiers["city"]},
        name=captions.credit_name(),
        hovertemplate="%{y:,} · %{x}<extra></extra>",
    )
    figure.add_trace(
        type="scatter",
        x=moment["year"].astype(int).tolist(),
        y=moment["value"].tolist(),
        mode="markers",
        marker={
            "size": 10,
            "symbol": "diamond",
            "color": palette.tiers["state-province"],
        },
        name=captions.moment_name(),
        hovertext=[
            f"<b>{captions.amount(row['value'], row['qualifier'])}</b> · {told(row['period'])}"
            for row in moment.to_dict("records")
        ],
        hoverinfo="text",
    )
    for label in captions.student_labels(view.catalog):
        figure.add_annotation(
            x=label.year,
            y=label.value,
            text=label.text,
            ax=label.shift,
            ay=-58 if label.shift > 0 else -34,
            arrowwidth=1,
            arrowcolor=palette.muted,
            font={"size": 12, "color": palette.ink},
        )
    highest = max([1.0, *credit["value"], *moment["value"]])
    figure.update_layout(**_students_layout(highest, style))
    return framed(
        figure, captions.students(view.catalog), style, 300, above=58 if style.narrow else 34
    )


def _students_layout(highest: float, style: Style) -> dict[str, Any]:
    """Return the layout of students over years."""
    palette = style.palette
    return dict(
        dragmode=False,
        margin={"l": 52, "r": 10, "autoexpand": False},
        xaxis={
            "tickformat": "d",
            "nticks": 5 if style.narrow else 10,
            "tickangle": 0,
            "showgrid": False,
            "zeroline": False,
            "tickfont": {"size": 11.5, "color": palette.muted},
            "fixedrange": True,
        },
        yaxis={
            "range": [0, highest * 1.3],
            "tickformat": ",d",
            "gridcolor": palette.rule,
            "zerolinecolor": palette.muted,
            "nticks": 6,
            "tickfont": {"size": 11.5, "color": palette.muted},
            "fixedrange": True,
        },
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
            "bgcolor": "rgba(0,0,0,0)",
        },
    )


def _with_gaps(years: list[int]) -> list[int]:
    return list(range(min(years), max(years) + 1)) if years else []


def _values(years: list[int], values: list[float]) -> list[float | None]:
    known = dict(zip(years, values, strict=True))
    return [known.get(year) for year in _with_gaps(years)]


def draw_delegations(view: View, style: Style) -> go.Figure:
    """Draw documented delegations by direction and five years.

    Args:
        view: What the reader asked for.
        style: Theme and width.

    Returns:
        The figure. Bars carry `customdata`: first and last year, joined by `-`.
    """
    palette = style.palette
    figure = Drawing()
    table = measures.delegations(view, PERIOD)
    if not table.to_numpy().sum():
        return blank(captions.delegations(view), style)
    first, last = view.selection.years
    codes = [period_code(int(year), PERIOD, first, last) for year in table.index]
    labels = [str(year) if year % 10 == 0 or len(table) < 4 else "" for year in table.index]
    body = bar_panels(
        figure,
        [
            Panel(
                name,
                str(table[column].sum()),
                labels,
                table[column].tolist(),
                codes,
                [
                    f"<b>{value}</b> · {code.replace('-', '–')}"
                    for value, code in zip(table[column], codes, strict=True)
                ],
                colour,
                hatch,
            )
            for column, name, colour, hatch in (
                ("us_to_cn", _("To China"), palette.tiers["city"], ""),
                ("cn_to_us", _("To the United States"), palette.tiers["state-province"], "/"),
            )
        ],
        style,
    )
    return framed(figure, captions.delegations(view), style, body, above=24)


def draw_conferences(view: View, style: Style) -> go.Figure:
    """Draw attendance of the sister cities conferences (filters do not act)."""
    figure = Drawing()
    rows = [
        Row(
            noted(told(row["period"]), row["year"])
            + (_(": US guests") if row["guests_only"] else ""),
            float(row["value"]),
            captions.amount(row["value"], row["qualifier"]),
            bool(row["guests_only"]),
        )
        for row in measures.conferences(view.catalog).to_dict("records")
    ]
    return bar_rows(figure, rows, style, captions.conferences(view.catalog), 200)


def draw_reporting(view: View, style: Style) -> go.Figure:
    """Draw how foreign-affairs offices report to their provinces (filters do not act)."""
    figure = Drawing()
    rows = []
    for finding_id in measures.ANSWERS:
        value = measures.value(view.catalog, finding_id)
        if value is not None:
            rows.append(Row(captions.answer(finding_id), value, f"{value:.0f}"))
    return bar_rows(figure, rows, style, captions.reporting(view.catalog), 260)


def draw_ngo(view: View, style: Style, indicator: str) -> go.Figure:
    """Draw a cumulative count under the Foreign NGO law (filters do not act)."""
    figure = Drawing()
    rows = [
        Row(
            told(str(row["period"])),
            float(row["value"]),
            captions.amount(row["value"], row["qualifier"]),
        )
        for row in measures.series(view.catalog, indicator).to_dict("records")
    ]
    return bar_rows(figure, rows, style, captions.ngo(view.catalog, indicator), 170)


def draw_coal(view: View, style: Style) -> go.Figure:
    """Draw the share of coal in electricity (filters do not act)."""
    figure = Drawing()
    rows = []
    for finding_id in measures.COAL:
        value = measures.value(view.catalog, finding_id)
        if value is not None:
            rows.append(Row(captions.coal_place(finding_id), value, f"{value:g}%"))
    return bar_rows(figure, rows, style, captions.coal(view.catalog), 190)


@dataclass(frozen=True)
class Box:
    """One box of the approval diagram, in units of the drawing."""

    x: float
    y: float
    text: str
    strong: bool = False


Line = tuple[tuple[float, float], tuple[float, float], bool]


@dataclass(frozen=True)
class Plan:
    """Where the boxes of the approval diagram stand.

    Attributes:
        width: Of a box, in units of the drawing.
        height: Of a box.
        boxes: The boxes.
        lines: Start and end of each arrow, and whether it is the way round.
        spans: What of the drawing is seen, across and upright.
        body: Height of the plotting area, px.
    """

    width: float
    height: float
    boxes: list[Box]
    lines: Sequence[Line]
    spans: tuple[list[float], list[float]]
    body: int


def _narrow_plan(boxes: tuple[str, ...]) -> Plan:
    """Place the boxes one under the other."""
    city, congress, office, national, formal, friendly = boxes
    width, height = 0.92, 0.6
    placed = [
        Box(0.5, 5, city),
        Box(0, 4, congress),
        Box(0, 3, office),
        Box(0, 2, national),
        Box(0, 1, formal, True),
        Box(1, 1, friendly, True),
    ]
    lines = [
        ((0.25, 5 - height / 2), (0, 4 + height / 2), False),
        ((0, 4 - height / 2), (0, 3 + height / 2), False),
        ((0, 3 - height / 2), (0, 2 + height / 2), False),
        ((0, 2 - height / 2), (0, 1 + height / 2), False),
        ((0.75, 5 - height / 2), (1, 1 + height / 2), True),
    ]
    return Plan(width, height, placed, lines, ([-0.5, 1.5], [0.55, 5.45]), 440)


def _wide_plan(boxes: tuple[str, ...]) -> Plan:
    """Place the boxes side by side."""
    city, congress, office, national, formal, friendly = boxes
    width, height = 0.84, 0.62
    placed = [
        Box(0, 0.5, city),
        Box(1, 1, congress),
        Box(2, 1, office),
        Box(3, 1, national),
        Box(4, 1, formal, True),
        Box(4, 0, friendly, True),
    ]
    lines = [
        ((width / 2, 0.6), (1 - width / 2, 0.95), False),
        ((1 + width / 2, 1), (2 - width / 2, 1), False),
        ((2 + width / 2, 1), (3 - width / 2, 1), False),
        ((3 + width / 2, 1), (4 - width / 2, 1), False),
        ((width / 2, 0.4), (4 - width / 2, 0), True),
    ]
    return Plan(width, height, placed, lines, ([-0.44, 4.44], [-0.4, 1.4]), 220)


def _box(figure: Drawing, box: Box, plan: Plan, style: Style) -> None:
    """Draw a box with its words."""
    palette = style.palette
    figure.add_shape(
        type="rect",
        x0=box.x - plan.width / 2,
        x1=box.x + plan.width / 2,
        y0=box.y - plan.height / 2,
        y1=box.y + plan.height / 2,
        line={
            "color": palette.tiers["city"] if box.strong else palette.muted,
            "width": 2.2 if box.strong else 1.2,
        },
        fillcolor=palette.blank,
        layer="below",
    )
    head, _break, rest = box.text.partition("\n")
    figure.add_annotation(
        x=box.x,
        y=box.y,
        text=f"<b>{folded(head, 19)}</b><br>{folded(rest, 21)}",
        showarrow=False,
        font={"size": 12, "color": palette.ink},
    )


def _arrow(
    figure: Drawing,
    start: tuple[float, float],
    end: tuple[float, float],
    dashed: bool,
    style: Style,
) -> None:
    """Draw an arrow from box to box."""
    (x0, y0), (x1, y1) = start, end
    palette = style.palette
    figure.add_annotation(
        x=x1,
        y=y1,
        ax=x0,
        ay=y0,
        axref="x",
        ayref="y",
        xref="x",
        yref="y",
        text="",
        arrowhead=2,
        arrowwidth=1.4,
        arrowcolor=palette.tiers["state-province"] if dashed else palette.ink,
    )


def draw_approval(view: View, style: Style) -> go.Figure:
    """Draw how a pairing is approved, and the friendship way round it (filters do not act).

    Args:
        view: Any view of the catalog.
        style: Theme and width.
    """
    figure = Drawing()
    boxes = captions.approval_steps(view.catalog)
    plan = _narrow_plan(boxes) if style.narrow else _wide_plan(boxes)
    figure.add_trace(
        type="scatter",
        x=[],
        y=[],
        showlegend=False,
    )
    for box in plan.boxes:
        _box(figure, box, plan, style)
    for start, end, dashed in plan.lines:
        _arrow(figure, start, end, dashed, style)
    hidden = {"visible": False, "fixedrange": True}
    figure.update_layout(
        dragmode=False,
        xaxis={**hidden, "range": plan.spans[0]},
        yaxis={**hidden, "range": plan.spans[1]},
        margin={"l": 2, "r": 2},
    )
    return framed(figure, captions.approval(view.catalog), style, plan.body)
