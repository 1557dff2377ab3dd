"""Network: which states and provinces are tied, how far each reaches, and who is missing."""

from __future__ import annotations

import pandas as pd

from dashboard.captions import network as words
from dashboard.charts import chart_of, named
from dashboard.contents.blocks import (
    Block,
    ChartShown,
    Choice,
    Column,
    Fold,
    Heading,
    Page,
    Paragraph,
    Section,
    Table,
)
from dashboard.contents.headline import headline_figures, left_out, nothing_found
from dashboard.contents.sources import source_links
from dashboard.contents.tables import PART, pairing_table
from dashboard.language import _, number, told
from dashboard.measures.network import ORDERS, alike_without_tie, attribute_sources, reach
from dashboard.selection import View
from dashboard.text import marked
from dashboard.words import unit_names

PROPOSAL = "teets-coal-proposal"
SIDES = ("us", "cn")


def page(view: View, order: str = ORDERS[0], side: str = SIDES[0]) -> Page:
    """Return what the page says of a view.

    Args:
        view: What the reader asked for.
        order: Order of the matrix, one of `ORDERS`.
        side: Whose reach is shown, one of `SIDES`.
    """
    return Page(
        _("Network"),
        (
            Section("head", (Heading(_("Network"), 1, seen=False), headline_figures(view))),
            _matrix(view, order),
            _flows(view),
            _reach(view, side),
            _alike(view),
            left_out(view),
            _pairings(view),
        ),
    )


def _matrix(view: View, order: str) -> Section:
    orders = tuple((code, words.order_name(code)) for code in ORDERS)
    note = _(
        "Click a cell to filter to its state and province; the sidebar does the same from the "
        "keyboard, and all its filters act here. {gaps}"
    ).format(gaps=words.gaps(view))
    blocks = (
        Choice("order", _("Order of states and provinces"), orders, order),
        ChartShown(named("network", order=order), view.selection, "network"),
        Paragraph((note,), "note"),
    )
    return Section("matrix", (*blocks, nothing_found()) if view.is_empty else blocks)


def _flows(view: View) -> Section:
    ready = not view.is_empty and chart_of(view, "flows").is_ready
    return Section("flows", (ChartShown("flows", view.selection, "flows"),) if ready else ())


def _reach(view: View, side: str) -> Section:
    """Return degree and reach of each state or province."""
    if view.is_empty:
        return Section("reach", ())
    sides = (("us", _("US states")), ("cn", _("Chinese provinces")))
    return Section(
        "reach",
        (
            Heading(_("Degree and reach")),
            Choice("network_side", _("Reach of"), sides, side),
            _reach_table(view, side == "cn"),
        ),
    )


def _reach_table(view: View, chinese: bool) -> Table:
    table = reach(view, chinese)
    names = unit_names(view.catalog)
    units = view.catalog.provinces if chinese else view.catalog.states
    places = units.set_index("iso_3166_2" if chinese else "postal")["place_id"]
    rows = pd.DataFrame(
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
    partners = _("States reached") if chinese else _("Provinces reached")
    return Table(
        f"network_reach_{'cn' if chinese else 'us'}",
        rows,
        (
            Column("unit", _("Province") if chinese else _("State"), pinned=True),
            Column("pairings", _("Pairings"), "number", help=_("Degree")),
            Column("places", _("Places"), "number", help=_("Places in it with a pairing")),
            Column("partners", partners, "number", help=_("Reach")),
            Column("share", _("Share of all"), "share"),
            Column("main", _("Most with"), help=_("The first of them, if several")),
            Column("exchanges", _("Exchanges"), "number"),
            Column("first", _("Since"), "year", help=_("Earliest known year of a pairing")),
            Column("rows", _("Rows"), "link", word=_("pairings")),
            Column("profile", _("Profile"), "link", word=_("open")),
        ),
        _("Pairings and partners of each unit, one a row; those without a pairing last"),
    )


def _alike(view: View) -> Section:
    """Return places that share a sourced attribute, and which of them have no tie."""
    catalog = view.catalog
    chart = chart_of(view, "alike")
    known = catalog.findings[catalog.findings["finding_id"] == PROPOSAL]
    proposals = [
        Paragraph(
            marked(
                _("{study}: {statement} Source: {source}"),
                study=told(row["study"]),
                statement=told(row["statement"]),
                source=source_links(catalog, row["source_ids"]),
            )
        )
        for row in known.to_dict("records")
    ]
    note = marked(
        _(
            "Which states and provinces lead in coal is an attribute of the data, by: {sources}. "
            "The filters by state, province and place do not act on this chart; the others do."
        ),
        sources=source_links(catalog, ";".join(attribute_sources(catalog))),
    )
    return Section(
        "alike",
        (
            Heading(_("Places alike without a tie: coal")),
            *proposals,
            ChartShown("alike", view.selection, "alike"),
            Paragraph(note, "note"),
            _untied(chart.view),
        ),
    )


def _untied(view: View) -> Fold:
    """List the untied combinations with what each side has instead."""
    names = unit_names(view.catalog)
    table = alike_without_tie(view)
    missing = table[table["pairings"] == 0]
    degrees = {
        chinese: reach(view, chinese).set_index("code")["pairings"] for chinese in (False, True)
    }
    rows = pd.DataFrame(
        {
            "state": missing["state"].map(names),
            "province": missing["province"].map(names),
            "state_pairings": missing["state"].map(degrees[False]),
            "province_pairings": missing["province"].map(degrees[True]),
            "state_rows": "/network?state=" + missing["state"],
            "province_rows": "/network?province=" + missing["province"].str.removeprefix("CN-"),
        }
    )
    shown = Table(
        "network_alike",
        rows,
        (
            Column("state", _("State")),
            Column("province", _("Province")),
            Column("state_pairings", _("Pairings of the state"), "number"),
            Column("province_pairings", _("Pairings of the province"), "number"),
            Column("state_rows", _("Rows"), "link", word=_("state")),
            Column("province_rows", _("Rows"), "link", word=_("province")),
        ),
        _("Coal-producing states and provinces without a pairing, one combination a row"),
    )
    label = _("The {n} combinations without a tie").format(n=number(len(missing)))
    return Fold("untied", label, (shown,))


def _pairings(view: View) -> Section:
    blocks: tuple[Block, ...] = ()
    if not view.is_empty:
        blocks = (
            Heading(_("The pairings behind the charts")),
            pairing_table(view.pairings, view.counts, "network_table", PART),
        )
    return Section("pairings", blocks)
