"""Westward drift: the share of western partners, and the longitude of both ends, over time."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.captions import drift as captions
from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Style, blank, framed, room
from dashboard.language import _
from dashboard.measures.drift import (
    DECADE,
    Drift,
    Side,
    by_year,
    mean_longitude,
    western_share,
)
from dashboard.selection import View

# Height of the plotting area, px.
LONGITUDES_BODY = 460
STILL = {"marker": {"opacity": 1}}


def draw_shares(view: View, style: Style, found: Drift) -> go.Figure:
    """Draw new pairings by year, western and other, over the western share by decade.

    Args:
        view: What the reader asked for.
        style: Theme and width.
        found: From `measures.drift.drift`.

    Returns:
        The figure. Bars and points carry `customdata`: first and last year, joined by `-`.
    """
    palette = style.palette
    figure = Drawing()
    frame = captions.shares(view, found)
    if found.new.empty:
        return blank(frame, style)
    first, last = view.selection.years
    _bars(figure, by_year(found.new, (first, last)), style)
    decades = western_share(found.new)
    ends = [_ends(int(row), first, last) for row in decades["period"]]
    _points(figure, decades, ends, style)
    overall = 100 * float(found.new["western"].mean())
    figure.add_shape(
        type="line",
        x0=first - 1,
        x1=last + 1,
        y0=overall,
        y1=overall,
        line={"color": palette.muted, "width": 1, "dash": "dot"},
        layer="below",
    )
    highest = 100 * float(decades["high"].max())
    figure.update_layout(**_shares_layout((first, last), highest, style))
    _header(figure, _("Western share of new pairings by decade"), 1)
    _header(figure, _("New pairings a year"), 0.46 if style.narrow else 0.42)
    return framed(figure, frame, style, 420)


def _bars(figure: Drawing, counts: pd.DataFrame, style: Style) -> None:
    """Draw new pairings a year, western ones hatched."""
    palette = style.palette
    for column, name, colour, hatch in (
        ("western", _("Western provinces"), palette.tiers["state-province"], "/"),
        ("other", _("Other provinces"), palette.tiers["city"], ""),
    ):
        shown = counts[counts[column] > 0]
        figure.add_trace(
            type="bar",
            x=shown.index.tolist(),
            y=shown[column].tolist(),
            customdata=[f"{year}-{year}" for year in shown.index],
            name=name,
            marker={
                "color": colour,
                "pattern": {
                    "shape": hatch,
                    "size": 5,
                    "solidity": 0.3,
                    "fillmode": "overlay",
                    "fgcolor": palette.paper,
                },
            },
            hovertemplate="<b>%{y}</b> · %{x}<extra>%{fullData.name}</extra>",
            selected=STILL,
            unselected=STILL,
            yaxis="y2",
        )


def _points(
    figure: Drawing, decades: pd.DataFrame, ends: list[tuple[int, int]], style: Style
) -> None:
    """Draw each decade's western share with its interval."""
    palette = style.palette
    figure.add_trace(
        type="scatter",
        x=[(a + b) / 2 for a, b in ends],
        y=(100 * decades["share"]).tolist(),
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (100 * (decades["high"] - decades["share"])).tolist(),
            "arrayminus": (100 * (decades["share"] - decades["low"])).tolist(),
            "color": palette.ink,
            "thickness": 1.4,
            "width": 5,
        },
        mode="markers+text",
        text=[
            f" {western}/{n} "
            if style.narrow
            else _(" {western} of {n}").format(western=western, n=n)
            for western, n in zip(decades["western"], decades["n"], strict=True)
        ],
        # The last label would run out of the chart on its right.
        textposition=["middle right"] * (len(decades) - 1) + ["middle left"],
        textfont={"size": 11.5, "color": palette.ink},
        marker={"size": 10, "color": palette.tiers["state-province"], "symbol": "diamond"},
        customdata=[f"{a}-{b}" for a, b in ends],
        hovertext=[
            f"<b>{captions.share(row['share'])}</b> · {captions.decade(row['period'])}<br>"
            + _("95% interval {low} to {high}").format(
                low=captions.share(row["low"]), high=captions.share(row["high"])
            )
            for row in decades.to_dict("records")
        ],
        hoverinfo="text",
        selected=STILL,
        unselected=STILL,
        showlegend=False,
    )


def _shares_layout(years: tuple[int, int], highest: float, style: Style) -> dict[str, Any]:
    """Return the layout of shares over years, on one axis of years."""
    palette = style.palette
    first, last = years
    axis = {
        "range": [first - 1, last + 1],
        "showgrid": False,
        "zeroline": False,
        "tickformat": "d",
        "tickangle": 0,
        "nticks": 6 if style.narrow else 12,
        "tickfont": {"size": 11.5, "color": palette.muted},
        "fixedrange": True,
    }
    value = {
        "gridcolor": palette.rule,
        "zeroline": True,
        "zerolinecolor": palette.muted,
        "tickfont": {"size": 11.5, "color": palette.muted},
        "rangemode": "tozero",
        "nticks": 5,
        "fixedrange": True,
    }
    return dict(
        barmode="stack",
        bargap=0.18,
        clickmode="event+select",
        dragmode=False,
        xaxis={**axis, "anchor": "y2"},
        yaxis={
            **value,
            "domain": [0.53, 0.94],
            "ticksuffix": "%",
            "range": [-4, highest + 3],
        },
        yaxis2={**value, "domain": [0, 0.38], "anchor": "x", "tickformat": "d"},
        margin={"l": 40, "r": 4, "autoexpand": False},
        legend={
            "orientation": "h",
            "x": 0 if style.narrow else 1,
            "xanchor": "left" if style.narrow else "right",
            "y": 0.38,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
            "bgcolor": "rgba(0,0,0,0)",
        },
    )


def draw_longitudes(view: View, style: Style, found: Drift) -> go.Figure:
    """Draw the longitude of both ends of new pairings, with means by decade.

    Args:
        view: What the reader asked for.
        style: Theme and width.
        found: From `measures.drift.drift`.
    """
    palette = style.palette
    figure = Drawing()
    frame = captions.longitudes(view, found)
    if found.new.empty:
        return blank(frame, style)
    figure.update_layout(margin={"l": 44, "r": 4, "autoexpand": False}, dragmode=False)
    first, last = view.selection.years
    sides: tuple[tuple[Side, str, str, str], ...] = (
        ("cn", _("Chinese end"), "", palette.tiers["state-province"]),
        ("us", _("US end"), "2", palette.tiers["city"]),
    )
    for position, (side, name, axis, colour) in enumerate(sides):
        new = found.new
        figure.add_trace(
            type="scatter",
            x=new["year"].tolist(),
            y=new[f"{side}_lon"].round(1).tolist(),
            mode="markers",
            marker={"size": 5, "color": colour, "opacity": 0.45, "symbol": "circle"},
            hovertemplate="%{y}° · %{x}<extra></extra>",
            xaxis=f"x{axis}",
            yaxis=f"y{axis}",
            showlegend=False,
        )
        means = mean_longitude(new, side)
        ends = [_ends(int(period), first, last) for period in means["period"]]
        _means(figure, means.to_dict("records"), ends, axis, style)
        top, foot = (1.0, 0.56) if position == 0 else (0.44, 0.0)
        low, high = float(new[f"{side}_lon"].min()), float(new[f"{side}_lon"].max())
        height = room(frame, style, LONGITUDES_BODY) * (top - 0.06 - foot)
        axes = _axes(axis, (first, last), (foot, top - 0.06), (low, high), height, style)
        axes[f"xaxis{axis}"]["visible"] = position == 1
        figure.update_layout(**axes)
        _header(figure, name, top)
    return framed(figure, frame, style, LONGITUDES_BODY)


def _axes(
    axis: str,
    years: tuple[int, int],
    domain: tuple[float, float],
    lons: tuple[float, float],
    height: float,
    style: Style,
) -> dict[str, dict[str, Any]]:
    """Return the axes of one country's longitudes, `height` px high."""
    first, last = years
    low, high = lons
    palette = style.palette
    pad = max(2.0, (high - low) * 0.06)
    # A label takes 20 px.
    fewest = 20 * (high - low + 2 * pad) / height
    step = next((step for step in (1, 2, 5, 10, 20) if step >= fewest), 50)
    ticks = list(range(int(low // step * step), int(high) + step + 1, step))
    return {
        f"xaxis{axis}": {
            "anchor": f"y{axis}",
            "range": [first - 1, last + 1],
            "showgrid": False,
            "zeroline": False,
            "tickformat": "d",
            "tickangle": 0,
            "nticks": 6 if style.narrow else 12,
            "tickfont": {"size": 11.5, "color": palette.muted},
            "fixedrange": True,
        },
        f"yaxis{axis}": {
            "anchor": f"x{axis}",
            "domain": list(domain),
            "range": [low - pad, high + pad],
            "tickvals": ticks,
            "ticktext": [captions.degrees(tick) for tick in ticks],
            "gridcolor": palette.rule,
            "zeroline": False,
            "tickfont": {"size": 11.5, "color": palette.muted},
            "fixedrange": True,
        },
    }


def _means(
    figure: Drawing,
    means: list[dict[Any, Any]],
    ends: list[tuple[int, int]],
    axis: str,
    style: Style,
) -> None:
    """Draw each decade's mean as a line across it, with its interval at the middle."""
    across = [(begin - 0.4, end + 0.4, None) for begin, end in ends]
    figure.add_trace(
        type="scatter",
        x=[x for part in across for x in part],
        y=[y for row in means for y in (row["mean"], row["mean"], None)],
        mode="lines",
        line={"color": style.palette.ink, "width": 2.4},
        hoverinfo="skip",
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
        showlegend=False,
    )
    reach = [row["high"] - row["mean"] if row["n"] > 1 else 0 for row in means]
    figure.add_trace(
        type="scatter",
        x=[(begin + end) / 2 for begin, end in ends],
        y=[row["mean"] for row in means],
        mode="markers",
        marker={"size": 7, "color": style.palette.ink, "symbol": "diamond"},
        error_y={
            "type": "data",
            "array": reach,
            "color": style.palette.ink,
            "thickness": 1.4,
            "width": 4,
        },
        hovertext=[
            _("{decade}: mean {mean}, n = {n}").format(
                decade=captions.decade(row["period"]),
                mean=captions.degrees(row["mean"]),
                n=row["n"],
            )
            for row in means
        ],
        hoverinfo="text",
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
        showlegend=False,
    )


def _ends(period: int, first: int, last: int) -> tuple[int, int]:
    """Return a decade's years, cut to those shown."""
    return max(period, first), min(period + DECADE - 1, last)


def _header(figure: Drawing, text: str, y: float) -> None:
    """Write a panel's heading at its top left."""
    figure.add_annotation(
        text=f"<b>{text}</b>",
        xref="paper",
        yref="paper",
        x=0,
        y=y,
        xshift=-figure.layout["margin"]["l"],
        xanchor="left",
        yanchor="bottom" if y < 1 else "top",
        showarrow=False,
        font={"size": 13},
    )
