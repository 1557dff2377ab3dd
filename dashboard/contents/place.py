"""Place: what ties one state, province, city or county has, and what came of them."""

from __future__ import annotations

from dataclasses import replace

from dashboard.contents.blocks import (
    ChartShown,
    Figure,
    Figures,
    Heading,
    Page,
    Paragraph,
    Section,
)
from dashboard.contents.tables import exchange_table, pairing_table
from dashboard.contents.totals import totals
from dashboard.language import _, active, number
from dashboard.profile import Profile, profile, summary
from dashboard.selection import View
from dashboard.words import LEVELS, say, unit_name


def page(view: View) -> Page:
    """Return what the page says of the place that is chosen, the last one of several."""
    if not view.selection.places:
        title = _("Which place?")
        ask = _("Choose a place at left under “Place”, or find one by any of its names.")
        return Page(title, (Section("head", (Heading(title, 1), Paragraph((ask,)))),))
    found = profile(view.catalog, view.selection.places[-1], active())
    title = " ".join(found.names)
    return Page(
        title,
        (
            _head(title, found),
            _pairings(found, view.selection.events),
            _exchanges(found),
            _totals(found),
        ),
    )


def _head(title: str, found: Profile) -> Section:
    level = say(LEVELS, found.level)
    unit = unit_name(found.view.catalog, found.admin1)
    where = level if found.whole_unit else _("{level} in {unit}").format(level=level, unit=unit)
    scope = _("This page shows all that is known of the place; the other filters do not apply.")
    return Section(
        "head",
        (
            Heading(title, 1),
            Paragraph((where,), "note"),
            Paragraph((summary(found),)),
            Paragraph((scope,), "note"),
            _figures(found),
        ),
    )


def _figures(found: Profile) -> Figures:
    sister = int((found.view.pairings["relation"] == "sister").sum())
    exchanges = found.exchanges
    return Figures(
        (
            Figure(
                _("Sister pairings"),
                number(sister),
                _("rank {rank} of {n}").format(rank=found.rank, n=found.ranked)
                if found.rank
                else _("not ranked"),
            ),
            Figure(
                _("Friendship pairings"),
                number(len(found.view.pairings) - sister),
                _("not in official totals"),
            ),
            Figure(
                _("Documented exchanges"),
                number(len(exchanges)),
                _("{n} of them through its pairings").format(
                    n=number(int(exchanges["pairing_id"].notna().sum()))
                ),
            ),
            Figure(
                _("People-to-people"),
                number(int(exchanges["people_to_people"].sum())),
                _("of these exchanges"),
            ),
        )
    )


def _pairings(found: Profile, events: tuple[str, ...]) -> Section:
    """Return map, table and timeline of the pairings; the reader's events stand in the latter."""
    if found.view.is_empty:
        return Section("pairings", ())
    selection = found.view.selection
    return Section(
        "pairings",
        (
            ChartShown("atlas", selection, "place_map"),
            Heading(_("Pairings")),
            pairing_table(found.view.pairings, found.view.counts, "place_pairings"),
            ChartShown("timeline", replace(selection, events=events), "place_timeline"),
        ),
    )


def _exchanges(found: Profile) -> Section:
    if found.exchanges.empty:
        return Section("exchanges", ())
    table = exchange_table(found.view.catalog, found.exchanges, "place_exchanges")
    return Section("exchanges", (Heading(_("Documented exchanges")), table))


def _totals(found: Profile) -> Section:
    catalog = found.view.catalog
    end = "us" if found.place_id.startswith("us-") else "cn"
    reported, official = catalog.reported_totals, catalog.official_totals
    return totals(
        catalog,
        reported[reported[f"{end}_place_id"] == found.place_id],
        official[official["scope_place_id"] == found.place_id],
    )
