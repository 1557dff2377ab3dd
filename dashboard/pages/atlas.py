"""Atlas: the map answers clicks."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import widgets
from dashboard.contents import atlas
from dashboard.contents.blocks import Choice
from dashboard.pages.reader import Reader, said
from dashboard.pages.show import Stage


def show(reader: Reader) -> None:
    """Show the page."""
    stage = Stage(reader, clicks={"atlas": _clicked}, controls={"view": _preset})
    stage.page(said(atlas.page, reader))


def _preset(choice: Choice) -> None:
    """Choose what the map shows; it belongs to the selection, not to the page."""
    words = dict(choice.options)
    st.segmented_control(
        choice.label,
        list(words),
        format_func=words.__getitem__,
        key=widgets.PREFIX + "view",
        required=True,
        persist_state="session",
    )


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
