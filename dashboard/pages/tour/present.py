"""A step for a class: large, alone on the screen, moved by keys."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.contents.tour import StepContent
from dashboard.export.sizes import PROJECTOR
from dashboard.language import _
from dashboard.pages.reader import Reader, chart_of
from dashboard.pages.show import chart
from dashboard.pages.tour.position import Place, listen, set_presenting
from dashboard.pages.tour.read import ask, heading, move_button, paragraph, progress


def show(seen: Reader, place: Place, step: StepContent) -> None:
    """Show a step.

    Args:
        seen: Who reads, with the step's selection.
        place: Which step it is.
        step: What it says.
    """
    shown = chart_of(seen.catalog, step.chart.selection, step.chart.name)
    style = seen.style
    if not style.narrow:
        style = PROJECTOR.style(
            shown.kind.dense, style.dark, header=False, footer=False, transparent=True
        )
    layout = (
        f"--layout-width: {style.width}px; --layout-height: {style.height}px;"
        if style.width
        else ""
    )
    # The header holds the navigation: both are put away, with the room that they take.
    st.html(
        f"<style>.stApp {{ --paper: {style.palette.paper}; {layout} }} "
        '[data-testid="stHeader"], [data-testid="stSidebar"] { display: none; }</style>'
    )
    with st.container(key="tour_stage"):
        heading(step)
        text, question = st.columns([8, 5], gap="medium")
        with text:
            paragraph(step.text)
        with question:
            ask(step, place.step.step_id)
        if style.width:
            st.html(
                f'<p class="tour-finding"><strong>{escape(shown.frame.title)}</strong> '
                f"{escape(shown.frame.subtitle)}</p>"
            )
        with st.container(key="tour_board" if style.width else "tour_board_narrow"):
            chart(replace(seen, style=style), replace(step.chart, files=False))
        with st.container(horizontal=True, vertical_alignment="center", key="tour_bar"):
            move_button(place, -1)
            progress(place)
            move_button(place, 1)
            st.button(
                _("Leave"),
                on_click=set_presenting,
                args=(False,),
                icon=":material/close_fullscreen:",
                key="tour_leave",
            )
        if style.width:
            st.caption(shown.frame.source)
    listen()
