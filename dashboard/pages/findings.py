"""Findings: what the founding texts report, and what this data says beside it."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import widgets
from dashboard.captions import coverage as coverage_words
from dashboard.captions import drift as drift_words
from dashboard.captions import findings as words
from dashboard.catalog import Catalog
from dashboard.figures import coverage as coverage_figure
from dashboard.figures import drift as drift_figure
from dashboard.figures import findings as figure
from dashboard.language import _
from dashboard.measures import findings as measures
from dashboard.pages.parts import drawn, drift_of, paged, source_links, url_choice
from dashboard.pages.reader import Reader
from dashboard.pages.sections import chart

FILTERED = ("westward", "delegations")


def show(reader: Reader) -> None:
    """Show the page."""
    topic = url_choice(
        _("What others found"), "topic", measures.topics(reader.catalog), words.topic
    )
    if topic in FILTERED:
        st.caption(
            _(
                "The filters of the sidebar act on the charts of this topic; figures beside the "
                "findings count all of the data."
            )
        )
    else:
        st.caption(_("The filters of the sidebar do not act on this topic."))
    SHOWN[topic](reader)
    st.subheader(_("What the texts report, and what this data says"), anchor=False)
    _findings(reader.catalog, topic)


def _findings(catalog: Catalog, topic: str) -> None:
    """List the findings of a topic, each with its source and our figure beside it."""
    rows = []
    for row in measures.of_topic(catalog, topic).to_dict("records"):
        found = measures.beside(catalog, row["finding_id"])
        said = escape(words.beside(found))
        if found and found.rows:
            said += f' <a href="{escape(found.rows)}" target="_blank">{escape(_("Rows"))}</a>'
        about = " · ".join(
            escape(str(part)) for part in (row["study"], row["period"], row["note"]) if pd.notna(part)
        )
        rows.append(
            f"<div><dt>{escape(row['statement'])}<small>{about}<br>"
            f"{escape(_('Source'))}: {source_links(catalog, row['source_ids'])}</small></dt>"
            f"<dd>{said}</dd></div>"
        )
    st.html(f'<dl class="findings">{"".join(rows)}</dl>')


def _chart(reader: Reader, name: str, drawing: go.Figure, alt: str) -> None:
    chart(name, drawing, alt, reader.style)


def _counts(reader: Reader) -> None:
    _chart(
        reader,
        "history",
        drawn(coverage_figure.draw_history, reader.whole),
        coverage_words.history_alt(reader.catalog),
    )
