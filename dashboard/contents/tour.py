"""Tour: one step after the other, each a text, a live chart and a question for the class."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd

from dashboard.captions import phrases
from dashboard.catalog import Catalog
from dashboard.charts import ChartView, chart_of
from dashboard.contents.blocks import (
    ChartShown,
    Column,
    ColumnKind,
    Fold,
    Heading,
    Page,
    Paragraph,
    Section,
    Table,
)
from dashboard.contents.sources import sources
from dashboard.contents.tables import pairing_table
from dashboard.language import _
from dashboard.selection import Selection, View, to_query
from dashboard.text import Link
from dashboard.tour import Step

ROWS_SHOWN = 500
KINDS: dict[str, ColumnKind] = {"i": "number", "u": "number", "f": "number", "b": "flag"}


@dataclass(frozen=True)
class StepContent:
    """What a step says, part by part: a class sees some of it large, a reader all of it.

    Attributes:
        tour: What the tour is called.
        title: What the step is about.
        text: Its text.
        question: Its question.
        answer: One answer.
        chart: Its chart.
        explore: The way to its page.
        numbers: What the chart shows as a table.
        sources: What the text rests on.
    """

    tour: Paragraph
    title: Heading
    text: Paragraph
    question: Paragraph
    answer: Fold
    chart: ChartShown
    explore: Paragraph
    numbers: Fold
    sources: Section

    @property
    def page(self) -> Page:
        """The whole of it."""
        return Page(
            self.title.text,
            (
                Section("head", (self.tour, self.title)),
                Section("text", (self.text,)),
                Section("question", (self.question, self.answer)),
                Section("chart", (self.chart,)),
                Section("explore", (self.explore,)),
                Section("numbers", (self.numbers,)),
                self.sources,
            ),
        )


def content(view: View, tour: str, step: Step) -> StepContent:
    """Return what a step says.

    Args:
        view: The view of the step's own selection.
        tour: What the tour is called.
        step: The step.
    """
    return StepContent(
        tour=Paragraph((tour,), "note"),
        title=Heading(step.say("title"), 1),
        text=Paragraph((step.say("text"),)),
        question=Paragraph((step.say("question"),), "question"),
        answer=Fold("answer", _("One answer"), (Paragraph((step.say("answer"),)),)),
        chart=ChartShown(step.chart, view.selection, "tour"),
        explore=Paragraph((_explore(step),)),
        numbers=_numbers(view, step),
        sources=_sources(step),
    )


def filters(step: Step, own: Selection) -> dict[str, list[str]]:
    """Return the step's filters as a link has them.

    Args:
        step: The step.
        own: The reader's own selection, which the step's takes the place of.
    """
    query = to_query(step.spoken)
    if query or own.is_default:
        return query
    # Without any the reader's own would stand: a default, written out, puts them away.
    return {"relation": list(Selection().relations)}


def own_filters(catalog: Catalog, own: Selection) -> str:
    """Say what becomes of the reader's own filters while the tour sets its own."""
    said = phrases.filters(catalog, own)
    if not said:
        return _("Each step sets the filters of its chart, so the sidebar's are put away here.")
    return _(
        "Each step sets the filters of its chart, so the sidebar's are put away here. Yours stand "
        "again when you leave by the navigation: {filters}."
    ).format(filters=_("; ").join(said))


def _explore(step: Step) -> Link:
    query = urlencode({**to_query(step.spoken), **step.parameters}, doseq=True)
    tail = f"?{query}" if query else ""
    return Link(_("Explore this yourself"), f"/{step.explore}{tail}")


def _numbers(view: View, step: Step) -> Fold:
    """Return what the chart shows as a table; the atlas's is that of its pairings."""
    chart, key = chart_of(view, step.chart), f"tour_rows_{step.step_id}"
    if step.chart == "atlas":
        table = pairing_table(chart.view.pairings, chart.view.counts, key)
    else:
        table = _marks(chart, key)
    return Fold("numbers", _("The numbers behind the chart"), (table,))


def _marks(chart: ChartView, key: str) -> Table:
    rows: pd.DataFrame = chart.numbers.head(ROWS_SHOWN)
    columns = tuple(
        Column(
            str(name),
            str(name),
            KINDS.get(rows[name].dtype.kind, "text"),
            help=chart.kind.columns.get(str(name), ""),
        )
        for name in rows.columns
    )
    return Table(key, rows, columns, _("The numbers that the chart shows, one mark a row"))


def _sources(step: Step) -> Section:
    if not step.sources:
        return Section("sources", ())
    note = _("Numbers in the text are computed from the data and follow it.")
    blocks = (sources(step.catalog, step.sources), Paragraph((note,), "note"))
    return Section("sources", (Fold("sources", _("Sources of the text"), blocks),))
