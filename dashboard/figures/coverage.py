"""Official totals beside what is identified here, over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.captions import coverage as captions
from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Style, framed
from dashboard.language import _, told
from dashboard.measures.coverage import history
from dashboard.selection import View


def draw_history(view: View, style: Style) -> go.Figure:
    """Draw official totals at their dates, and how many of them are identified here.

    The filters do not act: official totals count all sister pairings.

    Args:
        view: Any view of the catalog.
        style: Theme and width.
    """
    palette = style.palette
    table = history(view.catalog)
    figure = Drawing()
    x = [_decimal(str(date)) for date in table["date"]]
    reach = (table["known"] + table["undated"]).tolist()
    _identified(figure, x, table, reach, style)
    _totals(figure, table, style)
    figure.update_layout(
        dragmode=False,
        margin={"l": 40, "r": 8, "autoexpand": False},
        xaxis={
            "tickformat": "d",
            "dtick": 5 if style.narrow else 2,
            "tickangle": 0,
            "range": [min(x) - 0.8, max(x) + 0.8] if x else [2010, 2026],
            "showgrid": False,
            "zeroline": False,
            "tickfont": {"size": 11.5, "color": palette.muted},
            "fixedrange": True,
        },
        yaxis={
            "range": [0, 1.14 * max([1, *table["pairs"], *reach])],
            "gridcolor": palette.rule,
            "zerolinecolor": palette.muted,
            "tickfont": {"size": 11.5, "color": palette.muted},
            "fixedrange": True,
        },
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
            "bgcolor": "rgba(0,0,0,0)",
        },
    )
    return framed(
        figure, captions.history(view.catalog), style, 300, above=104 if style.narrow else 34
    )


def _identified(
    figure: Drawing, x: list[float], table: pd.DataFrame, reach: list[int], style: Style
) -> None:
    """Draw what is identified here: a line of known year, a band of unknown year above it."""
    palette = style.palette
    band = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_trace(
        type="scatter",
        x=x,
        y=table["known"].tolist(),
        **band,
        showlegend=False,
    )
    figure.add_trace(
        type="scatter",
        x=x,
        y=reach,
        **band,
        fill="tonexty",
        fillpattern={
            "shape": "/",
            "size": 6,
            "solidity": 0.25,
            "fgcolor": palette.tiers["city"],
            "bgcolor": "rgba(0,0,0,0)",
        },
        name=_("Identified, year unknown"),
    )
    figure.add_trace(
        type="scatter",
        x=x,
        y=table["known"].tolist(),
        mode="lines",
        line={"color": palette.tiers["city"], "width": 2.4},
        name=_("Identified, of known year"),
        hovertext=[
            _("{known} of known year, up to {reach} with those of unknown year").format(
                known=known, reach=most
            )
            for known, most in zip(table["known"], reach, strict=True)
        ],
        hoverinfo="text",
    )


def _totals(figure: Drawing, table: pd.DataFrame, style: Style) -> None:
    """Draw official totals, those of a US body hollow."""
    palette = style.palette
    for american, symbol, name in (
        (False, "diamond", _("Official total, Chinese or joint")),
        (True, "circle-open", _("Count by a US body")),
    ):
        some = table[(table["side"] == "US") == american]
        where = [_decimal(str(date)) for date in some["date"]]
        figure.add_trace(
            type="scatter",
            x=where,
            y=some["pairs"].tolist(),
            mode="markers+text",
            text=_sparse(where, [str(n) for n in some["pairs"]], style),
            textposition="bottom center" if american else "top center",
            textfont={
                "size": 12,
                "color": palette.ink,
                # Labels stand on the hatched band: a halo keeps them legible.
                "shadow": ", ".join([f"0 0 3px {palette.paper}"] * 4),
            },
            marker={
                "symbol": symbol,
                "size": 10,
                "color": palette.tiers["state-province"],
                "line": {"width": 1.6},
            },
            name=name,
            hovertext=[
                f"<b>{row['pairs']}</b> · {row['date']}<br>{told(row['counted_by'])}"
                for row in some.to_dict("records")
            ],
            hoverinfo="text",
        )


def _decimal(date: str) -> float:
    """Place a date on an axis of years, its middle where the month is unknown."""
    month = int(date[5:7]) if len(date) >= 7 else 6
    return int(date[:4]) + (month - 0.5) / 12


def _sparse(where: list[float], texts: list[str], style: Style) -> list[str]:
    """Leave out labels without room, keeping the newest."""
    room = 2.4 if style.narrow else 0.6
    free = float("inf")
    kept = []
    for x, text in zip(reversed(where), reversed(texts), strict=True):
        fits = x <= free - room
        kept.append(text if fits else "")
        free = x if fits else free
    return kept[::-1]
