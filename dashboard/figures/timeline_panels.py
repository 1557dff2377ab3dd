"""How the timeline's four panels stand: their heights, headers, legends and axes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Frame, Style, letters, room
from dashboard.language import _

# Width in px of the label "year unknown".
UNDATED = 62
LEGEND_ROW = 20
# Side margins, and where the bar of unknown year stands: so many years before the first.
LEFT, RIGHT = 34, 4
APART = 2.2
BARE_TICKS = 10
# Height that a tick's label keeps for itself, px.
TICK = 26


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


def fitted(
    frame: Frame,
    legends: tuple[list[str], list[str], list[str], list[str]],
    style: Style,
) -> tuple[Panel, ...]:
    """Return the panels' heights in a file: what its size leaves them.

    Where a file is short, only the last panel keeps the years under its axis, which all share.

    Args:
        frame: The words around the chart.
        legends: Entries of the panels' legends.
        style: Theme and width.
    """
    panels: tuple[Panel, ...] = tuple(
        replace(panel, header=_header_height(text, legend, style, beside=panel in WIDE[:3]))
        for panel, text, legend in zip(standing(style), _headers(), legends, strict=True)
    )
    wanted = sum(panel.height for panel in panels)
    body = room(frame, style, wanted)
    if body < wanted:
        panels = (*(replace(panel, ticks=BARE_TICKS) for panel in panels[:-1]), panels[-1])
    plots = sum(panel.plot for panel in panels)
    free = body - sum(panel.height for panel in panels) + plots
    return tuple(replace(panel, plot=max(20, panel.plot * free // plots)) for panel in panels)


def standing(style: Style) -> tuple[Panel, ...]:
    """Return the panels' heights on a screen, which are fixed."""
    return NARROW if style.narrow else WIDE


def _headers() -> tuple[str, str, str, str]:
    """Return the headers of the panels."""
    return (
        _("Context"),
        _("New pairings a year"),
        _("Pairings in force, added up, and official totals"),
        _("Documented exchanges a year, by sector"),
    )


def _header_height(text: str, legend: list[str], style: Style, beside: bool) -> int:
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


def years_across(pixels: float, years: tuple[int, int], style: Style) -> float:
    """Return how many years of the axis a width covers."""
    return pixels * (years[1] - years[0] + APART + 1.6) / (style.across - LEFT - RIGHT)


def axes(
    figure: Drawing,
    panels: tuple[Panel, ...],
    years: tuple[float, int, int],
    style: Style,
) -> None:
    """Lay out the panels, their headers, legends and axes.

    Args:
        figure: The chart.
        panels: Heights of the panels.
        years: Where the bar of unknown year stands, the first and the last year.
        style: Theme and width.
    """
    body = sum(panel.height for panel in panels)
    ticks = _ticks(years, style)
    top = body
    for position, (panel, text) in enumerate(zip(panels, _headers(), strict=True), start=1):
        name = "" if position == 1 else str(position)
        high, low = top - panel.header, top - panel.header - panel.plot
        x_axis = _x_axis(position, panel, years, ticks, style)
        y_axis = _y_axis(position, panel, (low / body, high / body), style)
        figure.update_layout(**{f"xaxis{name}": x_axis, f"yaxis{name}": y_axis})
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
            font={"size": 13, "color": style.palette.ink},
        )
        if position > 1:
            below = style.narrow or position == 4 or panel.header > WIDE[position - 1].header
            figure.update_layout(**{f"legend{name}": _legend(below, high / body)})
        top -= panel.height


def _ticks(years: tuple[float, int, int], style: Style) -> list[int]:
    """Return the years that the axis names."""
    apart, first, last = years
    most = style.across // 70 if style.width else (5 if style.narrow else 11)
    step = next(n for n in (1, 2, 5, 10, 20) if (last - first) / n <= max(3, most))
    # The label "year unknown" needs the room of the first ticks.
    clear = apart + years_across(UNDATED, (first, last), style)
    return [year for year in range(first, last + 1) if year % step == 0 and year >= clear]


def _x_axis(
    position: int, panel: Panel, years: tuple[float, int, int], ticks: list[int], style: Style
) -> dict[str, Any]:
    palette = style.palette
    apart, _first, last = years
    unknown = position in (2, 4)
    return {
        "anchor": "y" if position == 1 else f"y{position}",
        "range": [apart - 0.9, last + 0.7],
        "tickmode": "array",
        "tickvals": [apart, *ticks] if unknown else ticks,
        "ticktext": [_("year<br>unknown"), *map(str, ticks)] if unknown else list(map(str, ticks)),
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
    }


def _y_axis(
    position: int, panel: Panel, domain: tuple[float, float], style: Style
) -> dict[str, Any]:
    palette = style.palette
    return {
        "anchor": "x" if position == 1 else f"x{position}",
        "domain": list(domain),
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
    }


def _legend(below: bool, y: float) -> dict[str, Any]:
    """Return a panel's legend: beside its header, or below it."""
    return {
        "orientation": "h",
        "x": 0 if below else 1,
        "xanchor": "left" if below else "right",
        "y": y,
        "yanchor": "bottom",
        "font": {"size": 12},
        "itemclick": False,
        "itemdoubleclick": False,
        "bgcolor": "rgba(0,0,0,0)",
        "traceorder": "normal",
    }
