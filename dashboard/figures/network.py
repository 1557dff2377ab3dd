"""States against provinces as a matrix, as flows, and the pairs of like places without a tie."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.captions import network as captions
from dashboard.figures.cells import Cell, Grid, draw_cells
from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Style, blank, folded, framed
from dashboard.language import _, ngettext
from dashboard.measures.network import (
    alike_without_tie,
    by_region,
    flows,
    seriated,
    shown_matrix,
)
from dashboard.selection import View
from dashboard.words import unit_names

# Units of a side that stand by name in the flow chart; of more, regions do.
NAMED_WIDE, NAMED_NARROW = 14, 8
# Room for the names of provinces, px.
LEFT = 104


def draw(view: View, style: Style, order: str) -> go.Figure:
    """Draw the matrix of provinces (rows) and states (columns; on a phone, US regions).

    Args:
        view: What the reader asked for.
        style: Theme and width.
        order: One of `measures.network.ORDERS`.

    Returns:
        The figure. Cells carry `customdata`: state or region and province, joined by `|`.
    """
    figure = Drawing()
    table = shown_matrix(view)
    regions = style.narrow and len(table.columns) > NAMED_NARROW
    frame = captions.matrix(view, order, regions)
    if view.is_empty:
        return blank(frame, style)
    table = seriated(table, order, view.catalog)
    if regions:
        table = by_region(table, view.catalog)
    names = unit_names(view.catalog)
    columns = [str(code) for code in table.columns]
    rows = [str(code) for code in table.index]
    few = len(columns) <= 12
    labels = [folded(captions.us_name(names, code), 11) if few else code for code in columns]
    # Postal codes side by side would run into one another: every other one is lifted.
    lifted = style.width is not None and style.across - LEFT < 18 * len(columns)
    if lifted and not few:
        labels = [code + "<br>\u00a0" * (x % 2) for x, code in enumerate(labels)]
    grid = Grid(
        rows=[names[code] for code in rows],
        columns=labels,
        cells=[
            Cell(
                x,
                y,
                int(value),
                f"{columns[x]}|{rows[y]}",
                "<b>"
                + ngettext("{n} pairing", "{n} pairings", int(value)).format(n=value)
                + f"</b><br>{captions.us_name(names, columns[x])} – {names[rows[y]]}",
            )
            for y, values in enumerate(table.to_numpy())
            for x, value in enumerate(values)
            if value
        ],
        height=18,
        left=LEFT,
        above=36 if few or lifted else 22,
        blank_rows=[y for y, total in enumerate(table.sum(axis=1)) if not total],
        blank_columns=[x for x, total in enumerate(table.sum()) if not total],
    )
    draw_cells(figure, grid, style, frame)
    return framed(figure, frame, style, grid.body, above=grid.above)


def draw_flows(view: View, style: Style) -> go.Figure:
    """Draw the pairings as flows from US units to Chinese units, regions where units are many.

    Args:
        view: What the reader asked for.
        style: Theme and width.
    """
    palette = style.palette
    figure = Drawing()
    most = NAMED_NARROW if style.narrow else NAMED_WIDE
    frame = captions.flow(view, most)
    if view.is_empty:
        return blank(frame, style)
    table = flows(view, most)
    names = unit_names(view.catalog)
    sides = {end: table.groupby(end)["pairings"].sum() for end in ("us", "cn")}
    order = {
        end: totals.sort_values(ascending=False, kind="stable").index.tolist()
        for end, totals in sides.items()
    }
    number = {
        (end, code): position
        for position, (end, code) in enumerate(
            [("us", code) for code in order["us"]] + [("cn", code) for code in order["cn"]]
        )
    }
    said = {"us": captions.us_name, "cn": captions.cn_name}
    labels = [f"{said[end](names, code)} {sides[end][code]}" for end, code in number]
    blues = palette.tiers["city"]
    accent = palette.tiers["state-province"]
    figure.add_trace(
        type="sankey",
        arrangement="fixed",
        node={
            "label": labels,
            "color": [blues if end == "us" else accent for end, _code in number],
            "pad": 12,
            "thickness": 14,
            "line": {"width": 0},
            "hovertemplate": "%{label}<extra></extra>",
        },
        link={
            "source": [number["us", code] for code in table["us"]],
            "target": [number["cn", code] for code in table["cn"]],
            "value": table["pairings"].tolist(),
            "color": [_clear(blues, 0.3)] * len(table),
            "hovertemplate": "%{source.label} – %{target.label}<br><b>%{value:d}</b>"
            "<extra></extra>",
        },
        textfont={"color": palette.ink, "size": 12, "shadow": "none"},
        domain={"x": [0, 1], "y": [0, 1]},
    )
    tall = max(len(order["us"]), len(order["cn"]))
    figure.update_layout(margin={"l": 2, "r": 2})
    return framed(figure, frame, style, max(200, 30 * tall + 60))


def draw_alike(view: View, style: Style) -> go.Figure:
    """Draw which coal-producing states and provinces are tied, and which are not.

    Args:
        view: Pairings that count, places not filtered.
        style: Theme and width.

    Returns:
        The figure. Cells with a tie carry `customdata`: state and province, joined by `|`.
    """
    palette = style.palette
    table = alike_without_tie(view)
    names = unit_names(view.catalog)
    states = list(dict.fromkeys(table["state"]))
    provinces = list(dict.fromkeys(table["province"]))
    figure = Drawing()
    grid = Grid(
        rows=[names[code] for code in states],
        columns=[folded(names[code], 10 if style.narrow else 30) for code in provinces],
        cells=[
            Cell(
                provinces.index(row["province"]),
                states.index(row["state"]),
                int(row["pairings"]),
                f"{row['state']}|{row['province']}",
                "<b>"
                + ngettext("{n} pairing", "{n} pairings", row["pairings"]).format(n=row["pairings"])
                + f"</b><br>{names[row['state']]} – {names[row['province']]}",
            )
            for row in table.to_dict("records")
            if row["pairings"]
        ],
        height=30,
        left=104,
        above=40 if style.narrow else 24,
    )
    frame = captions.alike(view)
    draw_cells(figure, grid, style, frame)
    missing = table[table["pairings"] == 0]
    figure.add_trace(
        type="scatter",
        x=[provinces.index(code) for code in missing["province"]],
        y=[states.index(code) for code in missing["state"]],
        mode="text",
        text=[_("no tie")] * len(missing),
        textfont={"size": 12, "color": palette.muted},
        hoverinfo="skip",
        showlegend=False,
    )
    return framed(figure, frame, style, grid.body, above=grid.above)


def _clear(colour: str, opacity: float) -> str:
    """Return a `#RRGGBB` colour as `rgba(…)`."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
