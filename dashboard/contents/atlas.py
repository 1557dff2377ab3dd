"""Atlas: where are the ties? The map, its numbers, and the same selection as a table."""

from __future__ import annotations

from dashboard.contents.blocks import ChartShown, Choice, Heading, Page, Paragraph, Section
from dashboard.contents.headline import headline_figures, left_out, unless_empty
from dashboard.contents.tables import pairing_table
from dashboard.language import _, number
from dashboard.measures.headline import headline
from dashboard.selection import VIEWS, View
from dashboard.words import VIEWS as VIEW_WORDS
from dashboard.words import say


def page(view: View) -> Page:
    """Return what the page says of a view."""
    return Page(
        _("Atlas"),
        (
            Section("head", (Heading(_("Atlas"), 1, seen=False), headline_figures(view))),
            _map(view),
            left_out(view),
            _pairings(view),
        ),
    )


def _map(view: View) -> Section:
    selection = view.selection
    presets = tuple((code, say(VIEW_WORDS, code)) for code in VIEWS)
    note = _(
        "Click a state, province or place to filter to it, again to undo; the sidebar does "
        "the same from the keyboard. Boundaries are for reference and imply no position."
    )
    return Section(
        "map",
        (
            Choice("view", _("Map of"), presets, selection.view),
            ChartShown("atlas", selection, "atlas"),
            Paragraph((note,), "note"),
        ),
    )


def _pairings(view: View) -> Section:
    count = number(headline(view).pairings)
    return Section(
        "pairings",
        unless_empty(
            view,
            Heading(_("The {count} pairings behind the map").format(count=count)),
            pairing_table(view.pairings, view.counts, "atlas_table"),
        ),
    )
