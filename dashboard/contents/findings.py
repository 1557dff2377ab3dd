"""Findings: what the founding texts report, and what this data says beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.captions import drift as drift_words
from dashboard.captions import findings as words
from dashboard.catalog import Catalog, split_ids
from dashboard.charts import chart_of
from dashboard.contents.blocks import (
    Block,
    Bullets,
    ChartShown,
    Choice,
    Column,
    Finding,
    Findings,
    Fold,
    Heading,
    Page,
    Paragraph,
    Section,
    Table,
)
from dashboard.contents.headline import nothing_found
from dashboard.contents.sources import source, source_links
from dashboard.contents.tables import PART, exchange_table, pairing_table
from dashboard.language import _, told
from dashboard.measures import findings as measures
from dashboard.measures.drift import Drift, drift
from dashboard.selection import Selection, View, select
from dashboard.text import marked

FILTERED = ("westward", "delegations")


def page(view: View, topic: str) -> Page:
    """Return what the page says of a topic.

    Args:
        view: What the reader asked for; its filters act on the topics in `FILTERED` alone.
        topic: One of `measures.findings.topics`.
    """
    topics = tuple((code, words.topic(code)) for code in measures.topics(view.catalog))
    if topic in FILTERED:
        scope = _(
            "The filters of the sidebar act on the charts of this topic; figures beside the "
            "findings count all of the data."
        )
    else:
        scope = _("The filters of the sidebar do not act on this topic.")
    return Page(
        _("Findings"),
        (
            Section(
                "head",
                (
                    Heading(_("Findings"), 1, seen=False),
                    Choice("topic", _("What others found"), topics, topic),
                    Paragraph((scope,), "note"),
                ),
            ),
            Section("topic", tuple(TOPICS[topic](view))),
            Section(
                "findings",
                (
                    Heading(_("What the texts report, and what this data says")),
                    _findings(view, topic),
                ),
            ),
        ),
    )


def _findings(view: View, topic: str) -> Findings:
    """List the findings of a topic, each with its source and our figure beside it."""
    rows = measures.of_topic(view.catalog, topic).to_dict("records")
    return Findings(tuple(_finding(view, row) for row in rows))


def _finding(view: View, row: dict[Any, Any]) -> Finding:
    catalog = view.catalog
    found = measures.beside(catalog, row["finding_id"])
    about = [told(row["study"]), *(told(row[c]) for c in ("period", "note") if pd.notna(row[c]))]
    is_drift = row["finding_id"] == measures.WESTWARD
    return Finding(
        told(row["statement"]),
        " · ".join(about),
        source_links(catalog, row["source_ids"]),
        _drift_said(view) if is_drift else (words.beside(found),),
        is_drift or found is not None,
        found.rows if found else "",
    )


def _drift_said(view: View) -> tuple[str, str]:
    """Say what all of the data shows of the drift, and what of it Leffel could have seen."""
    first, last = measures.WESTWARD_YEARS
    then = drift_words.share_sentence(_drift_of(view.catalog, measures.WESTWARD_YEARS))
    return (
        drift_words.share_sentence(_drift_of(view.catalog, Selection().years)),
        _("Of {first}–{last} alone: {said}").format(first=first, last=last, said=then),
    )


@lru_cache(maxsize=4)
def _drift_of(catalog: Catalog, years: tuple[int, int]) -> Drift:
    return drift(select(catalog, Selection(years=years)))


def _shown(view: View, name: str) -> ChartShown:
    return ChartShown(name, view.selection, name)


def _counts(view: View) -> list[Block]:
    return [_shown(view, "history")]


def _with_values(view: View, name: str) -> list[Block]:
    """Return a chart of indicators, and the values behind it."""
    values = _values(view.catalog, chart_of(view, name).numbers, f"{name}_table")
    return [_shown(view, name), values]


def _students(view: View) -> list[Block]:
    return _with_values(view, "students")


def _westward(view: View) -> list[Block]:
    """Return the drift, its tests, and the pairings behind them."""
    found = drift(view)
    sentences = (
        drift_words.share_sentence(found),
        drift_words.longitude_sentence(found, "cn"),
        drift_words.longitude_sentence(found, "us"),
        drift_words.undated(found),
    )
    method = _(
        "Method. Share: logistic regression of “partner in a western province” on the year of "
        "establishment (statsmodels Logit), odds ratio a decade with Wald interval; by decade "
        "Wilson score intervals (scipy). Longitude: least-squares slope with t interval "
        "(scipy). A trend is called clear when the 95% interval leaves out no change. These "
        "are the pairings that sources name, not a random sample. To test Leffel’s period, "
        "set the years to 1979–2010. Click a bar or point to narrow the years to it."
    )
    blocks: list[Block] = [
        Bullets(tuple((sentence,) for sentence in sentences if sentence)),
        _shown(view, "drift"),
        _shown(view, "longitudes"),
        Paragraph((method,), "note"),
    ]
    new = view.pairings[view.pairings["pairing_id"].isin(found.new["pairing_id"])]
    if new.empty:
        return [*blocks, nothing_found()]
    label = _("The {n} new pairings behind the tests").format(n=len(new))
    table = pairing_table(new, view.counts, "drift_table", PART)
    return [*blocks, Fold("new pairings", label, (table,))]


def _approval(view: View) -> list[Block]:
    return [_shown(view, "approval"), _shown(view, "reporting")]


def _delegations(view: View) -> list[Block]:
    blocks: list[Block] = [_shown(view, "delegations")]
    rows = view.exchanges[view.exchanges["kind"] == "delegation"]
    if rows.empty:
        return blocks
    ordered = rows.sort_values("date", ascending=False, na_position="last", kind="stable")
    label = _("The {n} delegations behind the chart").format(n=len(rows))
    table = exchange_table(view.catalog, ordered, "delegations_table", PART)
    return [*blocks, Fold("delegations", label, (table,))]


def _conferences(view: View) -> list[Block]:
    return _with_values(view, "conferences")


def _channels(view: View) -> list[Block]:
    return _with_values(view, "ngo-offices") + _with_values(view, "ngo-activities")


def _knowledge(_view: View) -> list[Block]:
    said = marked(_("What exchanges are about is charted under [Sectors](/sectors)."))
    return [Paragraph(said, "note")]


def _coal(view: View) -> list[Block]:
    said = marked(
        _(
            "Which coal states and provinces are tied, and which are not, stands under "
            "[Network](/network)."
        )
    )
    return [_shown(view, "coal"), Paragraph(said, "note")]


def _values(catalog: Catalog, values: pd.DataFrame, key: str) -> Fold:
    """Return the values behind a chart, each with its first source."""
    first = [source(catalog, split_ids(ids)[0]) for ids in values["source_ids"]]
    rows = pd.DataFrame(
        {
            "period": values["period"].map(told),
            "value": values["value"],
            "qualifier": values["qualifier"].map(told, na_action="ignore"),
            "source": [one.publisher for one in first],
            "url": pd.Series([one.url or None for one in first], values.index, "str"),
        }
    )
    table = Table(
        key,
        rows,
        (
            Column("period", _("Period")),
            Column("value", _("Value"), "grouped"),
            Column("qualifier", _("Qualifier")),
            Column("source", _("Source")),
            Column("url", _("Link"), "link", word=_("open")),
        ),
        _("Values, one a row, with the source of each"),
    )
    label = _("The {n} values behind the chart, with sources").format(n=len(rows))
    return Fold("values", label, (table,))


TOPICS: dict[str, Callable[[View], list[Block]]] = {
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
