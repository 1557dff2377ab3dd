"""Atlas: where are the ties? The map, its numbers, and the same selection as a table."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import widgets
from dashboard.captions import atlas as captions
from dashboard.language import _, number
from dashboard.measures.headline import headline
from dashboard.pages.reader import Reader, atlas_figure
from dashboard.pages.sections import chart, headline_figures, left_out, page_title
from dashboard.selection import VIEWS
from dashboard.words import VIEWS as VIEW_WORDS
from dashboard.words import say


def show(reader: Reader) -> None:
    """Show the page."""
    page_title(_("Atlas"))
    headline_figures(reader)
    st.segmented_control(
        _("Map of"),
        VIEWS,
        format_func=lambda view: say(VIEW_WORDS, view),
        key=widgets.PREFIX + "view",
        required=True,
        persist_state="session",
    )
    chart(
        "atlas",
        atlas_figure(reader.catalog, reader.selection, reader.style),
        captions.atlas_alt(reader.view),
        reader.style,
        on_click=_clicked,
        view=reader.view,
    )
    st.caption(
        _(
            "Click a state, province or place to filter to it, again to undo; the sidebar does "
            "the same from the keyboard. Boundaries are for reference and imply no position."
        )
    )
    left_out(reader)
    if reader.view.is_empty:
        widgets.nothing_found()
        return
    st.header(
        _("The {count} pairings behind the map").format(
            count=number(headline(reader.view).pairings)
        ),
        anchor=False,
    )
    widgets.pairing_table(reader.view.pairings, reader.view.counts, key="atlas_table")


def _clicked(points: list[dict[str, Any]]) -> None:
    """Filter to what was clicked: a region's code or a place's id."""
    code = str(points[0].get("customdata"))
    selection = widgets.taken()
    if code.startswith(("us-", "cn-")):
        widgets.change(places=widgets.toggled(selection.places, code))
    elif code.startswith("CN-"):
        widgets.change(provinces=widgets.toggled(selection.provinces, code))
    elif code:
        widgets.change(states=widgets.toggled(selection.states, code))
