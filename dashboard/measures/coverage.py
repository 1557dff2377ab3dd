"""How much of what exists is here: against official totals, by tier, province, decade, source."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.catalog import Catalog, split_ids
from dashboard.measures.sectors import period_of
from dashboard.selection import TIERS

NATION = "cn"
# The sources at hand are rich from the year that the web archives of city offices begin.
RICH_FROM = 2008


def sister(catalog: Catalog) -> pd.DataFrame:
    """Return the sister pairings, the kind that official totals count."""
    return catalog.pairings[catalog.pairings["relation"] == "sister"]


def in_force_at(pairings: pd.DataFrame, date: str) -> tuple[int, int]:
    """Count pairings in force at a date.

    Args:
        pairings: Rows of the pairings table.
        date: A date as precise as known; dates compare over what both state.

    Returns:
        How many were established by then, and how many more may have been, their year unknown.
    """

    def by_then(value: object) -> bool:
        shared = min(len(str(value)), len(date))
        return str(value)[:shared] <= date[:shared]

    begun = pairings["established"].map(by_then, na_action="ignore")
    ended = pairings["ended"].map(by_then, na_action="ignore").eq(True)
    unknown = pairings["established"].isna()
    return int((begun.eq(True) & ~ended).sum()), int((unknown & ~ended).sum())


def history(catalog: Catalog) -> pd.DataFrame:
    """Hold every national official total against what is identified here for its date.

    Returns:
        By date: `date`, `pairs`, `counted_by`, `side`, `source_ids`, `known` (sister pairings
        established by then and not ended), `undated` (of unknown year, not ended by then).
    """
    totals = catalog.official_totals
    totals = totals[(totals["scope_place_id"] == NATION) & totals["pairs"].notna()]
    totals = totals.sort_values("date", kind="stable", ignore_index=True)
    found = [in_force_at(sister(catalog), str(date)) for date in totals["date"]]
    return totals[["date", "pairs", "counted_by", "side", "source_ids"]].assign(
        known=[known for known, _undated in found], undated=[undated for _known, undated in found]
    )


def by_tier(catalog: Catalog) -> pd.DataFrame:
    """Hold the newest official total that states both tiers against what is identified here.

    Returns:
        One row a tier: `tier`, `official`, `date`, `counted_by`, `source_ids`, `known`,
        `undated`. Empty when no official total states both tiers.
    """
    columns = ["tier", "official", "date", "counted_by", "source_ids", "known", "undated"]
    totals = catalog.official_totals
    totals = totals[
        (totals["scope_place_id"] == NATION)
        & totals["state_province_pairs"].notna()
        & totals["city_pairs"].notna()
        & (totals["side"] != "US")
    ]
    if totals.empty:
        return pd.DataFrame(columns=columns)
    newest = totals.sort_values("date", kind="stable").iloc[-1]
    pairings = sister(catalog)
    rows = []
    for tier, column in zip(TIERS, ("state_province_pairs", "city_pairs"), strict=True):
        known, undated = in_force_at(pairings[pairings["tier"] == tier], str(newest["date"]))
        rows.append(
            (
                tier,
                int(newest[column]),
                newest["date"],
                newest["counted_by"],
                newest["source_ids"],
                known,
                undated,
            )
        )
    return pd.DataFrame(rows, columns=columns)


def by_province(catalog: Catalog) -> pd.DataFrame:
    """Count sister pairings by province and confidence, beside the province's official total.

    Returns:
        One row a province, most first: `code`, `identified`, `documented`, `reported`, `listed`,
        `year_unknown`, `official` (newest total stated, NA), `date`, `counted_by`.
    """
    pairings = sister(catalog)
    units = catalog.provinces.set_index("iso_3166_2")
    grouped = pairings.groupby("cn_admin1")
    confidence = (
        pairings.groupby(["cn_admin1", "confidence"]).size().unstack(fill_value=0)
    ).reindex(columns=["documented", "reported", "listed"], fill_value=0)
    table = pd.DataFrame(
        {
            "identified": grouped.size(),
            **{column: confidence[column] for column in confidence.columns},
            "year_unknown": grouped["established_year"].agg(lambda years: years.isna().sum()),
        }
    )
    table = table.reindex(units.index).fillna(0).astype(int)
    totals = catalog.official_totals
    totals = totals[totals["pairs"].notna()].sort_values("date", kind="stable")
    newest = totals.drop_duplicates("scope_place_id", keep="last").set_index("scope_place_id")
    place = units["place_id"]
    for column, source in (("official", "pairs"), ("date", "date"), ("counted_by", "counted_by")):
        table[column] = place.map(newest[source])
    return (
        table.rename_axis("code")
        .reset_index()
        .sort_values("identified", ascending=False, kind="stable", ignore_index=True)
    )


def by_decade(catalog: Catalog) -> pd.DataFrame:
    """Count sister pairings and documented exchanges by decade, unknown years last.

    Returns:
        `decade` (first year; NA for unknown), the tiers, `documented`, `reported`, `listed`
        (new pairings by confidence), `exchanges`.
    """
    pairings = sister(catalog)
    decade = period_of(pairings["established_year"], 10)
    held = catalog.exchanges[~catalog.exchanges["planned"]]
    counts = pd.concat(
        [
            *(
                pairings.groupby([decade, pairings[column]], dropna=False)
                .size()
                .unstack(fill_value=0)
                for column in ("tier", "confidence")
            ),
            held.groupby(period_of(held["year"], 10), dropna=False).size().rename("exchanges"),
        ],
        axis=1,
    )
    wanted = [*TIERS, "documented", "reported", "listed", "exchanges"]
    return (
        counts.reindex(columns=wanted)
        .fillna(0)
        .astype(int)
        .rename_axis("decade")
        .reset_index()
        .sort_values("decade", na_position="last", ignore_index=True)
    )


@dataclass(frozen=True)
class Gaps:
    """What is known to be missing or uneven.

    Attributes:
        sister: Sister pairings identified.
        year_unknown: How many of them have no known year.
        status_unknown: How many of them have no known status.
        silent: How many of them have no documented exchange.
        listed: How many of them stand only in a list.
        exchanges: Documented exchanges, all of them.
        exchanges_undated: How many have no known year.
        exchanges_recent: How many are dated `RICH_FROM` or later.
        sources: Sources that pairings and exchanges cite.
        sources_english: How many are in English.
        sources_dated: How many are dated.
        sources_recent: How many are dated `RICH_FROM` or later.
    """

    sister: int
    year_unknown: int
    status_unknown: int
    silent: int
    listed: int
    exchanges: int
    exchanges_undated: int
    exchanges_recent: int
    sources: int
    sources_english: int
    sources_dated: int
    sources_recent: int


def cited_sources(catalog: Catalog) -> pd.DataFrame:
    """Return the sources that pairings and exchanges cite."""
    cited = {
        source_id
        for table in (catalog.pairings, catalog.exchanges)
        for ids in table["source_ids"]
        for source_id in split_ids(ids)
    }
    return catalog.sources[catalog.sources["source_id"].isin(cited)]


def gaps(catalog: Catalog) -> Gaps:
    """Count what is missing or uneven in the catalog."""
    pairings = sister(catalog)
    held = catalog.exchanges[~catalog.exchanges["planned"]]
    sources = cited_sources(catalog)
    year = sources["date"].str[:4].astype("Int64")
    return Gaps(
        sister=len(pairings),
        year_unknown=int(pairings["established_year"].isna().sum()),
        status_unknown=int((pairings["status"] == "unknown").sum()),
        silent=int((~pairings["pairing_id"].isin(held["pairing_id"])).sum()),
        listed=int((pairings["confidence"] == "listed").sum()),
        exchanges=len(held),
        exchanges_undated=int(held["year"].isna().sum()),
        exchanges_recent=int((held["year"] >= RICH_FROM).sum()),
        sources=len(sources),
        sources_english=int((sources["language"] == "en").sum()),
        sources_dated=int(year.notna().sum()),
        sources_recent=int((year >= RICH_FROM).sum()),
    )
