"""What the map shows: pairings and exchanges by state or province, and by place."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from dashboard.measures.headline import VIEWS_KEPT
from dashboard.selection import View


@lru_cache(maxsize=VIEWS_KEPT)
def by_unit(view: View) -> pd.DataFrame:
    """Count pairings and exchanges by state and province.

    Returns:
        Index `admin1`; columns `pairings`, `state_province`, `exchanges`. Units without a pairing
        are absent.
    """
    first_level = (view.pairings["tier"] == "state-province").astype(int)
    exchanges = view.pairings["pairing_id"].map(view.counts).astype(int)
    long = pd.concat(
        pd.DataFrame(
            {
                "admin1": view.pairings[column],
                "pairings": 1,
                "state_province": first_level,
                "exchanges": exchanges,
            }
        )
        for column in ("us_admin1", "cn_admin1")
    )
    return long.groupby("admin1").sum()


@lru_cache(maxsize=VIEWS_KEPT)
def by_place(view: View) -> pd.DataFrame:
    """Count pairings and exchanges by place, and name the partner of places with one pairing.

    Returns:
        Index `place_id`; columns `pairings`, `exchanges`, `partner` (place id of one partner),
        `established` (year of one pairing, or ""), `first_level` (holds a state–province pairing).
    """
    exchanges = view.pairings["pairing_id"].map(view.counts).astype(int)
    ends = ("us_place_id", "cn_place_id")
    long = pd.concat(
        pd.DataFrame(
            {
                "place_id": view.pairings[end],
                "partner": view.pairings[other],
                "first_level": view.pairings["tier"] == "state-province",
                "established": view.pairings["established"].fillna("").str[:4],
                "exchanges": exchanges,
            }
        )
        for end, other in (ends, ends[::-1])
    )
    return long.groupby("place_id").agg(
        pairings=("partner", "size"),
        exchanges=("exchanges", "sum"),
        partner=("partner", "first"),
        established=("established", "first"),
        first_level=("first_level", "any"),
    )
