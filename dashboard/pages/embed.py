"""One chart for another site's page: no navigation, no filters, its words and source line."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.catalog import Catalog
from dashboard.charts import CHARTS, Chart
from dashboard.cite import permalink
from dashboard.language import _, active
from dashboard.pages.reader import figure_of, site, style_of_screen, view_of
from dashboard.pages.sections import chart, page_title
from dashboard.selection import QUERY_KEYS, Vocabulary, from_query

PARAMETER = "chart"
# The frame has its own edge.
LOOK = "<style>.stMainBlockContainer { padding: 0.25rem 0.5rem; }</style>"


def show(catalog: Catalog, page: str) -> None:
    """Show the chart that the URL asks for.

    Args:
        catalog: All tables.
        page: URL path of the page; its first chart is shown when the URL names none.
    """
    st.html(LOOK)
    query = {key: st.query_params.get_all(key) for key in QUERY_KEYS if key in st.query_params}
    selection, notices = from_query(query, Vocabulary.of(catalog))
    selection = replace(selection, language=active())
    shown = _wanted(page)
    view = view_of(catalog, selection)
    if shown is not None:
        view = shown.scope(view)
        shown = shown if shown.ready(view) else None
    if shown is None or notices:
        st.error(_("This embedded chart's address is not understood."), icon=":material/link_off:")
    if shown is None:
        page_title(_("Embedded chart"))
        return
    style = style_of_screen()
    if st.query_params.get("size") == "column":
        style = replace(style, narrow=True)
    figure = figure_of(catalog, view.selection, style, shown.name)
    page_title(shown.frame(view).title)
    chart(shown.name, figure, shown.alt(view), style)
    link = permalink(site(), shown.page, view.selection, shown.parameters)
    st.caption(_("[Explore this chart and its sources]({link})").format(link=link))


def _wanted(page: str) -> Chart | None:
    name = st.query_params.get(PARAMETER)
    if name is not None:
        return CHARTS.get(name)
    return next((one for one in CHARTS.values() if one.page == page), None)
