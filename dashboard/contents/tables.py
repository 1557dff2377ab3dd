"""Tables that several pages show: pairings and exchanges."""

from __future__ import annotations

import pandas as pd

from dashboard.catalog import Catalog, split_ids
from dashboard.contents.blocks import Column, Table
from dashboard.contents.sources import source
from dashboard.language import _, told
from dashboard.words import (
    DIRECTIONS,
    KINDS,
    RELATIONS,
    SECTORS,
    STATUSES,
    TIERS,
    bilingual,
    own_names,
    say,
)

# Long tables are shown in parts of so many rows.
PART = 50


def worded(codes: pd.Series, words: dict[str, str]) -> pd.Series:
    """Return the words for a column of codes."""
    return codes.map({code: say(words, code) for code in words}).astype("category")


def pairing_table(
    pairings: pd.DataFrame, counts: pd.Series, key: str, part: int | None = None
) -> Table:
    """Return pairings as a table, most exchanges first, each with a link to its page and sources.

    Args:
        pairings: Rows of the catalog's pairings.
        counts: Exchanges by `pairing_id`.
        key: Name of the table on its page.
        part: How many rows stand at a time.
    """
    rows = pd.DataFrame(
        {
            "us": own_names(pairings, "us_name") + ", " + pairings["us_admin1"],
            "cn": bilingual(pairings["cn_name"], pairings["cn_name_zh"]),
            "since": pairings["established"].str[:4],
            "exchanges": pairings["pairing_id"].map(counts).fillna(0).astype("int16"),
            "tier": worded(pairings["tier"], TIERS),
            "relation": worded(pairings["relation"], RELATIONS),
            "status": worded(pairings["status"], STATUSES),
            "sources": "/pairing?pairing=" + pairings["pairing_id"],
        }
    ).sort_values(["exchanges", "us"], ascending=[False, True])
    return Table(
        key,
        rows,
        (
            Column("us", _("US place"), pinned=True),
            Column("cn", _("Chinese place")),
            Column("since", _("Since"), help=_("Year established; empty when no source says")),
            Column("exchanges", _("Exchanges"), "number", help=_("Documented exchanges shown")),
            Column("tier", _("Tier")),
            Column("relation", _("Relation")),
            Column("status", _("Status")),
            Column("sources", _("Says who?"), "link", word=_("sources")),
        ),
        _("Pairings of the selection, one a row, with a link to the sources of each"),
        part,
    )


def exchange_table(
    catalog: Catalog, exchanges: pd.DataFrame, key: str, part: int | None = None
) -> Table:
    """Return exchanges as a table, the newest first, each with its first source.

    Args:
        catalog: All tables.
        exchanges: Rows of the catalog's exchanges.
        key: Name of the table on its page.
        part: How many rows stand at a time.
    """
    first = [source(catalog, split_ids(ids)[0]) for ids in exchanges["source_ids"]]
    when = exchanges["date"].fillna(exchanges["year"].astype("str").replace("<NA>", ""))
    rows = pd.DataFrame(
        {
            "date": when,
            "us": own_names(exchanges, "us_name"),
            "cn": own_names(exchanges, "cn_name"),
            "summary": exchanges["summary"].map(told),
            "sector": worded(exchanges["sector"], SECTORS),
            "kind": worded(exchanges["kind"], KINDS),
            "direction": worded(exchanges["direction"], DIRECTIONS),
            "people": exchanges["participants"],
            "source": [one.publisher for one in first],
            "url": pd.Series([one.url or None for one in first], exchanges.index, "str"),
        }
    ).sort_values("date", ascending=False)
    return Table(
        key,
        rows,
        (
            Column("date", _("Date"), help=_("Empty when no source says")),
            Column("us", _("US place")),
            Column("cn", _("Chinese place")),
            Column("summary", _("What happened"), wide=True),
            Column("sector", _("Sector")),
            Column("kind", _("Kind")),
            Column("direction", _("Direction")),
            Column("people", _("Participants"), "number"),
            Column("source", _("Source")),
            Column("url", _("Link"), "link", word=_("open")),
        ),
        _("Documented exchanges, one a row, with the source of each"),
        part,
    )
