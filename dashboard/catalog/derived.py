"""What is computed from the tables: the generated table, and the columns that readers need."""

from __future__ import annotations

import pandas as pd

from dashboard.catalog.tables import Tables, years_of


def derive_exchange_counts(exchanges: pd.DataFrame) -> pd.DataFrame:
    """Count the exchanges of each pairing by year and sector, planned ones left out.

    Args:
        exchanges: The exchanges table.

    Returns:
        Columns `pairing_id`, `year` (NA when unknown), `sector`, `exchanges`,
        `people_to_people`, sorted.
    """
    held = exchanges[~exchanges["planned"] & exchanges["pairing_id"].notna()]
    return (
        held.groupby(["pairing_id", "year", "sector"], dropna=False)
        .agg(exchanges=("exchange_id", "size"), people_to_people=("people_to_people", "sum"))
        .reset_index()
        .sort_values(["pairing_id", "year", "sector"], ignore_index=True)
    )


def with_readers_columns(tables: Tables) -> Tables:
    """Add the columns that `Catalog` promises beside those of the files.

    Args:
        tables: Every table by name, typed.

    Returns:
        The same tables, `pairings` and `exchanges` with the columns that `Catalog` names.
    """
    pairings = _with_places(tables["pairings"], tables["places"]).assign(
        established_year=years_of(tables["pairings"]["established"]),
        ended_year=years_of(tables["pairings"]["ended"]),
    )
    exchanges = _with_places(tables["exchanges"], tables["places"]).merge(
        pairings[["pairing_id", "tier", "relation", "status"]], on="pairing_id", how="left"
    )
    return {**tables, "pairings": pairings, "exchanges": exchanges}


def _with_places(frame: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    known = places.set_index("place_id")
    for end in ("us", "cn"):
        ids = frame[f"{end}_place_id"]
        frame = frame.assign(
            **{
                f"{end}_{column}": ids.map(known[column])
                for column in ("admin1", "name", "name_zh", "level")
            }
        )
    return frame
