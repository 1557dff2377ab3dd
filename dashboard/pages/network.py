"""Network: cells answer clicks with their state and province."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import widgets
from dashboard.contents import network
from dashboard.contents.blocks import Choice
from dashboard.contents.network import SIDES
from dashboard.measures.network import ORDERS, shown_matrix
from dashboard.pages.controls import url_choice
from dashboard.pages.reader import Reader, said
from dashboard.pages.show import Stage

SIDE = "network_side"


def show(reader: Reader) -> None:
    """Show the page."""
    order = url_choice("order", ORDERS)
    page = said(network.page, reader, order, st.session_state.get(SIDE, SIDES[0]))

    def clicked(points: list[dict[str, Any]]) -> None:
        _clicked(reader, points)

    stage = Stage(
        reader, clicks={"network": clicked, "alike": clicked}, controls={SIDE: _side_control}
    )
    stage.page(page)


def _side_control(choice: Choice) -> None:
    words = dict(choice.options)
    st.segmented_control(
        choice.label,
        list(words),
        format_func=words.__getitem__,
        key=SIDE,
        default=choice.options[0][0],
        required=True,
    )


def _clicked(reader: Reader, points: list[dict[str, Any]]) -> None:
    """Filter to the state (or region's states) and the province of a cell."""
    us, _bar, province = str(points[0].get("customdata")).partition("|")
    if not province:
        return
    table = reader.catalog.states
    states = tuple(sorted(table.loc[table["region"] == us, "postal"])) or (us,)
    only = shown_matrix(reader.view).columns
    widgets.change(
        states=tuple(code for code in states if code in only) or states, provinces=(province,)
    )
