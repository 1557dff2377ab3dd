"""Timeline: when were the ties made, and when were they alive?"""

from __future__ import annotations

from dashboard.contents.blocks import ChartShown, Choice, Heading, Page, Paragraph, Section
from dashboard.contents.headline import headline_figures, left_out, unless_empty
from dashboard.contents.tables import exchange_table
from dashboard.language import _, number
from dashboard.measures.headline import headline
from dashboard.selection import EVENT_CATEGORIES, View
from dashboard.words import CATEGORIES, say


def page(view: View) -> Page:
    """Return what the page says of a view."""
    return Page(
        _("Timeline"),
        (
            Section("head", (Heading(_("Timeline"), 1, seen=False), headline_figures(view))),
            _panels(view),
            left_out(view),
            _exchanges(view),
        ),
    )


def _panels(view: View) -> Section:
    selection = view.selection
    categories = tuple((code, say(CATEGORIES, code)) for code in EVENT_CATEGORIES)
    note = _(
        "Click a bar to narrow the years to it; the sidebar's years do the same from the "
        "keyboard. A bar marked ≈ is cut off: read its number. Few exchanges in an early year "
        "may mean few sources, not few exchanges."
    )
    return Section(
        "panels",
        (
            Choice(
                "event",
                _("Context events: the main ones, or all of"),
                categories,
                selection.events,
            ),
            ChartShown("timeline", selection, "timeline"),
            Paragraph((note,), "note"),
        ),
    )


def _exchanges(view: View) -> Section:
    count = number(headline(view).exchanges)
    return Section(
        "exchanges",
        unless_empty(
            view,
            Heading(_("The {count} exchanges behind the chart").format(count=count)),
            exchange_table(view.catalog, view.exchanges, "timeline_table"),
        ),
    )
