"""Data and methods: tables are searched, filtered and taken away; a row tells its sources."""

from __future__ import annotations

import streamlit as st

from dashboard import tables
from dashboard.catalog import Catalog, split_ids
from dashboard.contents import methods
from dashboard.contents.blocks import Section, Table
from dashboard.contents.methods import SECTIONS, Browsed, browsed_rows, table_choice
from dashboard.contents.sources import sources
from dashboard.export.tables import to_csv
from dashboard.language import _, number
from dashboard.pages.controls import url_choice, url_control, url_text, url_text_field
from dashboard.pages.reader import Reader, said
from dashboard.pages.show import Stage, grid, tab_title


def show(reader: Reader) -> None:
    """Show the page."""
    reader = reader.unfiltered
    section = url_choice("section", tuple(SECTIONS))
    browsed = Browsed()
    if section in ("browse", "dictionary"):
        browsed = Browsed(url_choice("table", tables.names(reader.catalog)))
    if section == "browse":
        browsed = _searched(reader.catalog, browsed.table)
    stage = Stage(reader)
    page = said(methods.page, reader, section, browsed)
    tab_title(page.title)
    for part in page.sections:
        if part.name == "browse":
            _browse(reader, stage, part, browsed)
        else:
            stage.section(part)


def _searched(catalog: Catalog, table: str) -> Browsed:
    """Return which rows the controls ask for."""
    only = (
        (column, tuple(st.session_state.get(_only_key(table, column), ())))
        for column in tables.closed_lists(catalog, table)
    )
    return Browsed(table, url_text("find"), tuple(one for one in only if one[1]))


def _only_key(table: str, column: str) -> str:
    return f"browse_{table}_{column}"


def _search(catalog: Catalog, browsed: Browsed) -> None:
    """Show what narrows the rows."""
    choose, search = st.columns(2)
    with choose:
        url_control(table_choice(catalog, browsed.table))
    with search:
        url_text_field(
            _("Find"),
            "find",
            _(
                "Rows that hold every word, in any column. `column:value` asks for a value of a "
                "column, several separated by |: `sector:education|health year:2015`."
            ),
        )
    lists = tables.closed_lists(catalog, browsed.table)
    if not lists:
        return
    for place, (column, options) in zip(st.columns(len(lists)), lists.items(), strict=True):
        with place:
            key = _only_key(browsed.table, column)
            st.multiselect(column, options, key=key, placeholder=_("All"))


def _browse(reader: Reader, stage: Stage, section: Section, browsed: Browsed) -> None:
    """Show the rows, those on screen as a grid and all of them as a file; one tells its sources."""
    catalog = reader.catalog
    _search(catalog, browsed)
    rows = browsed_rows(catalog, browsed)
    chosen = rows.head(0)
    for block in section.blocks:
        if isinstance(block, Table):
            chosen = grid(block, choose=True)
        else:
            stage.show(block)
    if "source_ids" in rows.columns:
        if chosen.empty:
            st.caption(_("Choose a row to see its sources here."))
        else:
            st.markdown(_("**Sources of this row**"))
            stage.show(sources(catalog, split_ids(str(chosen.iloc[0]["source_ids"]))))
    st.download_button(
        _("Download these {n} rows (CSV)").format(n=number(len(rows))),
        data=lambda: to_csv(rows),
        file_name=f"us-china-ties_{browsed.table}_{catalog.as_of}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="browse_download",
    )
