"""For the teacher: worksheets, the tour's file, and the way to another tour."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import language
from dashboard.export.images import has_browser, help_without_browser
from dashboard.export.worksheet import Sheet
from dashboard.export.worksheet import file_name as sheet_name
from dashboard.language import _
from dashboard.pages.reader import Reader, keep_tour, site
from dashboard.pages.tour.position import FILE, MOVED, STEP, Place, forget_file
from dashboard.tour import LARGEST, TourError

REFUSED = "tour_refused"
PROBLEMS_SHOWN = 20


@st.fragment
def classroom(reader: Reader, place: Place) -> None:
    """Offer worksheets, the tour's file, and the way to another tour; made when it is opened."""
    # A fragment runs again without the page, which knows the reader's language.
    language.activate(reader.selection.language)
    if st.session_state.get(MOVED):
        # A file was loaded here, in a fragment; the whole page follows it.
        st.rerun()
    panel = st.expander(
        _("For teachers: worksheet, answer key, your own tour"),
        icon=":material/print:",
        key="tour_classroom",
        on_change="rerun",
    )
    if not panel.open and not st.session_state.get(REFUSED):
        return
    with panel:
        _worksheets(reader, place)
        _own_tour(reader, place)


def _worksheets(reader: Reader, place: Place) -> None:
    st.markdown(
        _("**Print** all steps with charts, questions and lines to write on, in this language.")
    )
    drawable = has_browser()
    with st.container(horizontal=True):
        for key, title in ((False, _("Worksheet")), (True, _("Answer key"))):
            sheet = Sheet(place.tour, reader.catalog, site(), reader.selection.language, key)
            for form, make in (("pdf", sheet.pdf), ("html", sheet.html)):
                st.download_button(
                    f"{title} ({form.upper()})",
                    make,
                    file_name=sheet_name(sheet, form),
                    mime="application/pdf" if form == "pdf" else "text/html",
                    on_click="ignore",
                    icon=":material/download:",
                    disabled=form == "pdf" and not drawable,
                    key=f"tour_{form}_{key}",
                )
    if not drawable:
        st.caption(
            ":material/info: "
            + help_without_browser()
            + " "
            + _("The HTML worksheet then describes each chart in words.")
        )


def _own_tour(reader: Reader, place: Place) -> None:
    st.markdown(
        _(
            "**Your own tour** is a text file: save this one, change it, load it. Its key stands "
            "in the link, so a reload keeps it while the server runs."
        )
    )
    st.download_button(
        _("Download this tour as a starting point"),
        place.tour.data,
        file_name="tour.toml",
        mime="text/plain",
        on_click="ignore",
        icon=":material/download:",
        key="tour_file",
    )
    st.file_uploader(
        _("Load a tour (TOML, at most {size} MB)").format(size=LARGEST // 1_000_000),
        max_upload_size=LARGEST // 1_000_000,
        key="tour_upload",
        on_change=_uploaded,
        args=(reader,),
    )
    error = st.session_state.get(REFUSED)
    if error:
        st.error(_("This file is refused; the tour stays as it was."), icon=":material/error:")
        problems(error)
    if st.session_state.get(FILE):
        st.button(_("Back to the built-in tour"), on_click=_to_built_in, key="tour_built_in")


def _uploaded(reader: Reader) -> None:
    """Take over the tour that was loaded, or keep what is wrong with it."""
    state = st.session_state
    state.pop(REFUSED, None)
    given = state.get("tour_upload")
    if given is None:
        return
    try:
        state[FILE] = keep_tour(reader.catalog, given.name, given.getvalue())
    except TourError as error:
        state[REFUSED] = error
        return
    state[STEP] = 1
    state[MOVED] = True


def _to_built_in() -> None:
    forget_file()
    st.session_state[STEP] = 1
    st.session_state[MOVED] = True


def problems(error: TourError) -> None:
    """List what is wrong with a tour file."""
    st.table(
        pd.DataFrame(
            [
                {
                    _("File"): problem.file,
                    _("Step"): problem.where,
                    _("Field"): problem.field,
                    _("What is wrong"): problem.wrong,
                    _("How to mend it"): problem.remedy,
                }
                for problem in error.problems[:PROBLEMS_SHOWN]
            ]
        ),
        border="horizontal",
    )
    if len(error.problems) > PROBLEMS_SHOWN:
        st.caption(_("The first {n} are shown.").format(n=PROBLEMS_SHOWN))
