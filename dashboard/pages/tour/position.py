"""Where in which tour the reader is, and how they move: in the session and in the link."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.contents.notices import quoted
from dashboard.language import _
from dashboard.markdown import markdown
from dashboard.pages.reader import Reader, current_tour, kept_tour
from dashboard.text import marked
from dashboard.tour import Step, Tour

STEP, PRESENT, FILE = "step", "present", "tour"
MOVED, AWAY = "tour_moved", "tour_away"
PRESSED = "tour_pressed"
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


def chosen(reader: Reader) -> Tour:
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
        forget_file()
        st.warning(
            _("The tour of this link is no longer on the server: load its file again below."),
            icon=":material/link_off:",
        )
    elif FILE in st.query_params:
        del st.query_params[FILE]
    return current_tour(reader.catalog)


def forget_file() -> None:
    """Go back to the server's own tour."""
    st.session_state.pop(FILE, None)
    st.query_params.pop(FILE, None)


def position(tour: Tour) -> Place:
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
                markdown(
                    marked(
                        _("{asked}: this tour has the steps 1 to {last}; it begins."),
                        asked=(quoted(f"{STEP}={number}"),),
                        last=last,
                    )
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


def move(by: int) -> None:
    """Move on by some steps, or back when `by` is negative."""
    st.session_state[STEP] = st.session_state.get(STEP, 1) + by
    st.session_state[MOVED] = True


def set_presenting(presenting: bool) -> None:
    """Begin to show the tour to a class, or stop."""
    st.session_state[PRESENT] = presenting
    st.session_state[MOVED] = True


def listen() -> None:
    """Let keys and clickers move on."""
    keys = st.components.v2.component("tour_keys", js=KEYS)
    keys(key="tour_keys", on_pressed_change=_pressed, on_leave_change=_left)


def _left() -> None:
    """Stop presenting."""
    set_presenting(False)


def _pressed() -> None:
    """Move by the presses that came since the last ones; a page opened anew counts from 0."""
    said = st.session_state["tour_keys"].get("pressed") or {}
    visit, presses = said.get("visit"), int(said.get("presses", 0))
    before, done = st.session_state.get(PRESSED, (visit, 0))
    st.session_state[PRESSED] = (visit, presses)
    move(presses - (done if before == visit else 0))
