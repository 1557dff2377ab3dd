"""Which tables there are, and what their cells mean to code."""

from __future__ import annotations

import pandas as pd

Tables = dict[str, pd.DataFrame]

TABLES = (
    "places",
    "pairings",
    "candidates",
    "exchanges",
    "exchange_counts",
    "reported_totals",
    "official_totals",
    "context_events",
    "indicators",
    "findings",
    "provinces",
    "states",
    "sources",
)
# Levels of places.
COUNTRY = "country"
FIRST_LEVEL = frozenset(
    {"state", "federal_district", "province", "autonomous_region", "municipality"}
)


def split_ids(source_ids: str) -> list[str]:
    """Split a `source_ids` cell into its identifiers."""
    return [part.strip() for part in source_ids.split(";") if part.strip()]


def years_of(dates: pd.Series) -> pd.Series:
    """Return the years of dates (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`); NA where there is none."""
    return pd.to_numeric(dates.str[:4], errors="coerce").astype("Int64")
