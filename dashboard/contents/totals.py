"""Totals that sources report of a place or a pairing."""

from __future__ import annotations

import pandas as pd

from dashboard.captions import phrases
from dashboard.catalog import Catalog
from dashboard.contents.blocks import Bullets, Heading, Section
from dashboard.contents.sources import says_who
from dashboard.language import _, told
from dashboard.text import marked


def totals(catalog: Catalog, reported: pd.DataFrame, official: pd.DataFrame) -> Section:
    """Return what sources report in sum, and what authorities count.

    Args:
        catalog: All tables.
        reported: Rows of its reported totals.
        official: Rows of its official totals.
    """
    lines = [phrases.reported_total(row) for row in reported.to_dict("records")]
    lines += [
        marked(
            _("{authority} counted {pairs} pairings ({date})."),
            authority=told(row["counted_by"]),
            pairs=row["pairs"],
            date=row["date"],
        )
        for row in official.to_dict("records")
        if pd.notna(row["pairs"])
    ]
    if not lines:
        return Section("totals", ())
    return Section(
        "totals",
        (
            Heading(_("Totals that sources report")),
            Bullets(tuple(lines)),
            says_who(catalog, reported, official),
        ),
    )
