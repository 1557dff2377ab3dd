"""The signature figure: China and the United States facing each other, every pairing an arc.

Regions and arcs are layout shapes: one path for each colour class, which is what keeps the figure
small and quick. What can be pointed at or clicked are three marker traces, whose `customdata` is
the code or place id: regions (labels), Chinese and US places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.captions import atlas as captions
from dashboard.figures.atlas_plane import Box, arranged, arrangement_for, box_of, grain_of, shift
from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Style, edge_of, framed, room, text_on
from dashboard.geography import Arrangement, Plane, Region, Ring, arc
from dashboard.language import _, ngettext
from dashboard.measures.atlas import by_place, by_unit
from dashboard.selection import TIERS, View
from dashboard.words import TIERS as TIER_WORDS
from dashboard.words import bilingual, noted, own_names, say, unit_names

# Lower bounds of the classes of a unit's pairings; fixed, so that maps compare across filters.
STEPS = (1, 3, 6, 11, 21)
# Lower bounds of the classes of a pairing's exchanges, and the widths of their arcs in px.
WEIGHTS = ((0, 0.7), (1, 1.1), (6, 2.2))
OPACITIES = {"city": (0.3, 0.36, 0.55), "state-province": (0.6, 0.75, 0.85)}
DASHES = {"city": "solid", "state-province": "7px,3px"}
# Municipalities are drawn as the cities they are.
DIAMOND_LEVELS = ("state", "province", "autonomous_region")
# A map of China alone must not outgrow the screen.
TALLEST = 660
HIT_RADIUS = 26
REGIONS, PLACES = "regions", "places"


def draw(view: View, plane: Plane, positions: pd.DataFrame, style: Style) -> go.Figure:
    """Draw the atlas.

    Args:
        view: What the reader asked for; its selection's `view` is the map preset.
        plane: The plane of the facing maps.
        positions: Where places lie on it (`geography.positions`).
        style: Theme and width; narrow puts the United States below China.

    Returns:
        The figure, in plane km.
    """
    preset = view.selection.view
    countries = {"pacific": ("CN", "US"), "china": ("CN",), "us": ("US",)}[preset]
    # On screen the page says so under the map.
    frame = replace(
        captions.atlas(view), note=_("Boundaries are for reference and imply no position.")
    )
    legend = (82 if style.width is None else 62) if style.narrow else 30
    height = room(frame, style, 0, legend)
    arrangement = arrangement_for(plane, countries, style, height)
    box = box_of(plane, countries, arrangement)
    grain = grain_of(box, height, style)
    regions = [region for region in plane.regions if region.country in countries]
    points = arranged(positions, arrangement)
    units = by_unit(view)
    shapes = _region_shapes(regions, units, arrangement, len(countries) == 1, style)
    if preset == "pacific":
        shapes += _arc_shapes(view, view.faint, points, arrangement, style, faint=True)
        shapes += _arc_shapes(view, view.pairings, points, arrangement, style, faint=False)
    for shape in shapes:
        shape["line"]["width"] *= grain
    shapes += _inset_shapes(plane, countries, arrangement, style)
    body = round(style.across * (box[3] - box[1]) / (box[2] - box[0]))
    traces = [
        *_legend_traces(preset == "pacific", style),
        *_place_traces(view, points, countries, grain, style),
        _region_trace(view, regions, units, arrangement, grain, style),
    ]
    figure = Drawing(traces, _layout(box, style), shapes=shapes)
    if style.width is None:
        body = min(body, TALLEST)
    return framed(figure, frame, style, body, above=legend)


def _layout(box: Box, style: Style) -> dict[str, Any]:
    """Return legend, interaction and axes."""
    west, south, east, north = box
    return {
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1,
            "xanchor": "left",
            "yanchor": "bottom",
            "font": {"size": 12},
            "title": {"text": "" if style.narrow else _("Pairings of a unit: ")},
            "itemclick": False,
            "itemdoubleclick": False,
            "traceorder": "normal",
            "bgcolor": "rgba(0,0,0,0)",
        },
        "hovermode": "closest",
        "hoverdistance": HIT_RADIUS,
        "clickmode": "event+select",
        "dragmode": "pan",
        "xaxis": {"visible": False, "range": [west, east], "constrain": "domain"},
        "yaxis": {
            "visible": False,
            "range": [south, north],
            "scaleanchor": "x",
            "constrain": "domain",
        },
    }


def step_of(pairings: int) -> int:
    """Return the class of a unit's pairings: -1 for none, else an index of `STEPS`."""
    return sum(pairings >= bound for bound in STEPS) - 1


def step_labels() -> list[str]:
    """Return the labels of the classes: `1–2`, ..., `21+`."""
    ends = [f"–{bound - 1}" for bound in STEPS[1:]] + ["+"]
    return [f"{bound}{end}" for bound, end in zip(STEPS, ends, strict=True)]


def _path(rings: Iterable[tuple[Ring, tuple[int, int]]]) -> str:
    """Join rings, each with its shift, into one SVG path."""
    parts = []
    for (xs, ys), (dx, dy) in rings:
        command = "M"
        for x, y in zip(xs, ys, strict=True):
            if x is None or y is None:
                parts.append("Z")
                command = "M"
            else:
                parts.append(f"{command}{x + dx},{y + dy}")
                command = "L"
        parts.append("Z")
    return "".join(parts)


def _region_shapes(
    regions: list[Region],
    units: pd.DataFrame,
    arrangement: Arrangement,
    fine: bool,
    style: Style,
) -> list[dict[str, Any]]:
    classes: dict[int, list[tuple[Ring, tuple[int, int]]]] = {}
    pairings = units["pairings"].to_dict()
    for region in regions:
        step = step_of(pairings.get(region.admin1, 0))
        ring = region.fine if fine else region.coarse
        classes.setdefault(step, []).append((ring, shift(region.country, arrangement)))
    palette = style.palette
    fills = {step: palette.steps[step] if step >= 0 else palette.blank for step in classes}
    return [
        {
            "type": "path",
            "path": _path(rings),
            "fillcolor": fills[step],
            "line": {"color": edge_of(fills[step], palette), "width": 0.7},
            "layer": "below",
        }
        for step, rings in sorted(classes.items())
    ]


def _arc_shapes(
    view: View,
    pairings: pd.DataFrame,
    points: pd.DataFrame,
    arrangement: Arrangement,
    style: Style,
    faint: bool,
) -> list[dict[str, Any]]:
    """Draw arcs, one path for each tier and weight; city ties first, the few state ties on top."""
    palette = style.palette
    starts = points.loc[pairings["cn_place_id"]]
    ends = points.loc[pairings["us_place_id"]]
    exchanges = pairings["pairing_id"].map(view.counts).fillna(0)
    paths: dict[tuple[str, int], list[str]] = {}
    for tier, count, x0, y0, x1, y1 in zip(
        pairings["tier"], exchanges, starts["x"], starts["y"], ends["x"], ends["y"], strict=True
    ):
        weight = sum(count >= bound for bound, _width in WEIGHTS) - 1
        curve = arc((int(x0), int(y0)), (int(x1), int(y1)), arrangement)
        paths.setdefault((tier, weight), []).append(curve)
    return [
        {
            "type": "path",
            "path": "".join(paths[tier, weight]),
            "line": {
                "color": palette.muted if faint else palette.tiers[tier],
                "width": 0.5 if faint else WEIGHTS[weight][1],
                "dash": DASHES[tier],
            },
            "opacity": 0.18 if faint else OPACITIES[tier][weight],
            "layer": "between",
        }
        for tier in reversed(TIERS)
        for weight in range(len(WEIGHTS))
        if (tier, weight) in paths
    ]


def _inset_shapes(
    plane: Plane, countries: tuple[str, ...], arrangement: Arrangement, style: Style
) -> list[dict[str, Any]]:
    """Frame Alaska and Hawaii."""
    if "US" not in countries:
        return []
    frames = [
        ((frame["x"], frame["y"]), shift("US", arrangement)) for frame in plane.frames.values()
    ]
    return [
        {
            "type": "path",
            "path": _path(frames),  # type: ignore[arg-type]
            "line": {"color": style.palette.rule, "width": 1},
            "layer": "below",
        }
    ]


def _region_trace(
    view: View,
    regions: list[Region],
    units: pd.DataFrame,
    arrangement: Arrangement,
    grain: float,
    style: Style,
) -> dict[str, Any]:
    """Label the regions; the labels are what a click on a region finds."""
    palette = style.palette
    names = unit_names(view.catalog)
    # The label colour follows the fill, except where the label stands outside.
    xs, ys, anchors, colours, hovers = [], [], [], [], []
    counts = units.to_dict("index")
    for region in regions:
        dx, dy = shift(region.country, arrangement)
        xs.append(region.label[0] + dx)
        ys.append(region.label[1] + dy)
        count = counts.get(region.admin1, {"pairings": 0, "state_province": 0, "exchanges": 0})
        step = step_of(count["pairings"])
        inside = region.leader is None and step >= 0
        colours.append(text_on(palette.steps[step]) if inside else palette.muted)
        pairs = ngettext("{n} pairing", "{n} pairings", count["pairings"])
        held = ngettext("{n} exchange", "{n} exchanges", count["exchanges"])
        # A first-level pairing has its marker here: the label makes room.
        marked = count["state_province"] and region.leader is None
        anchors.append("bottom center" if marked else region.textposition)
        hovers.append(
            f"<b>{names[region.admin1]}</b><br>{pairs.format(n=count['pairings'])}"
            f" · {held.format(n=count['exchanges'])}"
        )
    hidden = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "name": REGIONS,
        "x": xs,
        "y": ys,
        "mode": "markers+text",
        "text": [region.code for region in regions],
        "textposition": anchors,
        "textfont": {"size": grain * (9.5 if style.narrow else 10.5), "color": colours},
        "customdata": [region.admin1 for region in regions],
        "hovertext": hovers,
        "hoverinfo": "text",
        "marker": {"size": 9, "opacity": 0, "color": palette.muted},
        "selected": hidden,
        "unselected": hidden,
        "showlegend": False,
    }


def _place_traces(
    view: View, points: pd.DataFrame, countries: tuple[str, ...], grain: float, style: Style
) -> list[dict[str, Any]]:
    """Mark the places that hold a pairing, first-level units by another shape."""
    palette = style.palette
    counts = by_place(view)
    counts = counts[points["country"].reindex(counts.index).isin(countries)]
    places = view.catalog.places.set_index("place_id")
    partner = own_names(places).reindex(counts["partner"])
    shown = places.loc[counts.index]
    hovers = [
        f"<b>{name}</b><br>{_hover(str(other), year, n)}"
        for name, other, year, n in zip(
            bilingual(shown["name"], shown["name_zh"]),
            partner,
            counts["established"],
            counts["pairings"],
            strict=True,
        )
    ]
    located = points.loc[counts.index].assign(
        hover=hovers,
        admin1=shown["admin1"],
        first_level=shown["level"].isin(DIAMOND_LEVELS) & counts["first_level"],
    )
    seen = {"marker": {"opacity": 0.95}}
    traces = []
    for first_level, tier, symbol, size in (
        (False, "city", "circle", 5.5),
        (True, "state-province", "diamond", 8),
    ):
        some = located[located["first_level"] == first_level]
        traces.append(
            {
                "type": "scatter",
                "name": PLACES,
                "x": some["x"].tolist(),
                "y": some["y"].tolist(),
                "mode": "markers",
                # The mark of a state stands for the state: a click filters to all of it.
                "customdata": some["admin1"].tolist() if first_level else some.index.tolist(),
                "hovertext": some["hover"].tolist(),
                "hoverinfo": "text",
                "marker": {
                    "size": grain * size,
                    "symbol": symbol,
                    "color": palette.tiers[tier],
                    "line": {"color": palette.outline, "width": 0.8},
                    "opacity": 0.95,
                },
                "selected": seen,
                "unselected": seen,
                "showlegend": False,
            }
        )
    return traces


def _hover(partner: str, year: str, pairings: int) -> str:
    """Name a place's partner and year, or count its partners."""
    if pairings > 1:
        return _("{n} pairings").format(n=pairings)
    return noted(partner, year) if year else partner


def _legend_traces(with_arcs: bool, style: Style) -> list[dict[str, Any]]:
    """Explain shading, arcs and markers; the traces hold no data."""
    palette = style.palette

    def entry(name: str, **look: Any) -> dict[str, Any]:
        return {"type": "scatter", "x": [None], "y": [None], "name": name} | look

    def square(name: str, colour: str) -> dict[str, Any]:
        marker = {
            "symbol": "square",
            "size": 12,
            "color": colour,
            "line": {"color": palette.muted, "width": 0.6},
        }
        return entry(name, mode="markers", marker=marker)

    swatches = [square(_("No pairing"), palette.blank)]
    swatches += [
        square(label, colour) for label, colour in zip(step_labels(), palette.steps, strict=True)
    ]
    if not with_arcs:
        return swatches
    arcs = [
        entry(
            say(TIER_WORDS, tier),
            mode="lines+markers",
            line={"color": palette.tiers[tier], "width": 2, "dash": DASHES[tier]},
            marker={
                "symbol": "diamond" if tier == "state-province" else "circle",
                "size": 7,
                "color": palette.tiers[tier],
            },
        )
        for tier in reversed(TIERS)
    ]
    return swatches + arcs
