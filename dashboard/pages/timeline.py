"""Timeline: when were the ties made, and when were they alive?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import widgets
from dashboard.captions import timeline as captions
from dashboard.figures.timeline import UNKNOWN
from dashboard.language import _, number
from dashboard.measures.headline import headline
from dashboard.pages.reader import Reader, timeline_figure
from dashboard.pages.sections import chart, exchange_table, headline_figures, left_out, page_title
from dashboard.selection import EVENT_CATEGORIES
from dashboard.words import CATEGORIES, say


def show(reader: Reader) -> None:
    """Show the page."""
    page_title(_("Timeline"))
    headline_figures(reader)
    st.pills(
        _("Context events: the main ones, or all of"),
        EVENT_CATEGORIES,
        selection_mode="multi",
        format_func=lambda code: say(CATEGORIES, code),
        key=widgets.PREFIX + "events",
        persist_state="session",
    )
    chart(
        "timeline",
        timeline_figure(reader.catalog, reader.selection, reader.style),
        captions.timeline_alt(reader.view),
        reader.style,
        on_click=_clicked,
        view=reader.view,
    )
    st.caption(
        _(
            "Click a bar to narrow the years to it; the sidebar's years do the same from the "
            "keyboard. A bar marked ≈ is cut off: read its number. Few exchanges in an early year "
            "may mean few sources, not few exchanges."
        )
    )
    left_out(reader)
    if reader.view.is_empty:
        widgets.nothing_found()
        return
    st.header(
        _("The {count} exchanges behind the chart").format(
            count=number(headline(reader.view).exchanges)
        ),
        anchor=False,
    )
    exchange_table(reader.catalog, reader.view.exchanges, key="timeline_table")


def _clicked(points: list[dict[str, Any]]) -> None:
    """Narrow the years to the bar that was clicked."""
    year = points[0].get("customdata")
    if isinstance(year, int | float):
        widgets.change(years=(int(year), int(year)))
    elif year == UNKNOWN:
        st.toast(_("These have no known year; the table below lists them."))
