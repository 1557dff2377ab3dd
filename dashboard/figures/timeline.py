"""New pairings, pairings in force, and documented exchanges, on one axis of years.

Four rows share the axis: a lane of context events, new pairings a year by tier, pairings in force
beside official totals at their dates, and exchanges a year by sector. What has no year stands as a
bar of its own, left of the axis.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.captions import timeline as captions
from dashboard.catalog import Catalog
from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Frame, Style, framed, letters, room
from dashboard.language import _, told
from dashboard.measures.timeline import (
    cumulative,
    exchanges_by_year,
    new_by_year,
    undated_by_sector,
    unknown_by_tier,
)
from dashboard.selection import TIERS, Selection, View
from dashboard.words import N_, SECTORS, say
from dashboard.words import TIERS as TIER_WORDS

NAMED_SECTORS = 6
HATCHES = {"city": "", "state-province": "/"}
LANES = 4
# Widths in px: a character of a lane label, the label of an official total, "year unknown".
LETTER = 5.9
TOTAL = 31
UNDATED = 62
LANE = 18
LEGEND_ROW = 20
# Side margins, and where the bar of unknown year stands: so many years before the first.
LEFT, RIGHT = 34, 4
APART = 2.2
UNKNOWN = "unknown"
IN_FORCE = N_("In force, of those with a known year")
# Who counted, by `side` of the official totals; the marker; the words.
COUNTED_BY = (
    (("CN", "both"), "diamond-open", N_("Official total, all sister pairings")),
    (("US",), "circle-open", N_("Count by a US body")),
)


def shown_events(catalog: Catalog, selection: Selection) -> pd.DataFrame:
    """Return the context events to show: all of the chosen categories, else the main ones."""
    events = catalog.context_events
    if selection.events:
        return events[events["category"].isin(selection.events)]
    return events[events["prominence"] == 1]


@dataclass(frozen=True)
class Panel:
    """One row of the chart, heights in px: header with legend, plotting area, tick labels."""

    header: int
    plot: int
    ticks: int

    @property
    def height(self) -> int:
        """Height of the whole row."""
        return self.header + self.plot + self.ticks


WIDE = (Panel(24, 100, 6), Panel(30, 150, 46), Panel(30, 130, 46), Panel(70, 230, 46))
NARROW = (Panel(24, 100, 6), Panel(48, 130, 46), Panel(88, 120, 46), Panel(164, 210, 46))
BARE_TICKS = 10
# Heights that a tick's label keeps for itself, and that a total's needs above its mark, px.
TICK = 26
ABOVE = 20


def draw(view: View, events: pd.DataFrame, style: Style) -> go.Figure:
    """Draw the timeline.

    Args:
        view: What the reader asked for.
        events: Rows of `context_events` to show in the lane.
        style: Theme and width.

    Returns:
        The figure. Bars carry `customdata`: the year, or `UNKNOWN`.
    """
    first, last = view.selection.years
    # "Year unknown" stands apart, before the first year.
    apart = first - APART
    figure = Drawing()
    frame = captions.timeline(view)
    panels = _panels(view, frame, style)
    body = sum(panel.height for panel in panels)
    _axes(figure, panels, (apart, first, last), style)
    _lane(figure, events, (first, last), panels[0], style)
    _new_pairings(figure, view, apart, style)
    _in_force(figure, view, panels[2], style)
    _exchanges(figure, view, apart, style)
    figure.update_layout(
        barmode="stack",
        bargap=0.18,
        clickmode="event+select",
        dragmode=False,
        hovermode="closest",
        margin={"l": LEFT, "r": RIGHT, "autoexpand": False},
    )
    return framed(figure, frame, style, body)


def _panels(view: View, frame: Frame, style: Style) -> tuple[Panel, ...]:
    """Return the panels' heights: fixed ones on a screen, in a file what its size leaves them.

    Where a file is short, only the last panel keeps the years under its axis, which all share.
    """
    panels: tuple[Panel, ...] = NARROW if style.narrow else WIDE
    if style.width is None:
        return panels
    panels = tuple(
        replace(panel, header=_header(text, legend, style, beside=panel in WIDE[:3]))
        for panel, text, legend in zip(panels, _headers(), _legends(view, style), strict=True)
    )
    wanted = sum(panel.height for panel in panels)
    body = room(frame, style, wanted)
    if body < wanted:
        panels = (*(replace(panel, ticks=BARE_TICKS) for panel in panels[:-1]), panels[-1])
    plots = sum(panel.plot for panel in panels)
    free = body - sum(panel.height for panel in panels) + plots
    return tuple(replace(panel, plot=max(20, panel.plot * free // plots)) for panel in panels)


def _headers() -> tuple[str, str, str, str]:
    """Return the headers of the panels."""
    return (
        _("Context"),
        _("New pairings a year"),
        _("Pairings in force, added up, and official totals"),
        _("Documented exchanges a year, by sector"),
    )


def _legends(view: View, style: Style) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the entries of the panels' legends."""
    sectors = [say(SECTORS, code) for code in exchanges_by_year(view).columns]
    if len(sectors) > NAMED_SECTORS:
        sectors = [*sectors[:NAMED_SECTORS], _("Other sectors")]
    tiers = [say(TIER_WORDS, tier) for tier in TIERS]
    counting = set(_official(view, style)["side"])
    totals = [_(name) for sides, _symbol, name in COUNTED_BY if counting.intersection(sides)]
    return [], tiers, [_(IN_FORCE), *totals], sectors


def _header(text: str, legend: list[str], style: Style, beside: bool) -> int:
    """Return the height of a panel's header with its legend, px.

    Args:
        text: The header.
        legend: Entries of the legend.
        style: Theme and width.
        beside: Whether the legend may stand beside the header.
    """
    widths = [44 + 6.2 * letters(entry) for entry in legend]
    across = style.across - LEFT - RIGHT
    if not legend:
        return 24
    if beside and 7.4 * letters(text) + sum(widths) <= across:
        return 30
    # Plotly sets what does not fit one row in columns as wide as the widest entry.
    rows = 1 if sum(widths) <= across else -(-len(legend) // max(1, int(across // max(widths))))
    return 28 + LEGEND_ROW * rows


def _years(pixels: float, years: tuple[int, int], style: Style) -> float:
    """Return how many years of the axis a width covers."""
    return pixels * (years[1] - years[0] + APART + 1.6) / (style.across - LEFT - RIGHT)


def _axes(
    figure: Drawing,
    panels: tuple[Panel, ...],
    years: tuple[float, int, int],
    style: Style,
) -> None:
    """Lay out the panels, their headers, legends and axes."""
    palette = style.palette
    apart, first, last = years
    body = sum(panel.height for panel in panels)
    span = last - first
    most = style.across // 70 if style.width else (5 if style.narrow else 11)
    step = next(n for n in (1, 2, 5, 10, 20) if span / n <= max(3, most))
    # The label "year unknown" needs the room of the first ticks.
    clear = apart + _years(UNDATED, (first, last), style)
    ticks = [year for year in range(first, last + 1) if year % step == 0 and year >= clear]
    top = body
    for position, (panel, text) in enumerate(zip(panels, _headers(), strict=True), start=1):
        name = "" if position == 1 else str(position)
        high, low = top - panel.header, top - panel.header - panel.plot
        domain = [low / body, high / body]
        unknown = position in (2, 4)
        figure.update_layout(
            **{
                f"xaxis{name}": {
                    "anchor": f"y{name}",
                    "range": [apart - 0.9, last + 0.7],
                    "tickmode": "array",
                    "tickvals": [apart, *ticks] if unknown else ticks,
                    "ticktext": [_("year<br>unknown"), *map(str, ticks)]
                    if unknown
                    else list(map(str, ticks)),
                    "tickangle": 0,
                    "showgrid": False,
                    "zeroline": False,
                    "visible": position > 1,
                    "showticklabels": panel.ticks > BARE_TICKS,
                    "ticks": "outside",
                    "ticklen": 3,
                    "tickcolor": palette.muted,
                    "tickfont": {"size": 11.5, "color": palette.muted},
                    "fixedrange": True,
                },
                f"yaxis{name}": {
                    "anchor": f"x{name}",
                    "domain": domain,
                    "gridcolor": palette.rule,
                    "zeroline": True,
                    "zerolinecolor": palette.muted,
                    "zerolinewidth": 1,
                    "tickfont": {"size": 11.5, "color": palette.muted},
                    "rangemode": "tozero",
                    "nticks": min(5, 1 + panel.plot // TICK),
                    "tickformat": ",d",
                    "visible": position > 1,
                    "fixedrange": True,
                },
            }
        )
        figure.add_annotation(
            text=f"<b>{text}</b>",
            xref="paper",
            yref="paper",
            x=0,
            y=top / body,
            yshift=-2,
            xshift=-LEFT,
            xanchor="left",
            yanchor="top",
            showarrow=False,
            font={"size": 13, "color": palette.ink},
        )
        if position > 1:
            below = style.narrow or position == 4 or panel.header > WIDE[position - 1].header
            figure.update_layout(
                **{
                    f"legend{name}": {
                        "orientation": "h",
                        "x": 0 if below else 1,
                        "xanchor": "left" if below else "right",
                        "y": high / body,
                        "yanchor": "bottom",
                        "font": {"size": 12},
                        "itemclick": False,
                        "itemdoubleclick": False,
                        "bgcolor": "rgba(0,0,0,0)",
                        "traceorder": "normal",
                    }
                }
            )
        top -= panel.height


def _stacked(
    figure: Drawing,
    series: list[tuple[str, pd.Series, int, dict[str, Any]]],
    panel: int,
    apart: float,
    style: Style,
) -> None:
    """Stack bars by year, and a bar of those whose year is unknown.

    Where that bar would dwarf the years, it is cut off at the panel's top, marked as cut and
    labelled with its number.

    Args:
        figure: The chart.
        series: Name, counts by year, count of unknown year, look of the marker.
        panel: Number of the panel.
        apart: Where the bar of unknown year stands.
        style: Theme and width.
    """
    palette = style.palette
    totals = pd.concat([counts for _name, counts, _extra, _look in series], axis=1).sum(axis=1)
    highest = max(1, int(totals.max()))
    unknown = sum(extra for _name, _counts, extra, _look in series)
    ceiling = highest * 1.12
    cut = unknown > highest * 1.5
    scale = (ceiling * 0.94 / unknown) if cut else 1
    still = {"marker": {"opacity": 1}}
    for name, counts, extra, look in series:
        shown = counts[counts > 0]
        bars = [(year, n, n, year) for year, n in shown.items()]
        if extra:
            bars.append((apart, extra * scale, extra, UNKNOWN))
        figure.add_trace(
            type="bar",
            x=[x for x, _height, _n, _id in bars],
            y=[height for _x, height, _n, _id in bars],
            customdata=[key for _x, _height, _n, key in bars],
            hovertext=[
                f"<b>{n}</b> · {_('year unknown') if key == UNKNOWN else key}<br>{name}"
                for _x, _height, n, key in bars
            ],
            hoverinfo="text",
            name=name,
            marker=look,
            selected=still,
            unselected=still,
            xaxis=f"x{panel}",
            yaxis=f"y{panel}",
            legend=f"legend{panel}",
        )
    top = max(ceiling, unknown * scale * 1.06)
    figure.update_layout(**{f"yaxis{panel}": {"range": [0, top], "dtick": _whole(top)}})
    if not unknown:
        return
    figure.add_annotation(
        text=str(unknown),
        x=apart,
        y=unknown * scale,
        xref=f"x{panel}",
        yref=f"y{panel}",
        yanchor="bottom",
        showarrow=False,
        font={"size": 11.5, "color": palette.ink},
    )
    if cut:
        # Two slanted strokes over the bar: it is not to scale.
        figure.add_annotation(
            text="<b>≈</b>",
            x=apart,
            y=unknown * scale * 0.5,
            xref=f"x{panel}",
            yref=f"y{panel}",
            showarrow=False,
            font={"size": 22, "color": palette.ink},
            bgcolor=palette.paper,
            borderpad=0,
            height=8,
        )


def _whole(top: float) -> int | None:
    """Return the step of an axis of counts too short for Plotly to choose a whole one."""
    return 1 if top < 4 else None


def _new_pairings(figure: Drawing, view: View, apart: float, style: Style) -> None:
    new = new_by_year(view)
    undated = unknown_by_tier(view)
    series = [
        (
            say(TIER_WORDS, tier),
            new[tier],
            int(undated[tier]),
            {
                "color": style.palette.tiers[tier],
                "pattern": {
                    "shape": HATCHES[tier],
                    "size": 5,
                    "solidity": 0.3,
                    "fillmode": "overlay",
                    "fgcolor": style.palette.paper,
                },
            },
        )
        for tier in TIERS[::-1]
    ]
    _stacked(figure, series, 2, apart, style)


def _in_force(figure: Drawing, view: View, panel: Panel, style: Style) -> None:
    """Add up the pairings, and set the official totals above, with room for their labels."""
    palette = style.palette
    running = cumulative(view)
    figure.add_trace(
        type="scatter",
        x=running.index.tolist(),
        y=running.tolist(),
        mode="lines",
        name=_(IN_FORCE),
        line={"color": palette.ink, "width": 2, "shape": "hv"},
        hovertemplate="%{y} · %{x}<extra>%{fullData.name}</extra>",
        xaxis="x3",
        yaxis="y3",
        legend="legend3",
    )
    totals = _official(view, style)
    highest = max(running.max(), totals["pairs"].max() if len(totals) else 0)
    # A low panel keeps its height for the line, and the totals go without labels.
    labelled = len(totals) > 0 and panel.plot >= 3 * ABOVE
    top = max(1, highest) * (panel.plot / (panel.plot - ABOVE) if labelled else 1.1)
    figure.update_layout(yaxis3={"dtick": _whole(highest), "range": [0, top]})
    for sides, symbol, name in COUNTED_BY:
        some = totals[totals["side"].isin(sides)]
        if some.empty:
            continue
        figure.add_trace(
            type="scatter",
            x=some["x"].tolist(),
            y=some["pairs"].tolist(),
            mode="markers+text",
            name=_(name),
            text=some["label"].tolist() if labelled else None,
            textposition="top center",
            textfont={"size": 11, "color": palette.muted},
            marker={
                "symbol": symbol,
                "size": 9,
                "color": palette.tiers["city"],
                "line": {"width": 1.6},
            },
            customdata=list(zip(some["date"], some["counted_by"].map(told), strict=True)),
            hovertemplate="%{y} · %{customdata[0]}<br>%{customdata[1]}<extra></extra>",
            xaxis="x3",
            yaxis="y3",
            legend="legend3",
        )


def _official(view: View, style: Style) -> pd.DataFrame:
    """Return the national totals within the years, labelled where there is room.

    Totals count every sister pairing, so they stand only beside a selection that does.
    """
    selection = view.selection
    totals = view.catalog.official_totals
    whole = not (selection.states or selection.provinces or selection.tiers)
    totals = totals[(totals["scope_place_id"] == "cn") & totals["pairs"].notna() & whole]
    first, last = selection.years
    totals = totals.assign(x=totals["date"].map(_decimal_year).astype(float)).sort_values("x")
    totals = totals[totals["x"].between(first - 0.5, last + 0.5)]
    labels: list[str] = []
    # The newest total is the one that readers look for: room is given from the right.
    free = float("inf")
    apart = _years(TOTAL, (first, last), style)
    for x, pairs in zip(totals["x"][::-1], totals["pairs"][::-1], strict=True):
        fits = x <= free - apart
        labels.append(str(pairs) if fits else "")
        free = x if fits else free
    return totals.assign(label=labels[::-1])


def _decimal_year(date: str) -> float:
    """Place a date on the axis, where a year's bar is centred on the whole number."""
    month = int(date[5:7]) if len(date) >= 7 else 6
    return int(date[:4]) + (month - 6.5) / 12


def _exchanges(figure: Drawing, view: View, apart: float, style: Style) -> None:
    counts = exchanges_by_year(view)
    undated = undated_by_sector(view).reindex(counts.columns, fill_value=0)
    colours = style.palette.sectors
    named = list(counts.columns[:NAMED_SECTORS])
    rest = list(counts.columns[NAMED_SECTORS:])
    series = [
        (say(SECTORS, sector), counts[sector], int(undated[sector]), {"color": colour})
        for sector, colour in zip(named, colours, strict=False)
    ]
    if rest:
        look = {"color": colours[-1]}
        extra = int(undated[rest].sum())
        series.append((_("Other sectors"), counts[rest].sum(axis=1), extra, look))
    if not series:
        # The panel keeps its axes.
        series = [("", pd.Series(0, index=counts.index), 0, {})]
    _stacked(figure, series, 4, apart, style)


def _lane(
    figure: Drawing, events: pd.DataFrame, years: tuple[int, int], panel: Panel, style: Style
) -> None:
    """Label events in a lane of rows; an event without room keeps its tick and its hover."""
    palette = style.palette
    events = events.assign(x=events["date"].map(_decimal_year)).sort_values("x")
    events = events[events["x"].between(years[0] - 0.5, years[1] + 0.5)]
    lanes = max(1, min(LANES, panel.plot // LANE))
    ends = [-1e9] * lanes
    xs, ys, texts, anchors = [], [], [], []
    for x, label in zip(events["x"], events["label"].map(told), strict=True):
        width = _years((letters(label) + 2) * LETTER, years, style)
        fits_right = x + width < years[1] + 0.7
        start = x if fits_right else x - width
        lane = next((lane for lane in range(lanes) if ends[lane] < start), None)
        if lane is None and style.width is not None:
            # In a file nobody can point at it to read its name.
            continue
        xs.append(x)
        # On a screen, events without room for a label share a row of their own.
        ys.append(lanes + 1 if lane is None else lane + 1)
        texts.append("" if lane is None else label)
        anchors.append("middle right" if fits_right else "middle left")
        if lane is not None:
            ends[lane] = start + width
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
