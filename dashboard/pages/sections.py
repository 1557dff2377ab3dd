"""Sections that several pages share."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.captions import phrases as captions
from dashboard.catalog import Catalog, split_ids
from dashboard.charts import CHARTS
from dashboard.figures.style import Style
from dashboard.language import _, ngettext, number, told
from dashboard.measures.headline import headline, official_total, unpaired
from dashboard.pages import export_panel
from dashboard.pages.reader import Reader
from dashboard.selection import View
from dashboard.words import DIRECTIONS, KINDS, SECTORS, own_names, say, sentences

Clicked = Callable[[list[dict[str, Any]]], None]
# A date is not broken at its hyphens.
DATE, WHOLE = re.compile(r"\b\d{4}-\d\d(-\d\d)?\b"), r'<span class="whole">\g<0></span>'


def page_title(text: str, seen: bool = False) -> None:
    """Name the page: in the browser's tab, and as its first heading.

    Args:
        text: What the page is about.
        seen: Whether the heading is seen; else it is for screen readers, where the navigation
            already shows it and the charts need the room.
    """
    tab_title(text)
    if seen:
        st.title(text, anchor=False)
    else:
        st.html(f'<h1 class="unseen">{escape(text)}</h1>')


def tab_title(text: str) -> None:
    """Name the page in the browser's tab."""
    st.set_page_config(page_title=_("{page} – US–China subnational ties").format(page=text))


def figures(cells: list[tuple[str, str, str]]) -> None:
    """Show a row of figures.

    Args:
        cells: Label, figure and basis of each.
    """
    shown = "".join(
        f"<div><dt>{escape(label)}</dt>"
        f"<dd><strong>{escape(value)}</strong>{DATE.sub(WHOLE, escape(basis))}</dd></div>"
        for label, value, basis in cells
    )
    st.html(f'<dl class="figures">{shown}</dl>')


def headline_figures(reader: Reader) -> None:
    """Show what is identified here beside the official count, each with basis and date."""
    found = headline(reader.view)
    catalog = reader.catalog
    kind = captions.kind_of_pairing(reader.selection)
    total = official_total(reader.view)
    if total is None:
        official = (_("Official count"), "–", _("none known for this selection"))
    else:
        official = (
            _("Official count: {scope}").format(scope=total["scope"]),
            number(int(str(total["pairs"]))),
            _("by {authority}, {date}").format(
                authority=told(str(total["counted_by"])), date=total["date"]
            ),
        )
    figures(
        [
            (
                _("Identified here: {kind}").format(kind=kind),
                number(found.pairings),
                _("{n} of them state–province; data as of {date}").format(
                    n=found.state_province, date=catalog.as_of
                ),
            ),
            official,
            (
                _("Documented exchanges"),
                number(found.exchanges),
                _("through these pairings; {n} pairings have none documented").format(
                    n=number(found.silent)
                ),
            ),
            (
                _("States and provinces tied"),
                f"{found.states} · {found.provinces}",
                _("of {states} (with DC) and {provinces}").format(
                    states=len(catalog.states), provinces=len(catalog.provinces)
                ),
            ),
        ]
    )


def chart(
    name: str,
    figure: go.Figure,
    alt: str,
    style: Style,
    on_click: Clicked | None = None,
    view: View | None = None,
    export: str | None = None,
) -> None:
    """Show a chart.

    Args:
        name: Key of the chart; also names its camera file, unless `export` does.
        figure: The chart.
        alt: Alternative text, made from the data shown.
        style: What the chart was drawn for.
        on_click: What to do with the points that a reader clicked.
        view: What the chart shows; with it comes the export panel.
        export: Name of the chart in `CHARTS`, where `name` is not it.
    """
    # A handled click starts a new element, so that the same point can be clicked again.
    count = st.session_state.setdefault(f"clicks_{name}", 0)
    key = f"{name}_{count}"

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and on_click:
            st.session_state[f"clicks_{name}"] += 1
            on_click(points)

    with st.container(key=f"chart_{name}"):
        st.plotly_chart(
            figure,
            key=key,
            theme=None,
            # A chart of a fixed width is magnified: what the page measures is not its own size.
            width="content" if style.width else "stretch",
            alt=alt,
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
                    "filename": f"us-china-ties_{export or name}",
                },
            },
        )

    if view is not None:
        export_panel.show(CHARTS[export or name], view, style, key=name)


def left_out(reader: Reader) -> None:
    """Say what the selection leaves out of the counts, so that nothing vanishes silently."""
    view = reader.view
    found = headline(view)
    said = []
    if len(view.faint):
        said.append(captions.faint(view))
    if found.exchanges_undated:
        said.append(
            ngettext(
                "{n} exchange of unknown year is left out while years are narrowed.",
                "{n} exchanges of unknown year are left out while years are narrowed.",
                found.exchanges_undated,
            ).format(n=found.exchanges_undated)
        )
    if not reader.selection.all_years and found.year_unknown:
        said.append(
            ngettext(
                "{n} pairing of unknown year counts as in force.",
                "{n} pairings of unknown year count as in force.",
                found.year_unknown,
            ).format(n=found.year_unknown)
        )
    if found.exchanges_planned:
        said.append(
            ngettext(
                "{n} exchange that was only announced is not counted.",
                "{n} exchanges that were only announced are not counted.",
                found.exchanges_planned,
            ).format(n=found.exchanges_planned)
        )
    apart = unpaired(view)
    if apart:
        said.append(
            ngettext(
                "{n} more exchange is documented between places that are not paired: see the "
                "[page of a place](/place) or [all exchanges](/methods?section=browse&table="
                "exchanges).",
                "{n} more exchanges are documented between places that are not paired: see the "
                "[page of a place](/place) or [all exchanges](/methods?section=browse&table="
                "exchanges).",
                apart,
            ).format(n=number(apart))
        )
    if said:
        st.caption(sentences(*said))


def source_list(catalog: Catalog, source_ids: list[str]) -> None:
    """List sources with publisher, title, date and link."""
    known = catalog.sources.set_index("source_id")
    lines = []
    for source_id in source_ids:
        row = known.loc[source_id]
        title = row["title"].replace("[", "\\[").replace("]", "\\]")
        title = f"[{title}]({row['url']})" if pd.notna(row["url"]) else title
        date = f", {row['date']}" if pd.notna(row["date"]) else ""
        lines.append(f"- {row['publisher']}: {title}{date}")
    st.markdown("\n".join(lines))


def exchange_table(catalog: Catalog, exchanges: pd.DataFrame, key: str) -> None:
    """Show exchanges as a sortable table with their first source.

    Args:
        catalog: All tables.
        exchanges: Rows of the catalog's exchanges.
        key: Key of the element.
    """
    sources = catalog.sources.set_index("source_id")
    first = exchanges["source_ids"].map(lambda ids: split_ids(ids)[0])
    when = exchanges["date"].fillna(exchanges["year"].astype("str").replace("<NA>", ""))
    shown = pd.DataFrame(
        {
            "date": when,
            "us": own_names(exchanges, "us_name"),
            "cn": own_names(exchanges, "cn_name"),
            "summary": exchanges["summary"].map(told),
            "sector": exchanges["sector"].map(lambda code: say(SECTORS, code)).astype("category"),
            "kind": exchanges["kind"].map(lambda code: say(KINDS, code)).astype("category"),
            "direction": exchanges["direction"]
            .map(lambda code: say(DIRECTIONS, code))
            .astype("category"),
            "people": exchanges["participants"],
            "source": first.map(sources["publisher"]),
            "url": first.map(sources["url"]),
        }
    ).sort_values("date", ascending=False)
    column = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        key=key,
        height=min(460, 38 + 35 * max(1, len(shown))),
        placeholder="",
        alt=_("Documented exchanges, one a row, with the source of each"),
        column_config={
            "date": column.TextColumn(_("Date"), help=_("Empty when no source says")),
            "us": column.TextColumn(_("US place")),
            "cn": column.TextColumn(_("Chinese place")),
            "summary": column.TextColumn(_("What happened"), width="large"),
            "sector": column.TextColumn(_("Sector")),
            "kind": column.TextColumn(_("Kind")),
            "direction": column.TextColumn(_("Direction")),
            "people": column.NumberColumn(_("Participants")),
            "source": column.TextColumn(_("Source")),
            "url": column.LinkColumn(_("Link"), display_text=_("open")),
        },
    )
