"""Findings: what the founding texts report, and what this data says beside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import widgets
from dashboard.captions import coverage as coverage_words
from dashboard.captions import drift as drift_words
from dashboard.captions import findings as words
from dashboard.catalog import Catalog, split_ids
from dashboard.figures import coverage as coverage_figure
from dashboard.figures import drift as drift_figure
from dashboard.figures import findings as figure
from dashboard.language import _, told
from dashboard.measures import findings as measures
from dashboard.measures.drift import drift
from dashboard.pages.parts import (
    counted,
    drawn,
    of_catalog,
    paged,
    source_links,
    unfiltered,
    url_choice,
)
from dashboard.pages.reader import Reader
from dashboard.pages.sections import chart, exchange_table, page_title

FILTERED = ("westward", "delegations")


def show(reader: Reader) -> None:
    """Show the page."""
    page_title(_("Findings"))
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
    st.header(_("What the texts report, and what this data says"), anchor=False)
    _findings(reader, topic)


def _findings(reader: Reader, topic: str) -> None:
    """List the findings of a topic, each with its source and our figure beside it."""
    catalog = reader.catalog
    rows = []
    for row in measures.of_topic(catalog, topic).to_dict("records"):
        found = measures.beside(catalog, row["finding_id"])
        said = escape(words.beside(found))
        if row["finding_id"] == measures.WESTWARD:
            said = _drift_said(reader)
        elif found is None:
            said = f"<small>{said}</small>"
        if found and found.rows:
            said += f' <a href="{escape(found.rows)}" target="_blank">{escape(_("Rows"))}</a>'
        about = " · ".join(
            escape(str(part))
            for part in (
                told(row["study"]),
                *(told(row[c]) for c in ("period", "note") if pd.notna(row[c])),
            )
        )
        rows.append(
            f"<div><dt>{escape(told(row['statement']))}<small>{about}<br>"
            f"{escape(_('Source'))}: {source_links(catalog, row['source_ids'])}</small></dt>"
            f"<dd>{said}</dd></div>"
        )
    st.html(f'<dl class="findings">{"".join(rows)}</dl>')


def _drift_said(reader: Reader) -> str:
    """Say what all of the data shows of the drift, and what of it Leffel could have seen."""
    whole = unfiltered(reader)
    then = replace(whole, selection=replace(whole.selection, years=measures.WESTWARD_YEARS))
    return "<br>".join(
        [
            escape(drift_words.share_sentence(counted(drift, whole))),
            escape(
                _("Of {first}–{last} alone: {said}").format(
                    first=measures.WESTWARD_YEARS[0],
                    last=measures.WESTWARD_YEARS[1],
                    said=drift_words.share_sentence(counted(drift, then)),
                )
            ),
        ]
    )


def _chart(
    reader: Reader, name: str, draw: Callable[..., go.Figure], alt: str, *options: Hashable
) -> None:
    """Show a chart of all of the data, whatever the filters."""
    every = unfiltered(reader)
    chart(name, drawn(draw, every, *options), alt, reader.style, view=every.view)


def _counts(reader: Reader) -> None:
    _chart(
        reader,
        "history",
        coverage_figure.draw_history,
        of_catalog(coverage_words.history_alt, reader.catalog),
    )


def _students(reader: Reader) -> None:
    catalog = reader.catalog
    rows = pd.concat(
        [measures.series(catalog, name) for name in (measures.CREDIT, measures.MOMENT)]
    )
    frame = words.students(catalog)
    _chart(reader, "students", figure.draw_students, words.rows_alt(frame.title, rows))
    _indicator_table(catalog, rows, "students_table")


def _westward(reader: Reader) -> None:
    """Show the drift, its tests, and the pairings behind them."""
    view, found = reader.view, counted(drift, reader)
    st.markdown(
        "\n".join(
            f"- {sentence}"
            for sentence in (
                drift_words.share_sentence(found),
                drift_words.longitude_sentence(found, "cn"),
                drift_words.longitude_sentence(found, "us"),
                drift_words.undated(found),
            )
            if sentence
        )
    )
    chart(
        "drift",
        drawn(drift_figure.draw_shares, reader, found),
        counted(drift_words.shares_alt, reader, found),
        reader.style,
        on_click=_years_clicked,
        view=view,
    )
    chart(
        "longitudes",
        drawn(drift_figure.draw_longitudes, reader, found),
        counted(drift_words.longitudes_alt, reader, found),
        reader.style,
        view=view,
    )
    st.caption(
        _(
            "Method. Share: logistic regression of “partner in a western province” on the year of "
            "establishment (statsmodels Logit), odds ratio a decade with Wald interval; by decade "
            "Wilson score intervals (scipy). Longitude: least-squares slope with t interval "
            "(scipy). A trend is called clear when the 95% interval leaves out no change. These "
            "are the pairings that sources name, not a random sample. To test Leffel’s period, "
            "set the years to 1979–2010. Click a bar or point to narrow the years to it."
        )
    )
    new = view.pairings[view.pairings["pairing_id"].isin(found.new["pairing_id"])]
    if new.empty:
        widgets.nothing_found()
        return
    with st.expander(_("The {n} new pairings behind the tests").format(n=len(new))):
        widgets.pairing_table(
            paged(new.sort_values("established"), "drift_part"), view.counts, key="drift_table"
        )


def _years_clicked(points: list[dict[str, Any]]) -> None:
    first, _dash, last = str(points[0].get("customdata")).partition("-")
    if first.isdigit() and last.isdigit():
        widgets.change(years=(int(first), int(last)))


def _approval(reader: Reader) -> None:
    catalog = reader.catalog
    _chart(reader, "approval", figure.draw_approval, words.approval_alt(catalog))
    _chart(reader, "reporting", figure.draw_reporting, words.reporting_alt(catalog))


def _delegations(reader: Reader) -> None:
    chart(
        "delegations",
        drawn(figure.draw_delegations, reader),
        counted(words.delegations_alt, reader),
        reader.style,
        on_click=_years_clicked,
        view=reader.view,
    )
    rows = reader.view.exchanges[reader.view.exchanges["kind"] == "delegation"]
    if rows.empty:
        return
    ordered = rows.sort_values("date", ascending=False, na_position="last", kind="stable")
    with st.expander(_("The {n} delegations behind the chart").format(n=len(rows))):
        exchange_table(reader.catalog, paged(ordered, "delegations_part"), key="delegations_table")


def _conferences(reader: Reader) -> None:
    catalog = reader.catalog
    rows = measures.conferences(catalog)
    title = words.conferences(catalog).title
    _chart(reader, "conferences", figure.draw_conferences, words.rows_alt(title, rows))
    _indicator_table(catalog, rows, "conferences_table")


def _channels(reader: Reader) -> None:
    catalog = reader.catalog
    for name, indicator in (
        ("ngo-offices", measures.OFFICES),
        ("ngo-activities", measures.ACTIVITIES),
    ):
        rows = measures.series(catalog, indicator)
        title = words.ngo(catalog, indicator).title
        _chart(reader, name, figure.draw_ngo, words.rows_alt(title, rows), indicator)
        _indicator_table(catalog, rows, f"{name}_table")


def _knowledge(_reader: Reader) -> None:
    st.caption(_("What exchanges are about is charted under [Sectors](/sectors)."))


def _coal(reader: Reader) -> None:
    _chart(reader, "coal", figure.draw_coal, words.coal_alt(reader.catalog))
    st.caption(
        _(
            "Which coal states and provinces are tied, and which are not, stands under "
            "[Network](/network)."
        )
    )


def _indicator_table(catalog: Catalog, rows: pd.DataFrame, key: str) -> None:
    """Show the values behind a chart, each with its first source."""
    sources = catalog.sources.set_index("source_id")
    first = rows["source_ids"].map(lambda ids: split_ids(ids)[0])
    shown = pd.DataFrame(
        {
            "period": rows["period"].map(told),
            "value": rows["value"],
            "qualifier": rows["qualifier"].map(told, na_action="ignore"),
            "source": first.map(sources["publisher"]),
            "url": first.map(sources["url"]),
        }
    )
    column = st.column_config
    with st.expander(_("The {n} values behind the chart, with sources").format(n=len(rows))):
        st.dataframe(
            shown,
            hide_index=True,
            key=key,
            placeholder="",
            alt=_("Values, one a row, with the source of each"),
            column_config={
                "period": column.TextColumn(_("Period")),
                "value": column.NumberColumn(_("Value"), format="localized"),
                "qualifier": column.TextColumn(_("Qualifier")),
                "source": column.TextColumn(_("Source")),
                "url": column.LinkColumn(_("Link"), display_text=_("open")),
            },
        )


SHOWN: dict[str, Callable[[Reader], None]] = {
    "counts": _counts,
    "westward": _westward,
    "students": _students,
    "approval": _approval,
    "delegations": _delegations,
    "conferences": _conferences,
    "channels": _channels,
    "knowledge": _knowledge,
    "coal": _coal,
}
