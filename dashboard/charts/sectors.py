"""The charts of the sectors page."""

from __future__ import annotations

import pandas as pd

from dashboard.captions import sectors as captions
from dashboard.charts.base import Chart, Option, rows_behind
from dashboard.figures import sectors as figures
from dashboard.measures.sectors import (
    BY,
    CLASSES,
    COLUMNS,
    PERIOD,
    classes_by_period,
    exchange_class,
)
from dashboard.selection import View
from dashboard.words import N_

TITLES = {
    "year": N_("Sectors by year"),
    "direction": N_("Sectors by direction"),
    "kind": N_("Sectors by kind"),
    "state": N_("Sectors by state"),
    "province": N_("Sectors by province"),
}
ACROSS = {
    "year": "Calendar year; empty where no source states it.",
    "direction": "Direction of the exchange; empty where no source states it.",
    "kind": "Kind of exchange.",
    "state": "Postal code of the US place's state.",
    "province": "ISO 3166-2 code of the Chinese place's province.",
}


def cells_shown(view: View, by: str) -> pd.DataFrame:
    """Return what a table of sectors shows: a row a cell that is not empty, and what it leaves out.

    Returns:
        Columns `sector`, `<by>` (empty where unknown), `exchanges`.
    """
    exchanges = view.exchanges.rename(columns={COLUMNS.get(by, by): by})
    counts = exchanges.groupby(["sector", by], dropna=False).size()
    return counts.reset_index(name="exchanges")


def classes_shown(view: View) -> pd.DataFrame:
    """Return what the bars by class show: a row a period, and one for what has no known year.

    Returns:
        Columns `from_year`, `to_year` (both empty for the unknown), and each of `CLASSES`.
    """
    table = classes_by_period(view, PERIOD)
    first, last = view.selection.years
    begins = table.index.to_series()
    shown = table.assign(
        from_year=begins.clip(lower=first), to_year=(begins + PERIOD - 1).clip(upper=last)
    )
    undated = exchange_class(view.exchanges[view.exchanges["year"].isna()]).value_counts()
    unknown = pd.DataFrame([undated.reindex(list(CLASSES), fill_value=0).to_dict()])
    columns = ["from_year", "to_year", *CLASSES]
    return pd.concat(
        [part.reindex(columns=columns).astype("Int64") for part in (shown, unknown)],
        ignore_index=True,
    )


CHARTS = (
    Chart(
        "sectors",
        TITLES[BY[0]],
        "sectors",
        figures.draw,
        # Files of both widths draw the same table, folded where it is narrow.
        lambda view, by: captions.sectors(view, by, narrow=False),
        captions.sectors_alt,
        cells_shown,
        {
            "sector": "Sector of the exchanges.",
            **ACROSS,
            "exchanges": "Documented exchanges.",
        },
        rows_behind,
        dense=True,
        option=Option("by", TITLES),
    ),
    Chart(
        "classes",
        N_("Classes of exchange"),
        "sectors",
        figures.draw_classes,
        captions.classes,
        captions.classes_alt,
        classes_shown,
        {
            "from_year": "First year of the period; empty for what has no known year.",
            "to_year": "Last year of the period.",
            "people": "Documented exchanges that are people-to-people.",
            "economic": "The others in trade and investment, agriculture or tourism.",
            "official": "All others: protocol, planning and the like.",
        },
        rows_behind,
    ),
)
