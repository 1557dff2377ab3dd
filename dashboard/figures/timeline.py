"""New pairings, pairings in force, and documented exchanges, on one axis of years.

Four rows share the axis: a lane of context events, new pairings a year by tier, pairings in force
beside official totals at their dates, and exchanges a year by sector. What has no year stands as a
bar of its own, left of the axis.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.captions import timeline as captions
from dashboard.catalog import Catalog
from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Style, framed
from dashboard.figures.timeline_lane import decimal_year, lane
from dashboard.figures.timeline_panels import (
    APART,
    LEFT,
    RIGHT,
    Panel,
    axes,
    fitted,
    standing,
    years_across,
)
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
# Width of the label of an official total, and height that it needs above its mark, px.
TOTAL = 31
ABOVE = 20
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
    fixed = style.width is not None
    panels = fitted(frame, _legends(view, style), style) if fixed else standing(style)
    body = sum(panel.height for panel in panels)
    axes(figure, panels, (apart, first, last), style)
    lane(figure, events, (first, last), panels[0], style)
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


def _legends(view: View, style: Style) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the entries of the panels' legends."""
    sectors = [say(SECTORS, code) for code in exchanges_by_year(view).columns]
    if len(sectors) > NAMED_SECTORS:
        sectors = [*sectors[:NAMED_SECTORS], _("Other sectors")]
    tiers = [say(TIER_WORDS, tier) for tier in TIERS]
    counting = set(_official(view, style)["side"])
    totals = [_(name) for sides, _symbol, name in COUNTED_BY if counting.intersection(sides)]
    return [], tiers, [_(IN_FORCE), *totals], sectors


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
    totals = pd.concat([counts for _name, counts, _extra, _look in series], axis=1).sum(axis=1)
    highest = max(1, int(totals.max()))
    unknown = sum(extra for _name, _counts, extra, _look in series)
    ceiling = highest * 1.12
    cut = unknown > highest * 1.5
    scale = (ceiling * 0.94 / unknown) if cut else 1
    for name, counts, extra, look in series:
        _bars(figure, name, counts, (apart, extra * scale, extra), look, panel)
    top = max(ceiling, unknown * scale * 1.06)
    figure.update_layout(**{f"yaxis{panel}": {"range": [0, top], "dtick": _whole(top)}})
    if unknown:
        _note_unknown(figure, panel, (apart, unknown * scale, unknown), cut, style)


def _bars(
    figure: Drawing,
    name: str,
    counts: pd.Series,
    undated: tuple[float, float, int],
    look: dict[str, Any],
    panel: int,
) -> None:
    """Draw one series of bars; what is undated has its place, height and number."""
    bars = [(year, n, n, year) for year, n in counts[counts > 0].items()]
    apart, height, extra = undated
    if extra:
        bars.append((apart, height, extra, UNKNOWN))
    still = {"marker": {"opacity": 1}}
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


def _note_unknown(
    figure: Drawing, panel: int, undated: tuple[float, float, int], cut: bool, style: Style
) -> None:
    """Label the bar of unknown year with its number, and mark it where it is cut."""
    palette = style.palette
    apart, height, number = undated
    where = {"x": apart, "xref": f"x{panel}", "yref": f"y{panel}"}
    figure.add_annotation(
        text=str(number),
        **where,
        y=height,
        yanchor="bottom",
        showarrow=False,
        font={"size": 11.5, "color": palette.ink},
    )
    if cut:
        # Two slanted strokes over the bar: it is not to scale.
        figure.add_annotation(
            text="<b>≈</b>",
            **where,
            y=height * 0.5,
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
    totals = totals.assign(x=totals["date"].map(decimal_year).astype(float)).sort_values("x")
    totals = totals[totals["x"].between(first - 0.5, last + 0.5)]
    labels: list[str] = []
    # The newest total is the one that readers look for: room is given from the right.
    free = float("inf")
    apart = years_across(TOTAL, (first, last), style)
    for x, pairs in zip(totals["x"][::-1], totals["pairs"][::-1], strict=True):
        fits = x <= free - apart
        labels.append(str(pairs) if fits else "")
        free = x if fits else free
    return totals.assign(label=labels[::-1])


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
