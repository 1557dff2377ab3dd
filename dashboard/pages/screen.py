"""What the reader's screen gives: charts are drawn narrow where room is scarce, and in its theme.

A reader who magnifies the page to 200 %, opens it in half a window or in a narrow frame has as
little room as a telephone, and a device may turn dark at dusk; the server hears of neither. The
browser measures, and says so when what is on screen was drawn for something else.
"""

from __future__ import annotations

import streamlit as st

KEY = "screen"
# Narrower than this, the words and legends of a wide chart would not fit, px.
LEAST = 760
MEASURE = """
export default function ({ data, setStateValue }) {
  const app = document.querySelector('[data-testid="stApp"]');
  const page = document.querySelector('[data-testid="stMainBlockContainer"]');
  if (!app || !page) return;
  const said = { narrow: data.narrow, dark: data.dark };
  const say = (name, found) => {
    if (found === said[name]) return;
    said[name] = found;
    setStateValue(name, found);
  };
  const look = () => {
    const style = getComputedStyle(page);
    const room = page.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (room > 0) say('narrow', room < data.least);
    say('dark', getComputedStyle(app).colorScheme === 'dark');
    // Whoever waits for a finished page can see it here.
    const right = said.narrow === data.narrow && said.dark === data.dark;
    app.dataset.drawnFor = right ? 'this screen' : 'another screen';
  };
  const sizes = new ResizeObserver(look);
  const themes = new MutationObserver(look);
  sizes.observe(page);
  themes.observe(app, { attributes: true, attributeFilter: ['class', 'style'] });
  return () => {
    sizes.disconnect();
    themes.disconnect();
  };
}
"""
_measure = st.components.v2.component("screen", js=MEASURE)


def _measured(name: str, guess: bool) -> bool:
    found = st.session_state.get(KEY, {}).get(name)
    return guess if found is None else bool(found)


def is_narrow() -> bool:
    """Tell whether charts are to be drawn narrow: as measured, or else by the device."""
    return _measured("narrow", "Mobi" in (st.context.headers.get("User-Agent") or ""))


def is_dark() -> bool:
    """Tell whether charts are to be drawn for a dark page."""
    return _measured("dark", st.context.theme.type == "dark")


def watch() -> None:
    """Let the browser look at the screen; a change draws the page anew."""
    with st.container(key="measured"):
        _measure(
            key=KEY,
            data={"narrow": is_narrow(), "dark": is_dark(), "least": LEAST},
            on_narrow_change=lambda: None,
            on_dark_change=lambda: None,
        )
