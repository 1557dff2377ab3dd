"""The charts of the network page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard.captions import network as captions
from dashboard.charts.base import Chart, Option, cited, rows_behind
from dashboard.figures import network as figures
from dashboard.measures.network import ATTRIBUTE, ORDERS, alike_without_tie, flows, shown_matrix
from dashboard.selection import Selection, View
from dashboard.words import N_, unit_names

# As many units as there can be: none is folded into a region.
EVERY = 100
TITLES = {
    "alike": N_("Network, similar partners together"),
    "most": N_("Network, most pairings first"),
    "east": N_("Network, east to west"),
}
UNITS = {
    "state": "Postal code of the state.",
    "state_name": "Name of the state.",
    "province": "ISO 3166-2 code of the province.",
    "province_name": "Name of the province.",
}


def _named(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Return `state`, `province` and `pairings` with the units' names beside their codes."""
    names = unit_names(view.catalog)
    return pd.DataFrame(
        {
            "state": table["state"],
            "state_name": table["state"].map(names),
            "province": table["province"],
            "province_name": table["province"].map(names),
            "pairings": table["pairings"],
        }
    )


def cells_shown(view: View) -> pd.DataFrame:
    """Return what the matrix shows: a row a state and province, those without a pairing too.

    Returns:
        Columns `state`, `state_name`, `province`, `province_name`, `pairings`; most pairings
        first.
    """
    table = shown_matrix(view).rename_axis(index="province", columns="state")
    cells = table.melt(ignore_index=False, value_name="pairings").reset_index()
    order = ["pairings", "state", "province"]
    cells = cells.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return _named(view, cells)


def flows_shown(view: View) -> pd.DataFrame:
    """Return what the flow chart adds up: a row a state and province with a pairing."""
    return _named(view, flows(view, EVERY).rename(columns={"us": "state", "cn": "province"}))


def without_places(selection: Selection) -> Selection:
    """Return a selection without its filters by state, province and place."""
    return replace(selection, states=(), provinces=(), places=())


def rows_alike(view: View) -> dict[str, pd.DataFrame]:
    """Return all rows behind the coal states and provinces.

    Returns:
        `pairings` between them, `exchanges` through those, `states` and `provinces` that lead in
        coal, and the `sources` cited.
    """
    catalog = view.catalog
    states = catalog.states[catalog.states[ATTRIBUTE]]
    provinces = catalog.provinces[catalog.provinces[ATTRIBUTE]]
    rows = rows_behind(view)
    pairings = rows["pairings"]
    pairings = pairings[
        pairings["us_admin1"].isin(states["postal"])
        & pairings["cn_admin1"].isin(provinces["iso_3166_2"])
    ]
    exchanges = rows["exchanges"]
    exchanges = exchanges[exchanges["pairing_id"].isin(pairings["pairing_id"])]
    return cited(
        catalog, pairings=pairings, exchanges=exchanges, states=states, provinces=provinces
    )


CHARTS = (
    Chart(
        "network",
        TITLES[ORDERS[0]],
        "network",
        figures.draw,
        lambda view, order: captions.matrix(view, order, regions=False),
        lambda view, order: captions.matrix_alt(view),
        lambda view, order: cells_shown(view),
        {**UNITS, "pairings": "Pairings of the state and the province."},
        rows_behind,
        dense=True,
        option=Option("order", TITLES),
    ),
    Chart(
        "flows",
        N_("Flows between states and provinces"),
        "network",
        figures.draw_flows,
        partial(captions.flow, most=figures.NAMED_WIDE),
        partial(captions.flow_alt, most=figures.NAMED_WIDE),
        flows_shown,
        {**UNITS, "pairings": "Pairings of the state and the province."},
        rows_behind,
        # One band would say no more than a cell of the matrix.
        ready=lambda view: len(flows(view, EVERY)) > 1,
        needs=N_("pairings of two states or two provinces"),
    ),
    Chart(
        "alike",
        N_("Places alike without a tie: coal"),
        "network",
        figures.draw_alike,
        captions.alike,
        captions.alike_alt,
        lambda view: _named(view, alike_without_tie(view)),
        {**UNITS, "pairings": "Pairings of the state and the province; 0: no tie."},
        rows_alike,
        ("pairings", "exchanges", "states", "provinces"),
        scope=without_places,
    ),
)
