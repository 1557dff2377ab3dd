"""The chart of the atlas page."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import plotly.graph_objects as go

from dashboard.captions import atlas as captions
from dashboard.catalog import Catalog
from dashboard.charts.base import Chart, rows_behind
from dashboard.figures import atlas
from dashboard.figures.style import Style
from dashboard.geography import Plane, load_plane, positions
from dashboard.selection import View
from dashboard.words import N_

EXCHANGES = "Documented exchanges through the pairing that match the selection."


def pairings_shown(view: View) -> pd.DataFrame:
    """Return what the map shows: a row a pairing.

    Returns:
        Columns `pairing_id`, `us_place_id`, `us_name`, `us_name_zh`, `us_admin1`, `cn_place_id`,
        `cn_name`, `cn_name_zh`, `cn_admin1`, `tier`, `relation`, `status`, `established`,
        `exchanges` (documented ones that match), `source_ids`.
    """
    pairings = view.pairings
    columns = [
        "pairing_id",
        *(f"us_{part}" for part in ("place_id", "name", "name_zh", "admin1")),
        *(f"cn_{part}" for part in ("place_id", "name", "name_zh", "admin1")),
        *("tier", "relation", "status", "established"),
    ]
    exchanges = pairings["pairing_id"].map(view.counts).fillna(0).astype(int)
    return pairings[columns].assign(exchanges=exchanges, source_ids=pairings["source_ids"])


@lru_cache(maxsize=2)
def _plane_of(catalog: Catalog) -> tuple[Plane, pd.DataFrame]:
    """Return the plane of the facing maps and where the catalog's places lie on it."""
    return load_plane(), positions(catalog.places)


def _atlas(view: View, style: Style) -> go.Figure:
    return atlas.draw(view, *_plane_of(view.catalog), style)


CHARTS = (
    Chart(
        "atlas",
        N_("Atlas"),
        "",
        _atlas,
        captions.atlas,
        captions.atlas_alt,
        pairings_shown,
        {"exchanges": EXCHANGES},
        rows_behind,
    ),
)
