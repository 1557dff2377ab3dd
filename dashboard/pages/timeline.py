"""Timeline: its bars answer clicks."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import widgets
from dashboard.contents import timeline
from dashboard.contents.blocks import Choice
from dashboard.figures.timeline import UNKNOWN
from dashboard.language import _
from dashboard.pages.reader import Reader, said
from dashboard.pages.show import Stage


def show(reader: Reader) -> None:
    """Show the page."""
    stage = Stage(reader, clicks={"timeline": _clicked}, controls={"event": _categories})
    stage.page(said(timeline.page, reader))


def _categories(choice: Choice) -> None:
    """Choose context events; they belong to the selection, not to the page."""
    words = dict(choice.options)
    st.pills(
        choice.label,
        list(words),
        selection_mode="multi",
        format_func=words.__getitem__,
        key=widgets.PREFIX + "events",
        persist_state="session",
    )


def _clicked(points: list[dict[str, Any]]) -> None:
    """Narrow the years to the bar that was clicked."""
    year = points[0].get("customdata")
    if isinstance(year, int | float):
        widgets.change(years=(int(year), int(year)))
    elif year == UNKNOWN:
        st.toast(_("These have no known year; the table below lists them."))
