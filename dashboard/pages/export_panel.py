"""The export panel beside a chart: files on click, citation, link, embedding.

Nothing is made before the reader asks: the panel's contents run when it is opened, and each file
is made when its button is clicked, in a thread of its own.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboard import cite, language
from dashboard.charts import ChartView
from dashboard.cite import Citation
from dashboard.export.files import KINDS, Order, file_name, make
from dashboard.export.images import PRESS, has_browser, help_without_browser
from dashboard.export.sizes import SIZES
from dashboard.figures.style import Style
from dashboard.language import _
from dashboard.pages.reader import site
from dashboard.selection import to_query
from dashboard.words import N_

IMAGES = ("svg", "png", "print", "pdf", "transparent", "html")
DATA = tuple(name for name in KINDS if name not in IMAGES)
FORMATS = {
    "chicago": (N_("Text (Chicago)"), "txt", cite.chicago),
    "bibtex": (N_("BibTeX"), "bib", cite.bibtex),
    "ris": (N_("RIS"), "ris", cite.ris),
    "csl": (N_("CSL-JSON"), "json", cite.csl_json),
}
# Below the chart: the link back, or the fold with the numbers.
EMBED_MARGIN = 60


@st.fragment
def show(chart: ChartView, style: Style, key: str) -> None:
    """Show the panel of a chart, closed.

    Args:
        chart: The chart and what it shows.
        style: What it was drawn for on screen.
        key: Key of the panel, unique on its page.
    """
    # A fragment runs again without the page, which knows the reader's language.
    language.activate(chart.view.selection.language)
    panel = st.expander(
        _("Export, cite, share"),
        key=f"export_{key}",
        icon=":material/ios_share:",
        on_change="rerun",
    )
    if not panel.open:
        return
    order = Order(chart, site(), dark=style.dark)
    with panel:
        image, data, cited, shared = st.tabs(
            [_("Image"), _("Data"), _("Cite"), _("Share and embed")]
        )
        with image:
            _images(order, key)
        with data:
            _files(order, DATA, key)
            st.caption(
                _(
                    "CSV opens in Excel as it is. A text that a spreadsheet would run as a formula "
                    "carries an apostrophe. The metadata define every column."
                )
            )
        with cited:
            _citations(order, key)
        with shared:
            _share(order, key)


def citation(cited: Citation, key: str) -> None:
    """Show a citation in all formats, to copy or to save.

    Args:
        cited: What is cited.
        key: Key of the elements.
    """
    chosen = st.segmented_control(
        _("Format"),
        list(FORMATS),
        format_func=lambda name: _(FORMATS[name][0]),
        default="chicago",
        key=f"{key}_format",
        required=True,
        label_visibility="collapsed",
    )
    _title, extension, write = FORMATS[chosen]
    st.code(write(cited), language=None, wrap_lines=True)
    st.download_button(
        _("Save as .{extension}").format(extension=extension),
        partial(write, cited),
        file_name=f"us-china-ties_citation_{cited.issued}.{extension}",
        mime="text/plain",
        on_click="ignore",
        key=f"{key}_save",
    )


def _images(order: Order, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        size = st.selectbox(
            _("Size"),
            list(SIZES),
            format_func=lambda name: _(SIZES[name].title),
            key=f"size_{key}",
            width=220,
        )
        dark = st.toggle(_("Dark"), value=order.dark, key=f"dark_{key}")
        header = st.toggle(_("Title"), value=True, key=f"header_{key}")
        footer = st.toggle(_("Source line"), value=True, key=f"footer_{key}")
    if has_browser():
        # Opening takes seconds: the reader is still choosing.
        PRESS.warm()
    else:
        st.caption(":material/info: " + help_without_browser())
    _files(replace(order, size=size, dark=dark, header=header, footer=footer), IMAGES, key)
    if not footer:
        st.caption(_("Print the source line and licence beside a chart that does not carry them."))
    st.caption(_("Alternative text, to paste beside the image:"))
    st.code(order.chart.alt, language=None, wrap_lines=True)


def _files(order: Order, kinds: tuple[str, ...], key: str) -> None:
    """Offer kinds of file, each made on click."""
    drawable = has_browser()
    with st.container(horizontal=True):
        for name in kinds:
            kind = KINDS[name]
            if not kind.offered(order.chart.kind):
                continue
            st.download_button(
                _(kind.title),
                partial(make, order, name),
                file_name=file_name(order, name),
                mime=kind.mime,
                on_click="ignore",
                icon=":material/download:",
                disabled=kind.image and not drawable,
                key=f"file_{name}_{key}",
            )


def _citations(order: Order, key: str) -> None:
    catalog = order.view.catalog
    today = date.today()
    whats = {"view": _("This view"), "data": _("This data version")}
    if len(order.view.pairings) == 1 and "pairings" in order.chart.kind.tables:
        whats = {"view": whats["view"], "pairing": _("This pairing"), "data": whats["data"]}
    what = st.segmented_control(
        _("What to cite"),
        list(whats),
        format_func=whats.__getitem__,
        default="view",
        required=True,
        key=f"cite_{key}",
        label_visibility="collapsed",
    )
    if what == "pairing":
        cited = cite.of_pairing(
            catalog, order.view.pairings["pairing_id"].iloc[0], order.site, today
        )
    elif what == "data":
        cited = cite.of_data(catalog, order.site, today)
    else:
        cited = order.citation
    citation(cited, key=f"citation_{key}")


def _share(order: Order, key: str) -> None:
    st.caption(_("Link to exactly this view:"))
    st.code(order.link, language=None, wrap_lines=True)
    st.caption(_("Live chart for a web page; it follows the data as they grow:"))
    narrow = st.toggle(_("For a narrow column or a phone"), key=f"embed_{key}")
    st.code(embedding(order, narrow), language=None, wrap_lines=True)
    st.caption(
        _(
            "Frozen chart: save “Interactive HTML” under Image, put the file on your server, and "
            "point the frame at it:"
        )
    )
    frozen = _frame(file_name(order, "html"), order, order.figure().layout.height + EMBED_MARGIN)
    st.code(frozen, language=None, wrap_lines=True)
    if "dashboard.server" in sys.modules:
        st.caption(_("Addresses for a notebook, a spreadsheet's import or a newsroom system:"))
        query = urlencode(to_query(order.view.selection), doseq=True)
        tail = f"?{query}" if query else ""
        tables = order.chart.kind.tables
        addresses = (
            *(f"data/{table}.csv" for table in ("pairings", "exchanges") if table in tables),
            *(("data/pairings.geojson",) if "pairings" in tables else ()),
            *(f"chart/{order.chart.name}.{form}" for form in ("svg", "png")),
        )
        listed = "\n".join(f"{order.site}/{one}{tail}" for one in addresses)
        # Wrapped: a box that scrolls must be reached by keyboard, and this one is not.
        st.code(listed, language=None, wrap_lines=True)


def embedding(order: Order, narrow: bool) -> str:
    """Return the HTML that puts a live chart into a web page.

    Args:
        order: The chart and what it shows.
        narrow: For a narrow column.
    """
    extra = {**order.chart.parameters, "embed": "true", "chart": order.chart.name}
    extra |= {"size": "column"} if narrow else {}
    link = cite.permalink(order.site, order.chart.kind.page, order.view.selection, extra)
    height = order.chart.figure(Style(narrow=narrow)).layout.height + EMBED_MARGIN
    return _frame(link, order, height)


def _frame(source: str, order: Order, height: int) -> str:
    title = order.chart.frame.title
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="100%" height="{height}" '
        'style="border:0" loading="lazy"></iframe>'
    )
