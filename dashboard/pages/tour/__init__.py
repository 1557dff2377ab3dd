"""Tour: steps for one reader, or large for a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from dashboard.contents import tour as contents
from dashboard.language import _
from dashboard.pages.reader import Reader, said
from dashboard.pages.tour import classroom, position, present, read
from dashboard.pages.tour.position import away
from dashboard.tour import TourError

__all__ = ["away", "show"]


def show(reader: Reader, pages: Mapping[str, st.Page]) -> None:
    """Show the page.

    Args:
        reader: Who reads; the selection is their own, not the step's.
        pages: The other pages, by their URL paths.
    """
    try:
        tour = position.chosen(reader)
    except TourError as error:
        st.error(_("The tour cannot be shown; the other pages work."), icon=":material/error:")
        classroom.problems(error)
        return
    place = position.position(tour)
    seen = replace(reader, selection=place.step.spoken)
    step = said(contents.content, seen, tour.title, place.step)
    if place.presenting:
        present.show(seen, place, step)
    else:
        read.show(reader, seen, place, step, pages)
