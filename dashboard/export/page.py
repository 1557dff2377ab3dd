"""A chart as one HTML file that needs nothing else: no network, no other file."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import FILE_FONT, Style
from dashboard.language import _, tag

CONFIG = {
    "displaylogo": False,
    "scrollZoom": False,
    "modeBarButtons": [["toImage", "zoomIn2d", "zoomOut2d", "resetScale2d"]],
    "toImageButtonOptions": {"format": "svg"},
}


def to_html(
    figure: go.Figure, title: str, alt: str, rows: pd.DataFrame, citation: str, style: Style
) -> bytes:
    """Write a chart as a page, with the numbers that it shows and a citation.

    Args:
        figure: The chart.
        title: Its finding.
        alt: Its alternative text.
        rows: The numbers that it shows.
        citation: How to cite it.
        style: What it was drawn in.
    """
    palette = style.palette
    drawn = figure.to_html(include_plotlyjs=True, full_html=False, config=CONFIG)
    table = rows.to_html(index=False, na_rep="", border=0, escape=True)
    look = (
        f"body{{margin:0;background:{palette.paper};color:{palette.ink};font:14px/1.5 {FILE_FONT}}}"
        "figure,details{margin:0 auto;overflow-x:auto}"
        f"figure>div,details{{max-width:{style.width}px;margin:0 auto}}"
        f"details{{padding:8px {style.edge}px 16px;box-sizing:border-box}}"
        f"table{{border-collapse:collapse;font-size:12px}}"
        "th,td{text-align:left;white-space:nowrap;padding:2px 10px 2px 0;"
        f"border-bottom:1px solid {palette.rule}}}"
    )
    return "".join(
        (
            f'<!doctype html><html lang="{tag()}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>{escape(title)}</title><style>{look}</style></head><body>",
            f'<figure role="group" aria-label="{escape(alt)}">{drawn}</figure>',
            f"<details><summary>{escape(_('The numbers, and how to cite them'))}</summary>",
            f"<p>{escape(citation)}</p>{table}</details></body></html>",
        )
    ).encode()
