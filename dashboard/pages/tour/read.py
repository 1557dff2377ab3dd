"""A step for one reader, with everything to open beside it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard import language, widgets
from dashboard.contents import tour as contents
from dashboard.contents.blocks import Paragraph
from dashboard.contents.tour import StepContent
from dashboard.language import _
from dashboard.pages.reader import Reader
from dashboard.pages.show import Stage, chart, tab_title
from dashboard.pages.tour.classroom import classroom
from dashboard.pages.tour.position import Place, move, set_presenting
from dashboard.text import plain


def show(
    reader: Reader,
    seen: Reader,
    place: Place,
    step: StepContent,
    pages: Mapping[str, st.Page],
) -> None:
    """Show a step.

    Args:
        reader: Who reads, with their own selection.
        seen: The same, with the step's selection.
        place: Which step it is.
        step: What it says.
        pages: The other pages, by their URL paths.
    """
    step_id = place.step.step_id
    _steps(place)
    heading(step)
    text, question = st.columns([3, 2], gap="medium")
    with text:
        paragraph(step.text)
    with question:
        ask(step, step_id)
    chart(seen, step.chart)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            pages[place.step.explore],
            label=_("Explore this yourself"),
            icon=":material/travel_explore:",
            query_params={
                **contents.filters(place.step, reader.selection),
                **place.step.parameters,
            },
        )
        st.caption(contents.own_filters(reader.catalog, reader.selection))
    _numbers(seen, step, step_id)
    Stage(seen).section(step.sources)
    classroom(reader, place)


def _steps(place: Place) -> None:
    """Show progress and the controls that move on."""
    with st.container(horizontal=True, vertical_alignment="center", key="tour_bar"):
        move_button(place, -1)
        progress(place)
        move_button(place, 1)
        # Elsewhere it stands above the filters.
        widgets.language_control()
        st.button(
            _("Present"),
            on_click=set_presenting,
            args=(True,),
            icon=":material/present_to_all:",
            help=_("Large letters, nothing else on the screen; arrow keys or a clicker move on."),
            key="tour_present",
        )


def move_button(place: Place, by: int) -> None:
    """Show the button that moves on, or back when `by` is negative."""
    forward = by > 0
    st.button(
        _("Next") if forward else _("Previous"),
        on_click=move,
        args=(by,),
        disabled=place.number == (place.last if forward else 1),
        icon=":material/arrow_forward:" if forward else ":material/arrow_back:",
        icon_position="right" if forward else "left",
        key="tour_next" if forward else "tour_previous",
    )


def progress(place: Place) -> None:
    """Show how far the tour has come."""
    said = _("Step {n} of {last}").format(n=place.number, last=place.last)
    done = 100 * place.number / place.last
    st.html(
        f'<div class="tour-progress"><span>{escape(said)}</span>'
        f'<div role="progressbar" aria-label="{escape(said)}" aria-valuemin="1" '
        f'aria-valuenow="{place.number}" aria-valuemax="{place.last}">'
        f'<div style="width: {done:.1f}%"></div></div></div>',
        width="stretch",
    )


def heading(step: StepContent) -> None:
    """Show the names of the tour and the step."""
    st.html(
        f'<p class="tour-name">{escape(plain(step.tour.text))}</p>'
        f'<h1 class="tour-title">{escape(step.title.text)}</h1>'
    )
    tab_title(step.title.text)


def paragraph(block: Paragraph) -> None:
    """Show a text of a step."""
    # A teacher's file is text, not Markdown: nothing in it may fetch or run.
    st.html(f'<p class="tour-text">{escape(plain(block.text))}</p>')


def ask(step: StepContent, step_id: str) -> None:
    """Show the question, and one answer to open."""
    said = escape(plain(step.question.text))
    st.html(f'<p class="tour-question"><strong>{escape(_("Ask the class"))}</strong> {said}</p>')
    with st.expander(step.answer.label, key=f"tour_answer_{step_id}"):
        for block in step.answer.blocks:
            if isinstance(block, Paragraph):
                paragraph(block)


@st.fragment
def _numbers(seen: Reader, step: StepContent, step_id: str) -> None:
    """Show what the chart shows as a table, sent when it is opened."""
    # A fragment runs again without the page, which knows the reader's language.
    language.activate(seen.selection.language)
    panel = st.expander(step.numbers.label, key=f"tour_table_{step_id}", on_change="rerun")
    if not panel.open:
        return
    with panel:
        for block in step.numbers.blocks:
            Stage(seen).show(block)
