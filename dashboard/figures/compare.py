"""Up to five places side by side, on the same scales: exchanges a year, pairings in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.captions.phrases import described, provenance, years
from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Frame, Style, framed, room
from dashboard.language import _
from dashboard.measures.timeline import cumulative
from dashboard.profile import Profile
from dashboard.selection import FIRST_YEAR, LAST_YEAR
from dashboard.words import listing

ROW = 96
HEADER = 26
TICKS = 24


def draw(profiles: Sequence[Profile], style: Style) -> go.Figure:
    """Draw one row a place: exchanges a year at left, pairings in force at right.

    Args:
        profiles: One to five places.
        style: Theme and width.

    Returns:
        The figure; all panels of a column share one scale.
    """
    palette = style.palette
    exchanges = [_by_year(found) for found in profiles]
    running = [cumulative(found.view) for found in profiles]
    frame = words(profiles)
    height = room(frame, style, len(profiles) * (HEADER + ROW) + TICKS + 20, above=14)
    plot = (height - TICKS - 20) // len(profiles) - HEADER
    columns = ((0, 0.56), (0.64, 1)) if not style.narrow else ((0, 0.52), (0.64, 1))
    tops = (
        max((max(counts.values(), default=0) for counts in exchanges), default=0),
        max((int(series.max()) for series in running), default=0),
    )
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    notes: list[dict[str, Any]] = []
    for row, (found, counts, series) in enumerate(zip(profiles, exchanges, running, strict=True)):
        high = height - 20 - row * (HEADER + plot) - HEADER
        domain = [(high - plot) / height, high / height]
        for column in (0, 1):
            number = str(row * 2 + column + 1) if row or column else ""
            layout |= _axes(number, columns[column], domain, tops[column], style)
            # The years stand under the last row.
            layout[f"xaxis{number}"]["showticklabels"] = row == len(profiles) - 1
            axes = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
            traces.append(
                _bars(counts, axes, palette.tiers["city"])
                if column == 0
                else _line(series, axes, palette.ink)
            )
        notes.append(_note(f"<b>{found.names[0]}</b>", 0, high, height, palette.ink))
    notes.append(
        _note(_("Exchanges a year"), columns[0][0], height - HEADER + 22, height, palette.muted)
    )
    notes.append(
        _note(_("Pairings in force"), columns[1][0], height - HEADER + 22, height, palette.muted)
    )
    layout |= {
        "showlegend": False,
        "hovermode": "closest",
        "bargap": 0.2,
        "margin": {"l": 34, "r": 6, "autoexpand": False},
    }
    return framed(Drawing(traces, layout, notes), frame, style, height, above=14)


def _axes(
    number: str, across: tuple[float, float], upright: list[float], top: int, style: Style
) -> dict[str, dict[str, Any]]:
    """Return the axes of one panel."""
    ticks = {"size": 11.5, "color": style.palette.muted}
    return {
        f"xaxis{number}": {
            "domain": across,
            "anchor": f"y{number}",
            "range": [FIRST_YEAR - 0.7, LAST_YEAR + 0.7],
            "tickvals": [1980, 2000, 2020] if style.narrow else [1980, 1990, 2000, 2010, 2020],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "tickfont": ticks,
        },
        f"yaxis{number}": {
            "domain": upright,
            "anchor": f"x{number}",
            "range": [0, max(1, top) * 1.12],
            "gridcolor": style.palette.rule,
            "zerolinecolor": style.palette.muted,
            "nticks": 3,
            "tickformat": ",d",
            "fixedrange": True,
            "tickfont": ticks,
        },
    }


def words(profiles: Sequence[Profile]) -> Frame:
    """Return the words around the chart."""
    ranked = sorted(profiles, key=lambda found: -len(found.exchanges))
    view = profiles[0].view
    title = _("{name} has the most documented exchanges ({n}) of the {count} compared").format(
        name=ranked[0].names[0], n=len(ranked[0].exchanges), count=len(profiles)
    )
    if len(profiles) == 1:
        title = _("{name}: {n} documented exchanges").format(
            name=ranked[0].names[0], n=len(ranked[0].exchanges)
        )
    subtitle = _(
        "Documented exchanges a year, with partners or not, and sister and friendship pairings in "
        "force whose year is known, {years}. Same scales; unknown years are not drawn."
    ).format(years=years(view.selection))
    return Frame(title, subtitle, provenance(view.catalog))


def alt(profiles: Sequence[Profile]) -> str:
    """Return the alternative text of the chart."""
    details = _("Comparison of {places}: {figures}.").format(
        places=listing([found.names[0] for found in profiles]),
        figures=_("; ").join(
            _("{name}: pairings {pairings}, exchanges {exchanges}").format(
                name=found.names[0],
                pairings=len(found.view.pairings),
                exchanges=len(found.exchanges),
            )
            for found in profiles
        ),
    )
    return described(words(profiles), details)


def _by_year(found: Profile) -> dict[int, int]:
    counts = found.exchanges["year"].dropna().value_counts()
    return dict(zip(counts.index.astype(int).tolist(), counts.astype(int).tolist(), strict=True))


def _bars(counts: dict[int, int], axes: dict[str, str], colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": list(counts),
        "y": list(counts.values()),
        "marker": {"color": colour},
        "hovertemplate": "%{y} · %{x}<extra></extra>",
        **axes,
    }


def _line(series: Any, axes: dict[str, str], colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": series.index.tolist(),
        "y": series.tolist(),
        "line": {"color": colour, "width": 2, "shape": "hv"},
        "hovertemplate": "%{y} · %{x}<extra></extra>",
        **axes,
    }


def _note(text: str, x: float, y: float, height: float, colour: str) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": y / height,
        "yshift": 3,
        "xshift": -30 if x == 0 else 0,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 13, "color": colour},
    }
