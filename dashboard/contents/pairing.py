"""Pairing: one tie, since when and on whose word, and what the two places did together."""

from __future__ import annotations

import pandas as pd

from dashboard.catalog import FIRST_LEVEL, Catalog, split_ids
from dashboard.contents.blocks import (
    Block,
    Cite,
    Column,
    Event,
    Events,
    Figure,
    Figures,
    Fold,
    Heading,
    Page,
    Paragraph,
    Section,
    Table,
)
from dashboard.contents.notices import quoted, suggestions
from dashboard.contents.sources import sources, sources_of
from dashboard.contents.tables import exchange_table
from dashboard.contents.totals import totals
from dashboard.language import _, ngettext, told
from dashboard.profile import context_of, sectors_by_direction
from dashboard.selection import View
from dashboard.text import marked, said
from dashboard.words import (
    BASES,
    CONFIDENCE_RULES,
    CONFIDENCES,
    DIRECTIONS,
    RELATIONS,
    SECTORS,
    STATUSES,
    TIERS,
    bilingual,
    own_name,
    own_names,
    say,
    unit_name,
)

ENDS = ("us", "cn")


def page(view: View, pairing_id: str) -> Page:
    """Return what the page says of a pairing.

    Args:
        view: Any view of the catalog; its filters do not apply.
        pairing_id: What a link asks for; when there is no such pairing, the page asks which.
    """
    catalog = view.catalog
    known = catalog.pairings.set_index("pairing_id", drop=False)
    if pairing_id not in known.index:
        return _which(catalog, pairing_id)
    row = known.loc[[pairing_id]].iloc[0]
    title = f"{own_name(row, 'us_name')} – {own_name(row, 'cn_name')}"
    return Page(
        title,
        (
            _facts(catalog, title, known.loc[[pairing_id]]),
            _held(catalog, pairing_id),
            _totals(catalog, pairing_id),
            _context(catalog, row),
            Section("cite", (Fold("cite", _("Cite this pairing"), (Cite(pairing_id),)),)),
        ),
    )


def names(catalog: Catalog) -> dict[str, str]:
    """Return what each pairing is called, by `pairing_id`, in alphabetical order."""
    pairings = catalog.pairings.set_index("pairing_id")
    us = own_names(pairings, "us_name") + ", " + pairings["us_admin1"]
    called = (us + " – " + own_names(pairings, "cn_name")).sort_values()
    return {str(pairing_id): str(name) for pairing_id, name in called.items()}


def _which(catalog: Catalog, wanted: str) -> Page:
    title = _("Which pairing?")
    blocks: list[Block] = [Heading(title, 1)]
    if wanted:
        asked = marked(
            _("The link names a pairing that does not exist here: {id}."), id=(quoted(wanted),)
        )
        meant = suggestions(catalog, wanted, "pairing")
        blocks.append(Paragraph(said(asked, meant), "warning"))
    return Page(title, (Section("head", tuple(blocks)),))


def _facts(catalog: Catalog, title: str, known: pd.DataFrame) -> Section:
    """Return the facts of a pairing, the only row of `known`, and who states them."""
    row = known.iloc[0]
    called = {end: bilingual(known[f"{end}_name"], known[f"{end}_name_zh"]).iloc[0] for end in ENDS}
    ends = [
        called[end]
        if row[f"{end}_level"] in FIRST_LEVEL
        else f"{called[end]}, {unit_name(catalog, row[f'{end}_admin1'])}"
        for end in ENDS
    ]
    scope = _("This page shows all that is known of the pairing; the filters do not apply.")
    note = () if pd.isna(row["note"]) else (Paragraph((told(row["note"]),)),)
    return Section(
        "facts",
        (
            Heading(title, 1),
            Paragraph((" · ".join(ends),)),
            Paragraph((scope,), "note"),
            _figures(row),
            *note,
            Heading(_("Says who?")),
            sources(catalog, split_ids(row["source_ids"])),
        ),
    )


def _figures(row: pd.Series) -> Figures:
    known = {column: value for column, value in row.items() if pd.notna(value)}
    status = (
        _("as of {date}").format(date=known["status_as_of"]) if "status_as_of" in known else "",
        _("ended {date}").format(date=known["ended"]) if "ended" in known else "",
        told(known.get("status_basis", "")),
    )
    return Figures(
        (
            Figure(
                _("Relation"),
                say(RELATIONS, row["relation"]),
                _("tier: {tier}").format(tier=say(TIERS, row["tier"]).lower()),
            ),
            Figure(
                _("Since"),
                known.get("established", "–"),
                say(BASES, known["established_basis"])
                if "established" in known
                else _("no source says"),
            ),
            Figure(
                _("Status"),
                say(STATUSES, row["status"]),
                _("; ").join(part for part in status if part),
            ),
            Figure(
                _("Confidence"),
                say(CONFIDENCES, row["confidence"]),
                say(CONFIDENCE_RULES, row["confidence"]),
            ),
        )
    )


def _held(catalog: Catalog, pairing_id: str) -> Section:
    """Return what the two places did together, by sector and direction, and in order."""
    mine = catalog.exchanges[catalog.exchanges["pairing_id"] == pairing_id]
    held, planned = mine[~mine["planned"]], mine[mine["planned"]]
    count = ngettext("{n} documented exchange", "{n} documented exchanges", len(held))
    blocks: list[Block] = [Heading(count.format(n=len(held)))]
    if held.empty:
        none = _("None found yet; that does not mean that there were none.")
        blocks.append(Paragraph((none,), "note"))
    else:
        blocks += [_sectors(held), exchange_table(catalog, held, "pairing_exchanges")]
    if not planned.empty:
        announced = marked(_("**Only announced**; no source read says that they took place:"))
        blocks += [
            Paragraph(announced),
            exchange_table(catalog, planned, "pairing_planned"),
        ]
    if not mine.empty:
        label = _("All sources of these exchanges")
        blocks.append(Fold("sources", label, (sources_of(catalog, mine),)))
    return Section("exchanges", tuple(blocks))


def _sectors(held: pd.DataFrame) -> Table:
    """Return the count of exchanges by sector and direction."""
    counts = sectors_by_direction(held)
    columns = [Column(str(code), say(DIRECTIONS, str(code)), "number") for code in counts]
    rows = counts.rename(index=lambda code: say(SECTORS, code)).reset_index(names="sector")
    label = _("Exchanges by sector")
    first = Column("sector", label, pinned=True)
    return Table("pairing_sectors", rows, (first, *columns), label, whole=True)


def _totals(catalog: Catalog, pairing_id: str) -> Section:
    reported = catalog.reported_totals
    none = catalog.official_totals.head(0)
    return totals(catalog, reported[reported["pairing_id"] == pairing_id], none)


def _context(catalog: Catalog, row: pd.Series) -> Section:
    """Return the events around the pairing: those of its own places first."""
    own, main = context_of(catalog, row)
    if own.empty and main.empty:
        return Section("context", ())
    blocks = (_events(own), _events(main), sources_of(catalog, own, main))
    return Section("context", (Fold("context", _("What happened around it"), blocks),))


def _events(rows: pd.DataFrame) -> Events:
    return Events(
        tuple(
            Event(date, told(title), told(described))
            for date, title, described in zip(
                rows["date"], rows["title"], rows["description"], strict=True
            )
        )
    )
