"""One chart for another site's page: no navigation, no filters, its words and source line."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.catalog import Catalog
from dashboard.charts import CHARTS, NAMES
from dashboard.cite import permalink
from dashboard.contents.blocks import ChartShown, Heading, Page, Paragraph, Section
from dashboard.language import _, active
from dashboard.pages.reader import Reader, chart_of, site, style_of_screen
from dashboard.pages.show import Stage
from dashboard.selection import QUERY_KEYS, Vocabulary, from_query
from dashboard.text import marked

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
    style = style_of_screen()
    if st.query_params.get("size") == "column":
        style = replace(style, narrow=True)
    stage = Stage(Reader(catalog, selection, style))
    name = _wanted(page)
    shown = None if name is None else chart_of(catalog, selection, name)
    if shown is None or not shown.is_ready or notices:
        st.error(_("This embedded chart's address is not understood."), icon=":material/link_off:")
    if shown is None or not shown.is_ready:
        title = _("Embedded chart")
        stage.page(Page(title, (Section("head", (Heading(title, 1, seen=False),)),)))
        return
    link = permalink(site(), shown.kind.page, shown.view.selection, shown.parameters)
    explore = marked(_("[Explore this chart and its sources]({link})"), link=link)
    title = shown.frame.title
    blocks = (
        Heading(title, 1, seen=False),
        ChartShown(shown.name, selection, shown.name, files=False),
        Paragraph(explore, "note"),
    )
    stage.page(Page(title, (Section("chart", blocks),)))


def _wanted(page: str) -> str | None:
    """Return the name of the chart that the URL asks for, or of the page's first."""
    name = st.query_params.get(PARAMETER)
    if name is not None:
        return name if name in NAMES else None
    return next((one.name for one in CHARTS.values() if one.page == page), None)
