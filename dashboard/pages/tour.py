"""Tour: one step after the other, each a text, a live chart and a question for the class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

import pandas as pd
import streamlit as st

from dashboard import widgets
from dashboard.captions import phrases as captions
from dashboard.charts import CHARTS
from dashboard.export.images import has_browser, help_without_browser
from dashboard.export.sizes import PROJECTOR
from dashboard.export.worksheet import Sheet
from dashboard.export.worksheet import file_name as sheet_name
from dashboard.figures.style import Frame, Style
from dashboard.language import _
from dashboard.pages.parts import counted
from dashboard.pages.reader import (
    Reader,
    current_tour,
    figure_of,
    keep_tour,
    kept_tour,
    scoped,
    site,
)
from dashboard.pages.sections import chart, source_list, tab_title
from dashboard.selection import Selection, View, to_query
from dashboard.tour import LARGEST, Step, Tour, TourError

STEP, PRESENT, FILE = "step", "present", "tour"
MOVED, REFUSED, AWAY = "tour_moved", "tour_refused", "tour_away"
PRESSED = "tour_pressed"
PROBLEMS_SHOWN = 20
ROWS_SHOWN = 500
# Streamlit's own shortcuts take one key a button, and show it; a clicker sends any of several. The
# presses are added up here: of two during one run, the server hears of the second only.
KEYS = """
const moves = {
  ArrowRight: "next", PageDown: "next", " ": "next",
  ArrowLeft: "previous", PageUp: "previous", Escape: "leave",
};
const typing = "input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox], "
  + "[role=slider], [role=grid], [role=menu], [role=tab], [data-testid=stDataFrame]";
const pressed = "button, a, summary, [role=button], [role=link]";
const visit = Math.random().toString(36).slice(2);
let presses = 0;
let listening = null;
export default function ({ setStateValue, setTriggerValue }) {
  if (listening) document.removeEventListener("keydown", listening);
  listening = (event) => {
    const move = moves[event.key];
    const at = event.composedPath()[0];
    if (!move || event.defaultPrevented || event.repeat || event.altKey || event.ctrlKey
        || event.metaKey || event.shiftKey) return;
    if (at instanceof Element && at.closest(typing)) return;
    if (event.key === " " && at instanceof Element && at.closest(pressed)) return;
    event.preventDefault();
    if (move === "leave") {
      setTriggerValue("leave", true);
      return;
    }
    presses += move === "next" ? 1 : -1;
    setStateValue("pressed", { visit, presses });
  };
  document.addEventListener("keydown", listening);
  return () => document.removeEventListener("keydown", listening);
}
"""


@dataclass(frozen=True)
class Place:
    """Where in a tour the reader is.

    Attributes:
        tour: The tour.
        number: Number of the step, from 1.
        presenting: Whether it is shown to a class.
    """

    tour: Tour
    number: int
    presenting: bool

    @property
    def step(self) -> Step:
        """The step."""
        return self.tour.steps[self.number - 1]

    @property
    def last(self) -> int:
        """Number of the last step."""
        return len(self.tour.steps)


def show(reader: Reader, pages: Mapping[str, st.Page]) -> None:
    """Show the page.

    Args:
        reader: Who reads; the selection is their own, not the step's.
        pages: The other pages, by their URL paths.
    """
    try:
        tour = _chosen(reader)
    except TourError as error:
        st.error(_("The tour cannot be shown; the other pages work."), icon=":material/error:")
        _problems(error)
        return
    place = _place(tour)
    if place.presenting:
        _present(reader, place)
    else:
        _read(reader, place, pages)


def _chosen(reader: Reader) -> Tour:
    """Return the tour that the link or the reader asks for.

    Raises:
        TourError: It is the server's own, and something is wrong with it.
    """
    state = st.session_state
    if not state.get(MOVED) and FILE in st.query_params:
        state[FILE] = st.query_params[FILE]
    key = state.get(FILE)
    if key:
        tour = kept_tour(reader.catalog, key)
        if tour is not None:
            st.query_params[FILE] = key
            return tour
        _forget_file()
        st.warning(
            _("The tour of this link is no longer on the server: load its file again below."),
            icon=":material/link_off:",
        )
    elif FILE in st.query_params:
        del st.query_params[FILE]
    return current_tour(reader.catalog)


def _forget_file() -> None:
    st.session_state.pop(FILE, None)
    st.query_params.pop(FILE, None)


def _place(tour: Tour) -> Place:
    """Return where the reader is, and write it into the URL.

    A key or button moves on from the session's step, whatever the URL: it may lag behind quick
    presses. Who comes back from another page finds the step that they left. Otherwise the URL is
    followed: it is a link, a reload or the back button.
    """
    state, last = st.session_state, len(tour.steps)
    moved = state.pop(MOVED, False)
    returned = state.pop(AWAY, False)
    number = st.query_params.get(STEP)
    if not moved and number is None and not returned:
        state[STEP] = 1
    elif not moved and number is not None:
        known = number.isdecimal() and number.isascii() and 1 <= int(number[:4]) <= last
        state[STEP] = int(number[:4]) if known else 1
        if not known:
            st.warning(
                _("{asked}: this tour has the steps 1 to {last}; it begins.").format(
                    asked=widgets.quoted(f"{STEP}={number}"), last=last
                ),
                icon=":material/link_off:",
            )
    asked = st.query_params.get(PRESENT) == "1"
    presenting = bool(state.get(PRESENT)) if moved else asked
    state[PRESENT] = presenting
    state[STEP] = min(max(1, state.get(STEP, 1)), last)
    _to_url(STEP, str(state[STEP]), "1")
    _to_url(PRESENT, "1" if presenting else "0", "0")
    return Place(tour, state[STEP], presenting)


def away() -> None:
    """Remember that the reader is on another page."""
    st.session_state[AWAY] = True


def _to_url(parameter: str, value: str, default: str) -> None:
    if value != default:
        st.query_params[parameter] = value
    elif parameter in st.query_params:
        del st.query_params[parameter]


def _move(by: int) -> None:
    st.session_state[STEP] = st.session_state.get(STEP, 1) + by
    st.session_state[MOVED] = True


def _set_presenting(presenting: bool) -> None:
    st.session_state[PRESENT] = presenting
    st.session_state[MOVED] = True


def _left() -> None:
    """Stop presenting."""
    _set_presenting(False)


def _pressed() -> None:
    """Move by the presses that came since the last ones; a page opened anew counts from 0."""
    said = st.session_state["tour_keys"].get("pressed") or {}
    visit, presses = said.get("visit"), int(said.get("presses", 0))
    before, done = st.session_state.get(PRESSED, (visit, 0))
    st.session_state[PRESSED] = (visit, presses)
    _move(presses - (done if before == visit else 0))


# Reading -------------------------------------------------------------------------------------


def _read(reader: Reader, place: Place, pages: Mapping[str, st.Page]) -> None:
    """Show a step for one reader."""
    step = place.step
    _steps(place)
    _heading(place)
    text, question = st.columns([3, 2], gap="medium")
    with text:
        _paragraph(step.say("text"))
    with question:
        _question(step)
    _chart(reader, place, reader.style)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            pages[step.explore],
            label=_("Explore this yourself"),
            icon=":material/travel_explore:",
            query_params={**_filters(reader, step), **step.parameters},
        )
        st.caption(_own_filters(reader))
    _table(reader, step)
    _sources(reader, step)
    _classroom(reader, place)


def _steps(place: Place) -> None:
    """Show progress and the controls that move on."""
    with st.container(horizontal=True, vertical_alignment="center", key="tour_bar"):
        _move_button(place, -1)
        _progress(place)
        _move_button(place, 1)
        # Elsewhere it stands above the filters.
        widgets.language_control()
        st.button(
            _("Present"),
            on_click=_set_presenting,
            args=(True,),
            icon=":material/present_to_all:",
            help=_("Large letters, nothing else on the screen; arrow keys or a clicker move on."),
            key="tour_present",
        )


def _move_button(place: Place, by: int) -> None:
    forward = by > 0
    st.button(
        _("Next") if forward else _("Previous"),
        on_click=_move,
        args=(by,),
        disabled=place.number == (place.last if forward else 1),
        icon=":material/arrow_forward:" if forward else ":material/arrow_back:",
        icon_position="right" if forward else "left",
        key="tour_next" if forward else "tour_previous",
    )


def _progress(place: Place) -> None:
    said = _("Step {n} of {last}").format(n=place.number, last=place.last)
    done = 100 * place.number / place.last
    st.html(
        f'<div class="tour-progress"><span>{escape(said)}</span>'
        f'<div role="progressbar" aria-label="{escape(said)}" aria-valuemin="1" '
        f'aria-valuenow="{place.number}" aria-valuemax="{place.last}">'
        f'<div style="width: {done:.1f}%"></div></div></div>',
        width="stretch",
    )


def _heading(place: Place) -> None:
    st.html(
        f'<p class="tour-name">{escape(place.tour.title)}</p>'
        f'<h1 class="tour-title">{escape(place.step.say("title"))}</h1>'
    )
    tab_title(place.step.say("title"))


def _paragraph(text: str) -> None:
    # A teacher's file is text, not Markdown: nothing in it may fetch or run.
    st.html(f'<p class="tour-text">{escape(text)}</p>')


def _question(step: Step) -> None:
    ask, question = escape(_("Ask the class")), escape(step.say("question"))
    st.html(f'<p class="tour-question"><strong>{ask}</strong> {question}</p>')
    with st.expander(_("One answer"), key=f"tour_answer_{step.step_id}"):
        _paragraph(step.say("answer"))


def _filters(reader: Reader, step: Step) -> dict[str, list[str]]:
    """Return the step's filters as a link has them."""
    query = to_query(step.spoken)
    if query or reader.selection.is_default:
        return query
    # Without any the reader's own would stand: a default, written out, puts them away.
    return {"relation": list(Selection().relations)}


def _own_filters(reader: Reader) -> str:
    own = captions.filters(reader.catalog, reader.selection)
    if not own:
        return _("Each step sets the filters of its chart, so the sidebar's are put away here.")
    return _(
        "Each step sets the filters of its chart, so the sidebar's are put away here. Yours stand "
        "again when you leave by the navigation: {filters}."
    ).format(filters=_("; ").join(own))


def _view(reader: Reader, step: Step) -> View:
    return scoped(reader.catalog, step.spoken, step.chart.name)


def _chart(reader: Reader, place: Place, style: Style) -> None:
    """Show the step's chart."""
    step = place.step
    name, view = step.chart.name, _view(reader, step)
    seen = replace(reader, selection=view.selection, style=style)
    # One name for all steps: a chart takes the last one's place instead of standing beside it.
    chart(
        "tour",
        figure_of(reader.catalog, view.selection, style, name),
        counted(_alt, seen, name),
        style,
        view=None if place.presenting else view,
        export=name,
    )


def _frame(view: View, name: str) -> Frame:
    chart = CHARTS[name]
    return chart.frame(chart.scope(view))


def _alt(view: View, name: str) -> str:
    return CHARTS[name].alt(view)


@st.fragment
def _table(reader: Reader, step: Step) -> None:
    """Show what the chart shows as a table, made when it is opened."""
    panel = st.expander(
        _("The numbers behind the chart"), key=f"tour_table_{step.step_id}", on_change="rerun"
    )
    if not panel.open:
        return
    view = _view(reader, step)
    with panel:
        if step.chart.name == "atlas":
            widgets.pairing_table(view.pairings, view.counts, key=f"tour_rows_{step.step_id}")
            return
        seen = replace(reader, selection=view.selection)
        shown = counted(_shown, seen, step.chart.name)
        st.dataframe(
            shown.head(ROWS_SHOWN),
            hide_index=True,
            placeholder="",
            alt=_("The numbers that the chart shows, one mark a row"),
            column_config={
                column: st.column_config.Column(help=step.chart.columns.get(column))
                for column in map(str, shown)
            },
            key=f"tour_rows_{step.step_id}",
        )


def _shown(view: View, name: str) -> pd.DataFrame:
    return CHARTS[name].shown(view)


def _sources(reader: Reader, step: Step) -> None:
    if not step.sources:
        return
    with st.expander(_("Sources of the text"), key=f"tour_sources_{step.step_id}"):
        source_list(reader.catalog, list(step.sources))
        st.caption(_("Numbers in the text are computed from the data and follow it."))


# Presenting ----------------------------------------------------------------------------------


def _present(reader: Reader, place: Place) -> None:
    """Show a step to a class: large, alone on the screen, moved by keys."""
    step = place.step
    dense = step.chart.dense
    style = reader.style
    if not style.narrow:
        style = PROJECTOR.style(dense, style.dark, header=False, footer=False, transparent=True)
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
        _heading(place)
        text, question = st.columns([8, 5], gap="medium")
        with text:
            _paragraph(step.say("text"))
        with question:
            _question(step)
        frame = counted(_frame, replace(reader, selection=step.spoken), step.chart.name)
        if style.width:
            st.html(
                f'<p class="tour-finding"><strong>{escape(frame.title)}</strong> '
                f"{escape(frame.subtitle)}</p>"
            )
        with st.container(key="tour_board" if style.width else "tour_board_narrow"):
            _chart(reader, place, style)
        with st.container(horizontal=True, vertical_alignment="center", key="tour_bar"):
            _move_button(place, -1)
            _progress(place)
            _move_button(place, 1)
            st.button(
                _("Leave"),
                on_click=_set_presenting,
                args=(False,),
                icon=":material/close_fullscreen:",
                key="tour_leave",
            )
        if style.width:
            st.caption(frame.source)
    keys = st.components.v2.component("tour_keys", js=KEYS)
    keys(key="tour_keys", on_pressed_change=_pressed, on_leave_change=_left)


# For the teacher -----------------------------------------------------------------------------


@st.fragment
def _classroom(reader: Reader, place: Place) -> None:
    """Offer worksheets, the tour's file, and the way to another tour; made when it is opened."""
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
        _problems(error)
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
    _forget_file()
    st.session_state[STEP] = 1
    st.session_state[MOVED] = True


def _problems(error: TourError) -> None:
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
