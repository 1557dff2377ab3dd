"""Parts that the exploring pages share: cached figures, long tables in pages, short notes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any, TypeVar

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import widgets
from dashboard.catalog import Catalog, split_ids
from dashboard.figures.style import Style
from dashboard.language import _, active
from dashboard.pages.reader import CHARTS_KEPT, Reader, view_of
from dashboard.selection import Selection

ROWS = 50
KEPT = 512
T = TypeVar("T")


@lru_cache(maxsize=CHARTS_KEPT)
def _drawn(
    draw: Callable[..., go.Figure],
    catalog: Catalog,
    selection: Selection,
    style: Style,
    options: tuple[Hashable, ...],
) -> go.Figure:
    return draw(view_of(catalog, selection), style, *options)


def drawn(draw: Callable[..., go.Figure], reader: Reader, *options: Hashable) -> go.Figure:
    """Return a figure of the reader's selection, drawn once.

    Args:
        draw: Takes a view, a style and the options.
        reader: Who reads.
        options: What else the figure depends on.
    """
    return _drawn(draw, reader.catalog, reader.selection, reader.style, options)


@lru_cache(maxsize=KEPT)
def _counted(
    measure: Callable[..., Any],
    catalog: Catalog,
    selection: Selection,
    options: tuple[Hashable, ...],
) -> Any:
    return measure(view_of(catalog, selection), *options)


def counted(measure: Callable[..., T], reader: Reader, *options: Hashable) -> T:
    """Return a table, a sentence or another measure of the reader's selection, made once.

    Args:
        measure: Takes a view and the options.
        reader: Who reads.
        options: What else the measure depends on.
    """
    found: T = _counted(measure, reader.catalog, reader.selection, options)
    return found


@lru_cache(maxsize=KEPT)
def _of_catalog(measure: Callable[[Catalog], Any], catalog: Catalog, language: str) -> Any:
    return measure(catalog)


def of_catalog(measure: Callable[[Catalog], T], catalog: Catalog) -> T:
    """Return a table or text of all of the data, made once a language."""
    found: T = _of_catalog(measure, catalog, active())
    return found


def unfiltered(reader: Reader) -> Reader:
    """Return the reader with all filters at their defaults, for charts of all of the data."""
    return replace(reader, selection=Selection(language=reader.selection.language))


def paged(frame: pd.DataFrame, key: str, size: int = ROWS) -> pd.DataFrame:
    """Return the part of a long table that is on screen, with a control for the others.

    Args:
        frame: All rows, in the order shown.
        key: Key of the control.
        size: Rows at a time.
    """
    last = max(1, -(-len(frame) // size))
    if last == 1:
        return frame
    st.session_state[key] = min(st.session_state.get(key, 1), last)
    number = st.number_input(
        _("Part of the table (1 to {last}, {size} rows each)").format(last=last, size=size),
        1,
        last,
        key=key,
        width=260,
    )
    return frame.iloc[(number - 1) * size : number * size]


def choice(label: str, options: list[str], key: str, show: Callable[[str], str]) -> str:
    """Show a choice of one code or all, kept while the code exists.

    Args:
        label: What is chosen.
        options: The codes.
        key: Key of the control.
        show: Gives the word for a code.

    Returns:
        The code; "" for all.
    """
    if st.session_state.get(key, "") not in options:
        st.session_state[key] = ""
    return str(
        st.selectbox(
            label,
            ["", *options],
            format_func=lambda code: show(code) if code else _("All"),
            key=key,
        )
    )


def put_choice(**codes: Any) -> None:
    """Set controls made by `choice`, as a click on a chart does."""
    for key, code in codes.items():
        st.session_state[key] = code


def _sources(catalog: Catalog) -> dict[str, dict[str, Any]]:
    table = catalog.sources.set_index("source_id", drop=False)
    return {
        str(key): {str(name): cell for name, cell in row.items()}
        for key, row in table.to_dict("index").items()
    }


def source_links(catalog: Catalog, source_ids: str) -> str:
    """Write the sources of a cell as HTML, each with its link where it has one.

    Args:
        catalog: All tables.
        source_ids: The cell, identifiers separated by semicolons.
    """
    known = of_catalog(_sources, catalog)
    said = []
    for source_id in split_ids(source_ids):
        row = known[source_id]
        title = escape(
            ", ".join(str(row[c]) for c in ("publisher", "title", "date") if pd.notna(row[c]))
        )
        if pd.notna(row["url"]):
            title = f'<a href="{escape(str(row["url"]))}" target="_blank">{title}</a>'
        said.append(title)
    return "; ".join(said)


def url_choice(
    label: str,
    parameter: str,
    options: tuple[str, ...],
    show: Callable[[str], str],
    listed: bool = False,
) -> str:
    """Show a choice that stands in the URL, as a parameter of the page's own.

    Args:
        label: What is chosen.
        parameter: Name in the URL.
        options: The codes; the first is the default and is left out of the URL.
        show: Gives the word for a code.
        listed: As a list to open, for many options.

    Returns:
        The code chosen.
    """
    key = _follow_url(parameter, options)
    chosen: str | None
    if listed:
        chosen = st.selectbox(label, options, format_func=show, key=key)
    else:
        chosen = st.segmented_control(label, options, format_func=show, key=key, required=True)
    return _to_url(parameter, str(chosen), options[0])


def url_text(label: str, parameter: str, about: str) -> str:
    """Show a text field that stands in the URL, as a parameter of the page's own.

    Args:
        label: What is asked.
        parameter: Name in the URL.
        about: How to use it.
    """
    key = _follow_url(parameter, None)
    text = st.text_input(label, key=key, help=about, max_chars=200)
    return _to_url(parameter, str(text), "")


def _follow_url(parameter: str, options: tuple[str, ...] | None) -> str:
    """Bring a control in line with the URL when it is the URL that changed; return its key."""
    key, seen = f"url_{parameter}", f"url_{parameter}_seen"
    state = st.session_state
    asked = st.query_params.get(parameter)
    known = asked is not None and (options is None or asked in options)
    if asked is not None and not known:
        st.warning(
            _("The link asks for {what}, which does not exist here.").format(
                what=widgets.quoted(f"{parameter}={asked}")
            ),
            icon=":material/link_off:",
        )
    # A link or the back button changes the URL; the control itself, only through `_to_url`.
    if known and (asked != state.get(seen) or key not in state):
        state[key] = asked
    if key not in state or (options is not None and state[key] not in options):
        state[key] = options[0] if options else ""
    return key


def _to_url(parameter: str, chosen: str, default: str) -> str:
    if chosen != default:
        st.query_params[parameter] = chosen
    elif parameter in st.query_params:
        del st.query_params[parameter]
    st.session_state[f"url_{parameter}_seen"] = chosen
    return chosen
