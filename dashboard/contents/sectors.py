"""Sectors: what do the ties do together, and who does what?"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.captions import sectors as words
from dashboard.captions.phrases import kind_of_pairing
from dashboard.charts import named
from dashboard.contents.blocks import (
    ChartShown,
    Choice,
    Figure,
    Figures,
    Heading,
    Page,
    Paragraph,
    Section,
)
from dashboard.contents.headline import left_out, unless_empty
from dashboard.contents.sources import source_links
from dashboard.contents.tables import PART, exchange_table
from dashboard.language import _, ngettext, number, told
from dashboard.measures.sectors import (
    BY,
    CLASSES,
    COLUMNS,
    PERIOD,
    classes_by_period,
    period_code,
    rows_behind,
    sector_summary,
    sector_table,
)
from dashboard.selection import View
from dashboard.text import marked
from dashboard.words import DIRECTIONS, KINDS, SECTORS, say, unit_name

DEFINITION = "teets-definition"
# Names of the choices that narrow the rows.
SECTOR, CLASS, YEARS = "sectors_sector", "sectors_class", "sectors_period"


@dataclass(frozen=True)
class Rows:
    """Which rows stand under the charts; "" is all.

    Attributes:
        sector: A sector.
        klass: A class of exchange.
        period: A year or some years.
        across: A code of what the sectors are told apart by, where that can be chosen.
    """

    sector: str = ""
    klass: str = ""
    period: str = ""
    across: str = ""


def page(view: View, by: str = BY[0], rows: Rows | None = None) -> Page:
    """Return what the page says of a view.

    Args:
        view: What the reader asked for.
        by: What the sectors are told apart by, one of `BY`.
        rows: Which rows stand under the charts; None for all.
    """
    return Page(
        _("Sectors"),
        (
            Section("head", (Heading(_("Sectors"), 1, seen=False), _figures(view))),
            _charts(view, by),
            _definition(view),
            left_out(view),
            *_rows(view, by, rows or Rows()),
        ),
    )


def _figures(view: View) -> Figures:
    found = sector_summary(view)
    return Figures(
        (
            Figure(
                _("Documented exchanges"),
                number(found.exchanges),
                _("through {kind}").format(kind=kind_of_pairing(view.selection)),
            ),
            *(
                Figure(
                    words.class_name(name),
                    words.percent(found.classes[name], found.exchanges),
                    ngettext("{n} exchange", "{n} exchanges", found.classes[name]).format(
                        n=number(found.classes[name])
                    ),
                )
                for name in CLASSES
            ),
        )
    )


def _charts(view: View, by: str) -> Section:
    options = tuple((code, words.by_name(code)) for code in BY)
    return Section(
        "charts",
        (
            Choice("by", _("Sectors by"), options, by),
            ChartShown(named("sectors", by=by), view.selection, "sectors"),
            ChartShown("classes", view.selection, "classes"),
        ),
    )


def _definition(view: View) -> Section:
    """Say by which rule an exchange is people-to-people, and what the page leaves out."""
    catalog = view.catalog
    known = catalog.findings[catalog.findings["finding_id"] == DEFINITION]
    rules = [
        marked(
            _("Rule, after Teets: {statement} Source: {source}"),
            statement=told(row["statement"]),
            source=source_links(catalog, row["source_ids"]),
        )
        for row in known.to_dict("records")
    ]
    classes = marked(
        _(
            "Economic: trade and investment, agriculture and tourism, unless people-to-people. "
            "All filters of the sidebar act on this page. Not counted: {unpaired} documented "
            "exchanges between places without a pairing, or where a source names only the "
            "country; [browse them](/methods?section=browse&table=exchanges)."
        ),
        unpaired=number(sector_summary(view).unpaired),
    )
    return Section("definition", tuple(Paragraph(one, "note") for one in (*rules, classes)))


def _rows(view: View, by: str, chosen: Rows) -> tuple[Section, Section]:
    """Return the rows behind the charts, and what narrows them."""
    if view.is_empty:
        return Section("rows", unless_empty(view)), Section("row table", ())
    about = _("Click a cell or a bar to see its rows here; these controls do the same.")
    head = (
        Heading(_("The exchanges behind the charts")),
        Paragraph((about,), "note"),
    )
    found = rows_behind(
        view.exchanges, chosen.sector, chosen.klass, chosen.period, (by, chosen.across)
    )
    ordered = found.sort_values("date", ascending=False, na_position="last", kind="stable")
    count = ngettext("**{n} exchange**", "**{n} exchanges**", len(found))
    return Section("rows", head), Section(
        "row table",
        (
            Paragraph(marked(count, n=number(len(found)))),
            exchange_table(view.catalog, ordered, "sectors_table", PART),
        ),
    )


def row_choices(view: View, by: str, clicked_year: str = "") -> tuple[Choice, ...]:
    """Return the choices that narrow the rows.

    Args:
        view: What the reader asked for.
        by: What the sectors are told apart by.
        clicked_year: A single year, which a click on a chart may choose.
    """
    sectors = [str(code) for code in sector_table(view, "kind").index]
    choices = [
        Choice(SECTOR, _("Sector"), tuple((code, say(SECTORS, code)) for code in sectors), ""),
        Choice(CLASS, _("Class"), tuple((code, words.class_name(code)) for code in CLASSES), ""),
        Choice(
            YEARS,
            _("Years"),
            tuple((code, code.replace("-", "–")) for code in _periods(view, clicked_year)),
            "",
        ),
    ]
    if by in COLUMNS:
        codes = [str(code) for code in sector_table(view, by).columns]
        options = tuple((code, _column_word(view, by, code)) for code in codes)
        choices.append(Choice(f"sectors_{by}", words.by_name(by), options, ""))
    return tuple(choices)


def _periods(view: View, clicked: str) -> list[str]:
    """Return the five-year periods, and a single year that was clicked."""
    first, last = view.selection.years
    periods = [
        period_code(int(year), PERIOD, first, last)
        for year in classes_by_period(view, PERIOD).index
    ]
    if clicked.isdigit() and first <= int(clicked) <= last and clicked not in periods:
        periods.append(clicked)
    return periods


def _column_word(view: View, by: str, code: str) -> str:
    if by in ("state", "province"):
        return unit_name(view.catalog, code)
    return say({"direction": DIRECTIONS, "kind": KINDS}[by], code)
