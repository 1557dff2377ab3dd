"""Network: which states and provinces are tied, how far each reaches, and who is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import widgets
from dashboard.captions import network as words
from dashboard.charts import CHARTS
from dashboard.charts.network import network_chart, without_places
from dashboard.figures import network as figure
from dashboard.language import _, number, told
from dashboard.measures.network import (
    ORDERS,
    alike_without_tie,
    attribute_sources,
    reach,
    shown_matrix,
)
from dashboard.pages.parts import counted, drawn, of_catalog, paged, source_links, url_choice
from dashboard.pages.reader import Reader
from dashboard.pages.sections import chart, headline_figures, left_out, page_title
from dashboard.words import unit_names

PROPOSAL = "teets-coal-proposal"


def show(reader: Reader) -> None:
    """Show the page."""
    page_title(_("Network"))
    headline_figures(reader)
    order = url_choice(_("Order of states and provinces"), "order", ORDERS, words.order_name)
    chart(
        "network",
        drawn(figure.draw, reader, order),
        counted(words.matrix_alt, reader),
        reader.style,
        on_click=lambda points: _clicked(reader, points),
        view=reader.view,
        export=network_chart(order),
    )
    st.caption(
        _(
            "Click a cell to filter to its state and province; the sidebar does the same from the "
            "keyboard, and all its filters act here. {gaps}"
        ).format(gaps=counted(words.gaps, reader))
    )
    if reader.view.is_empty:
        widgets.nothing_found()
    else:
        if CHARTS["flows"].ready(reader.view):
            chart(
                "flows",
                drawn(figure.draw_flows, reader),
                counted(words.flow_alt, reader, figure.NAMED_WIDE),
                reader.style,
                view=reader.view,
            )
        _reach(reader)
    _alike(reader)
    left_out(reader)
    if not reader.view.is_empty:
        st.header(_("The pairings behind the charts"), anchor=False)
        exchanges = reader.view.pairings["pairing_id"].map(reader.view.counts)
        ordered = reader.view.pairings.assign(exchanges=exchanges).sort_values(
            ["exchanges", "us_name"], ascending=[False, True]
        )
        widgets.pairing_table(
            paged(ordered, "network_part"), reader.view.counts, key="network_table"
        )


def _reach(reader: Reader) -> None:
    """Show degree and reach of each state or province."""
    st.header(_("Degree and reach"), anchor=False)
    side = st.segmented_control(
        _("Reach of"),
        ("us", "cn"),
        format_func=lambda side: _("Chinese provinces") if side == "cn" else _("US states"),
        key="network_side",
        default="us",
        required=True,
    )
    chinese = side == "cn"
    table = counted(reach, reader, chinese)
    names = unit_names(reader.catalog)
    units = reader.catalog.provinces if chinese else reader.catalog.states
    places = units.set_index("iso_3166_2" if chinese else "postal")["place_id"]
    shown = pd.DataFrame(
        {
            "unit": table["code"].map(names),
            "pairings": table["pairings"],
            "places": table["places"],
            "partners": table["partners"],
            "share": (100 * table["share"]).round(),
            "main": table["main"].map(names),
            "exchanges": table["exchanges"],
            "first": table["first"],
            "rows": (
                "/network?province=" + table["code"].str.removeprefix("CN-")
                if chinese
                else "/network?state=" + table["code"]
            ),
            "profile": "/place?place=" + table["code"].map(places),
        }
    )
    column = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        key=f"network_reach_{side}",
        height=390,
        alt=_("Pairings and partners of each unit, one a row; those without a pairing last"),
        column_config={
            "unit": column.TextColumn(_("Province") if chinese else _("State"), pinned=True),
            "pairings": column.NumberColumn(_("Pairings"), help=_("Degree")),
            "places": column.NumberColumn(_("Places"), help=_("Places in it with a pairing")),
            "partners": column.NumberColumn(
                _("States reached") if chinese else _("Provinces reached"), help=_("Reach")
            ),
            "share": column.ProgressColumn(
                _("Share of all"), min_value=0, max_value=100, format="%d%%"
            ),
            "main": column.TextColumn(_("Most with"), help=_("The first of them, if several")),
            "exchanges": column.NumberColumn(_("Exchanges")),
            "first": column.NumberColumn(
                _("Since"), format="%d", help=_("Earliest known year of a pairing")
            ),
            "rows": column.LinkColumn(_("Rows"), display_text=_("pairings")),
            "profile": column.LinkColumn(_("Profile"), display_text=_("open")),
        },
    )


def _alike(reader: Reader) -> None:
    """Show places that share a sourced attribute, and which of them have no tie."""
    st.header(_("Places alike without a tie: coal"), anchor=False)
    catalog = reader.catalog
    known = catalog.findings[catalog.findings["finding_id"] == PROPOSAL]
    for row in known.to_dict("records"):
        st.markdown(
            _("{study}: {statement} Source: {source}").format(
                study=told(row["study"]),
                statement=told(row["statement"]),
                source=source_links(catalog, row["source_ids"]),
            ),
            unsafe_allow_html=True,
        )
    everywhere = replace(reader, selection=without_places(reader.selection))
    chart(
        "alike",
        drawn(figure.draw_alike, everywhere),
        counted(words.alike_alt, everywhere),
        reader.style,
        on_click=lambda points: _clicked(reader, points),
        view=everywhere.view,
    )
    st.caption(
        _(
            "Which states and provinces lead in coal is an attribute of the data, by: {sources}. "
            "The filters by state, province and place do not act on this chart; the others do."
        ).format(sources=source_links(catalog, ";".join(of_catalog(attribute_sources, catalog)))),
        unsafe_allow_html=True,
    )
    _untied_table(everywhere)


def _untied_table(reader: Reader) -> None:
    """List the untied combinations with what each side has instead."""
    names = unit_names(reader.catalog)
    table = counted(alike_without_tie, reader)
    missing = table[table["pairings"] == 0]
    degrees = {
        chinese: counted(reach, reader, chinese).set_index("code")["pairings"]
        for chinese in (False, True)
    }
    shown = pd.DataFrame(
        {
            "state": missing["state"].map(names),
            "province": missing["province"].map(names),
            "state_pairings": missing["state"].map(degrees[False]),
            "province_pairings": missing["province"].map(degrees[True]),
            "state_rows": "/network?state=" + missing["state"],
            "province_rows": "/network?province=" + missing["province"].str.removeprefix("CN-"),
        }
    )
    column = st.column_config
    with st.expander(_("The {n} combinations without a tie").format(n=number(len(missing)))):
        st.dataframe(
            shown,
            hide_index=True,
            key="network_alike",
            alt=_("Coal-producing states and provinces without a pairing, one combination a row"),
            column_config={
                "state": column.TextColumn(_("State")),
                "province": column.TextColumn(_("Province")),
                "state_pairings": column.NumberColumn(_("Pairings of the state")),
                "province_pairings": column.NumberColumn(_("Pairings of the province")),
                "state_rows": column.LinkColumn(_("Rows"), display_text=_("state")),
                "province_rows": column.LinkColumn(_("Rows"), display_text=_("province")),
            },
        )


def _clicked(reader: Reader, points: list[dict[str, Any]]) -> None:
    """Filter to the state (or region's states) and the province of a cell."""
    us, _bar, province = str(points[0].get("customdata")).partition("|")
    if not province:
        return
    table = reader.catalog.states
    states = tuple(sorted(table.loc[table["region"] == us, "postal"])) or (us,)
    only = shown_matrix(reader.view).columns
    widgets.change(
        states=tuple(code for code in states if code in only) or states, provinces=(province,)
    )
