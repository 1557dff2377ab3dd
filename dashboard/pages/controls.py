"""Controls that pages hold: choices in the page's link, choices of rows, parts of long tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.contents.blocks import Choice, Table
from dashboard.contents.notices import quoted
from dashboard.language import _
from dashboard.markdown import markdown
from dashboard.text import marked

# More options than these are listed.
MOST_BUTTONS = 9


def url_choice(parameter: str, codes: tuple[str, ...]) -> str:
    """Return what a choice in the page's link stands at.

    Args:
        parameter: Its name in the link.
        codes: What it may be; the first is the default and is left out of the link.
    """
    key, seen = f"url_{parameter}", f"url_{parameter}_seen"
    state = st.session_state
    asked = st.query_params.get(parameter)
    known = asked in codes
    if asked is not None and not known:
        st.warning(
            markdown(
                marked(
                    _("The link asks for {what}, which does not exist here."),
                    what=(quoted(f"{parameter}={asked}"),),
                )
            ),
            icon=":material/link_off:",
        )
    # A link or the back button changes the URL; the control itself, only through `url_control`.
    if known and (asked != state.get(seen) or key not in state):
        state[key] = asked
    if state.get(key) not in codes:
        state[key] = codes[0]
    return str(state[key])


def url_control(choice: Choice) -> None:
    """Show a choice that `url_choice` reads, and write it into the page's link."""
    codes, words = [code for code, _word in choice.options], dict(choice.options)
    key = f"url_{choice.parameter}"
    if len(codes) > MOST_BUTTONS:
        st.selectbox(choice.label, codes, format_func=words.__getitem__, key=key)
    else:
        st.segmented_control(
            choice.label, codes, format_func=words.__getitem__, key=key, required=True
        )
    write_url(choice.parameter, st.session_state[key], codes[0])


def url_text(parameter: str) -> str:
    """Return what a text field in the page's link holds."""
    key, seen = f"url_{parameter}", f"url_{parameter}_seen"
    state = st.session_state
    asked = st.query_params.get(parameter)
    if asked is not None and (asked != state.get(seen) or key not in state):
        state[key] = asked
    return str(state.setdefault(key, ""))


def url_text_field(label: str, parameter: str, about: str) -> None:
    """Show a text field that `url_text` reads, and write it into the page's link.

    Args:
        label: What is asked.
        parameter: Name in the URL.
        about: How to use it.
    """
    key = f"url_{parameter}"
    st.text_input(label, key=key, help=about, max_chars=200)
    write_url(parameter, st.session_state[key], "")


def write_url(parameter: str, chosen: str, default: str) -> None:
    """Write a choice into the page's link; a default is left out."""
    if chosen != default:
        st.query_params[parameter] = chosen
    elif parameter in st.query_params:
        del st.query_params[parameter]
    st.session_state[f"url_{parameter}_seen"] = chosen


def taken(choice: Choice) -> str:
    """Return what a choice of rows stands at: a code, or "" for all."""
    if st.session_state.get(choice.parameter, "") not in dict(choice.options):
        st.session_state[choice.parameter] = ""
    return str(st.session_state[choice.parameter])


def row_control(choice: Choice) -> None:
    """Show a choice of rows, which `taken` reads."""
    words = {"": _("All"), **dict(choice.options)}
    st.selectbox(choice.label, list(words), format_func=words.__getitem__, key=choice.parameter)


def put(codes: Mapping[str, Any]) -> None:
    """Set choices, as a click on a chart does."""
    for parameter, code in codes.items():
        st.session_state[parameter] = code


def part_of(table: Table) -> pd.DataFrame:
    """Return the rows of a long table that are on screen, with a control for the others."""
    rows = table.rows
    last = max(1, -(-len(rows) // table.part)) if table.part else 1
    if not table.part or last == 1:
        return rows
    key = f"{table.key}_part"
    st.session_state[key] = min(st.session_state.get(key, 1), last)
    number = st.number_input(
        _("Part of the table (1 to {last}, {size} rows each)").format(last=last, size=table.part),
        1,
        last,
        key=key,
        width=260,
    )
    return rows.iloc[(number - 1) * table.part : number * table.part]
