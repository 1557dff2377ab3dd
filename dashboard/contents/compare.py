"""Compare: two to five places side by side, on the same scales."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.compare import MOST, profiles
from dashboard.contents.blocks import (
    Block,
    ChartShown,
    Column,
    Heading,
    Page,
    Paragraph,
    Section,
    Table,
)
from dashboard.language import _
from dashboard.profile import Profile
from dashboard.selection import View
from dashboard.words import SECTORS, listing, say


def page(view: View) -> Page:
    """Return what the page says of the places that are chosen."""
    chosen = view.selection.places
    if len(chosen) < 2:
        title = _("Compare places")
        ask = _(
            "Choose two to five places at left under “Place”: states, provinces, cities, counties."
        )
        return Page(title, (Section("head", (Heading(title, 1), Paragraph((ask,)))),))
    found = profiles(view)
    names = listing([place.name for place in found])
    title = _("Compare {places}").format(places=names)
    head: list[Block] = [Heading(title, 1)]
    if len(chosen) > MOST:
        first = _("The first {n} of the places chosen are compared.").format(n=MOST)
        head.append(Paragraph((first,), "note"))
    scope = _("All relations and years; the other filters do not apply to this page.")
    return Page(
        title,
        (
            Section("head", tuple(head)),
            Section("chart", (ChartShown("compare", view.selection, "compare"),)),
            Section(
                "numbers",
                (
                    Heading(_("The same in numbers")),
                    _numbers(found),
                    Paragraph((scope,), "note"),
                ),
            ),
        ),
    )


def _numbers(found: list[Profile]) -> Table:
    """Return one row a figure, one column a place."""
    label = _("All relations and years")
    rows = pd.DataFrame(
        {
            "figure": [
                _("Sister pairings"),
                _("Friendship pairings"),
                _("Of unknown year"),
                _("Documented exchanges"),
                _("People-to-people among them"),
                _("Most frequent sector"),
            ],
            **{place.place_id: _figures(place) for place in found},
        }
    )
    columns = [Column(place.place_id, place.names[0]) for place in found]
    return Table(
        "compare_numbers", rows, (Column("figure", label, pinned=True), *columns), label, whole=True
    )


def _figures(place: Profile) -> list[str]:
    relations = place.view.pairings["relation"]
    sectors = place.exchanges["sector"].value_counts()
    return [
        str((relations == "sister").sum()),
        str((relations == "friendship").sum()),
        str(place.view.pairings["established_year"].isna().sum()),
        str(len(place.exchanges)),
        str(place.exchanges["people_to_people"].sum()),
        say(SECTORS, str(sectors.index[0])) if len(sectors) else "–",
    ]
