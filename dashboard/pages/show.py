"""Blocks in Streamlit: how each kind of block looks, and where a page answers clicks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import singledispatchmethod
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cite, widgets
from dashboard.contents.blocks import (
    Bullets,
    ChartShown,
    Choice,
    Cite,
    Column,
    Events,
    Figures,
    Finding,
    Findings,
    Fold,
    Heading,
    Page,
    Paragraph,
    Section,
    Sources,
    Table,
)
from dashboard.language import _
from dashboard.markdown import escaped, markdown
from dashboard.pages import export_panel
from dashboard.pages.controls import part_of, url_control
from dashboard.pages.reader import Reader, chart_of, drawn, site
from dashboard.text import Link, Text, marked, plain

Clicked = Callable[[list[dict[str, Any]]], None]
# A date is not broken at its hyphens.
DATE, WHOLE = re.compile(r"\b\d{4}-\d\d(-\d\d)?\b"), r'<span class="whole">\g<0></span>'
# Heights of a grid, px.
TALLEST, HEADER, ROW = 460, 38, 35
FOLD_ICONS = {"cite": ":material/format_quote:", "context": ":material/history:"}


@dataclass(frozen=True)
class Stage:
    """Where blocks are shown to a reader.

    Attributes:
        reader: Who reads.
        clicks: What to do with the points that a reader clicked, by the chart's key.
        controls: Shows a choice, by its parameter; the others stand in the page's link.
        before: Shows what a page holds before a section that is not empty, by the section's name.
    """

    reader: Reader
    clicks: Mapping[str, Clicked] = field(default_factory=dict)
    controls: Mapping[str, Callable[[Choice], None]] = field(default_factory=dict)
    before: Mapping[str, Callable[[], None]] = field(default_factory=dict)

    def page(self, page: Page) -> None:
        """Show a page."""
        tab_title(page.title)
        for section in page.sections:
            self.section(section)

    def section(self, section: Section) -> None:
        """Show one section of a page."""
        if section.blocks and section.name in self.before:
            self.before[section.name]()
        for block in section.blocks:
            self.show(block)

    @singledispatchmethod
    def show(self, block: object) -> None:
        """Show one block."""
        raise TypeError(f"There is no way to show {block!r}")

    @show.register
    def _heading(self, block: Heading) -> None:
        if not block.seen:
            st.html(f'<h{block.level} class="unseen">{escape(block.text)}</h{block.level}>')
        elif block.level == 1:
            st.title(escaped(block.text), anchor=False)
        else:
            st.header(escaped(block.text), anchor=False)

    @show.register
    def _figures(self, block: Figures) -> None:
        shown = "".join(
            f"<div><dt>{escape(one.label)}</dt><dd><strong>{escape(one.value)}</strong>"
            f"{DATE.sub(WHOLE, escape(one.basis))}</dd></div>"
            for one in block.figures
        )
        st.html(f'<dl class="figures">{shown}</dl>')

    @show.register
    def _paragraph(self, block: Paragraph) -> None:
        written = markdown(block.text)
        if block.role == "note":
            st.caption(written)
        elif block.role == "warning":
            st.warning(written, icon=":material/link_off:")
        elif block.role == "nothing":
            st.info(written, icon=":material/search_off:")
            st.button(
                _("Reset all filters"), on_click=widgets.reset, key="reset_empty", type="primary"
            )
        else:
            st.markdown(written)

    @show.register
    def _bullets(self, block: Bullets) -> None:
        st.markdown("\n".join(f"- {markdown(item)}" for item in block.items))

    @show.register
    def _chart(self, block: ChartShown) -> None:
        chart(self.reader, block, self.clicks.get(block.key))

    @show.register
    def _table(self, block: Table) -> None:
        if block.whole:
            _whole_table(block)
        else:
            grid(block)

    @show.register
    def _events(self, block: Events) -> None:
        # The sentence is a line of a list.
        sentence = _("- {date}: **{title}**. {text}").removeprefix("- ")
        lines = [
            markdown(marked(sentence, date=one.date, title=one.title, text=one.text))
            for one in block.events
        ]
        st.markdown("\n".join(f"- {line}" for line in lines))

    @show.register
    def _sources(self, block: Sources) -> None:
        lines = []
        for one in block.sources:
            title: Text = (Link(one.title, one.url),) if one.url else (one.title,)
            when = f", {one.date}" if one.date else ""
            lines.append(f"- {markdown((f'{one.publisher}: ', *title, when))}")
        st.markdown("\n".join(lines))

    @show.register
    def _findings(self, block: Findings) -> None:
        st.html(f'<dl class="findings">{"".join(map(_finding, block.findings))}</dl>')

    @show.register
    def _choice(self, block: Choice) -> None:
        self.controls.get(block.parameter, url_control)(block)

    @show.register
    def _cite(self, block: Cite) -> None:
        catalog, today = self.reader.catalog, date.today()
        if block.pairing:
            cited = cite.of_pairing(catalog, block.pairing, site(), today)
        else:
            cited = cite.of_data(catalog, site(), today)
        export_panel.citation(cited, key=f"cite_{'pairing' if block.pairing else 'data'}")

    @show.register
    def _fold(self, block: Fold) -> None:
        with st.expander(block.label, icon=FOLD_ICONS.get(block.name)):
            for one in block.blocks:
                self.show(one)


def tab_title(text: str) -> None:
    """Name the page in the browser's tab."""
    st.set_page_config(page_title=_("{page} – US–China subnational ties").format(page=text))


def chart(reader: Reader, block: ChartShown, on_click: Clicked | None = None) -> None:
    """Show a chart.

    Args:
        reader: Who reads.
        block: Which chart of what, and where on the page.
        on_click: What to do with the points that a reader clicked.
    """
    shown, style = chart_of(reader.catalog, block.selection, block.name), reader.style
    # A handled click starts a new element, so that the same point can be clicked again.
    count = st.session_state.setdefault(f"clicks_{block.key}", 0)
    key = f"{block.key}_{count}"

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and on_click:
            st.session_state[f"clicks_{block.key}"] += 1
            on_click(points)

    with st.container(key=f"chart_{block.key}"):
        st.plotly_chart(
            drawn(shown, style),
            key=key,
            theme=None,
            # A chart of a fixed width is magnified: what the page measures is not its own size.
            width="content" if style.width else "stretch",
            alt=shown.alt,
            on_select=clicked if on_click else "ignore",
            selection_mode="points",
            config={
                "displaylogo": False,
                # On a phone the bar never hides, and would cover the title.
                "displayModeBar": False if style.narrow else "hover",
                "scrollZoom": False,
                "modeBarButtons": [["toImage", "zoomIn2d", "zoomOut2d", "resetScale2d"]],
                "toImageButtonOptions": {
                    "format": "svg",
                    "filename": f"us-china-ties_{shown.name}",
                },
            },
        )
    if block.files:
        export_panel.show(shown, style, key=block.key)


def _whole_table(table: Table) -> None:
    """Show a few rows whose cells show all of their text."""
    names = {column.name: column.label for column in table.columns}
    rows = table.rows[list(names)].rename(columns=names)
    rows = rows.map(lambda cell: escaped(cell) if isinstance(cell, str) else cell)
    head = table.columns[0]
    if head.pinned:
        st.table(rows.set_index(head.label), border="horizontal", width="content")
    else:
        st.table(rows, border="horizontal", hide_index=True)


def grid(table: Table, choose: bool = False) -> pd.DataFrame:
    """Show rows in a grid that sorts and scrolls, a part at a time where there are many.

    Args:
        table: The table.
        choose: Whether a reader may choose a row.

    Returns:
        The row that the reader chose, or none.
    """
    rows = part_of(table)
    settings: dict[str, Any] = {"key": table.key}
    if choose:
        # Other rows are another grid: a row chosen before must not stay chosen.
        settings["key"] += f"_{hash(tuple(rows.index))}"
        settings |= {"on_select": "rerun", "selection_mode": "single-row"}
    event = st.dataframe(
        rows,
        hide_index=True,
        height=min(TALLEST, HEADER + ROW * max(1, len(rows))),
        placeholder="",
        alt=table.about,
        column_config={column.name: _column(column) for column in table.columns},
        **settings,
    )
    return rows.iloc[event["selection"]["rows"]] if choose else rows.head(0)


def _column(column: Column) -> Any:
    """Return how Streamlit shows a column."""
    kinds = st.column_config
    said: dict[str, Any] = {"label": column.label, "help": column.help or None}
    if column.pinned:
        said["pinned"] = True
    if column.wide:
        said["width"] = "large"
    if column.kind == "link":
        return kinds.LinkColumn(**said, display_text=column.word or None)
    if column.kind == "share":
        return kinds.ProgressColumn(**said, min_value=0, max_value=100, format="%d%%")
    if column.kind == "text":
        return kinds.TextColumn(**said)
    if column.kind == "flag":
        return kinds.CheckboxColumn(**said)
    form = {"year": "%d", "grouped": "localized"}.get(column.kind)
    return kinds.NumberColumn(**said, format=form)


def _finding(one: Finding) -> str:
    """Write a finding as HTML."""
    beside = "<br>".join(map(escape, one.beside))
    if not one.is_known:
        beside = f"<small>{beside}</small>"
    if one.rows:
        beside += f' <a href="{escape(one.rows)}" target="_blank">{escape(_("Rows"))}</a>'
    return (
        f"<div><dt>{escape(one.statement)}<small>{escape(one.about)}<br>"
        f"{escape(_('Source'))}: {_html(one.sources)}</small></dt><dd>{beside}</dd></div>"
    )


def _html(written: Text) -> str:
    return "".join(
        f'<a href="{escape(run.address)}" target="_blank">{escape(run.text)}</a>'
        if isinstance(run, Link)
        else escape(plain((run,)))
        for run in written
    )
