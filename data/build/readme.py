"""What ``data/README.md`` says in numbers, computed from the tables.

``python -m cogapp -r data/README.md``, run in the repository's folder, writes it between the
README's cog marks; ``tests/test_docs.py`` fails while they hold something else. What an audit found
or an authority said at a date is no fact of the tables and stands in the README itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pandas as pd

from dashboard import catalog
from dashboard.catalog import RULES, Catalog, split_ids
from dashboard.measures.coverage import by_province, sister
from dashboard.selection import TIERS

# The official counts that the README tells: the last that it could split by tier, and the newest.
SPLIT, NEWEST = "cn-2022-04", "cn-2025-10"
CONFIDENCES = {"documented": "documented", "reported": "reported", "listed": "only listed"}


@cache
def package() -> Catalog:
    """Return the shipped package."""
    return catalog.load()


def held() -> pd.DataFrame:
    """Return the exchanges that took place, without those only announced."""
    return package().exchanges[~package().exchanges["planned"]]


def rows(name: str) -> str:
    """Return how many rows the file of this name has."""
    return f"{len(pd.read_csv(package().directory / f'{name}.csv', dtype='str')):,}"


def table(header: str, cells: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table under a header of two lines."""
    written = (("".join(f"| {cell} " if cell != "" else "| " for cell in row)) for row in cells)
    return "\n".join([header, *(f"{row}|" for row in written)])


def rules() -> str:
    """Return what each rule demands, as a list."""
    return "\n".join(f"- {rule.says}" for rule in RULES)


def overview() -> str:
    """Return the table of tables."""
    pairings, exchanges, sources = package().pairings, package().exchanges, package().sources
    relations = pairings["relation"].value_counts()
    tiers = pairings["tier"].value_counts()
    through = held()["pairing_id"].dropna()
    described = {
        "places": "places, with coordinates and names in both languages",
        "pairings": f"{relations['sister']} sister, {relations['friendship']} friendship; "
        f"{tiers['state-province']} of all tie a state and a province",
        "exchanges": f"{len(held()):,} held, {exchanges['planned'].sum():,} only announced; "
        f"{len(through):,} through {through.nunique():,} pairings",
        "exchange_counts": "generated from `exchanges.csv`; never edited",
        "reported_totals": "aggregates that sources state",
        "official_totals": "what authorities count, with date and scope",
        "context_events": "summits, laws, conferences, epidemics",
        "indicators": "yearly series: students, flights, opinion",
        "findings": "numbers and process claims of five studies and reports",
        "provinces states": "first-level units",
        "candidates": "ties that were looked for and not confirmed, with why",
        "chinese_names": "further and former Chinese names of places, for matching with "
        "registries; made by `build/chinese_names.py`",
        "sources": f"documents, {sources['url'].notna().sum():,} of them with a link",
    }
    return table(
        "| Table | Rows | |\n|---|---:|---|",
        (
            (", ".join(f"`{name}.csv`" for name in names), ", ".join(map(rows, names)), text)
            for names, text in ((key.split(), text) for key, text in described.items())
        ),
    )


def national() -> str:
    """Return the table that holds what is identified here against the official counts."""
    official = package().official_totals.set_index("official_total_id")
    tiers = package().pairings.groupby("relation")["tier"].value_counts()

    def compared(said: str, count: int, total: str, column: str) -> tuple[object, ...]:
        pairs, date = official.loc[total, column], official.loc[total, "date"]
        month = pd.Timestamp(str(date)).strftime("%B %Y")
        return said, count, f"{pairs} ({month})", signed(count - pairs)

    states, cities = (int(tiers["sister", tier]) for tier in TIERS)
    return table(
        "| | Identified here | Official | Difference |\n|---|---:|---:|---:|",
        (
            compared("State–province, sister", states, SPLIT, "state_province_pairs"),
            compared("City, sister", cities, SPLIT, "city_pairs"),
            compared("All, sister", states + cities, NEWEST, "pairs"),
            (
                "State–province, friendship",
                tiers["friendship", "state-province"],
                "not counted",
                "",
            ),
        ),
    )


def signed(difference: int) -> str:
    """Return a difference with its sign."""
    return f"{difference:+d}" if difference else "0"


def statuses() -> str:
    """Return how many pairings are ended and inactive, in parentheses."""
    counts = package().pairings["status"].value_counts()
    return f"({counts['ended']} ended, {counts['inactive']} inactive);"


def provinces() -> str:
    """Return the table of pairings by province beside each province's official count."""
    pairings = package().pairings
    counts = (
        pairings.groupby(["cn_admin1", "relation", "tier"]).size().unstack(["relation", "tier"])
    )
    names = package().provinces.set_index("iso_3166_2")["name"].sort_values()
    counts = counts.reindex(names.index).fillna(0).astype(int)
    official = by_province(package()).set_index("code")
    cells = []
    for code, name in names.items():
        states, cities = (counts.loc[code, ("sister", tier)] for tier in TIERS)
        total = official.loc[code]
        stated = pd.notna(total["official"])
        cells.append(
            (
                name,
                states,
                cities,
                states + cities,
                counts.loc[code, "friendship"].sum(),
                f"{total['official']} ({total['counted_by']}, {total['date']})" if stated else "–",
                signed(states + cities - total["official"]) if stated else "–",
            )
        )
    return table(
        "| Province | Sister, state–province | Sister, city | Sister, all | Friendship | Official "
        "| Difference |\n|---|---:|---:|---:|---:|---|---:|",
        cells,
    )


def share(part: int, whole: int) -> str:
    """Return a share in whole per cent."""
    return f"{100 * part / whole:.0f} %"


def quality() -> str:
    """Return how sure, dated and even the rows are, as a list."""
    pairings, ties, exchanges = package().pairings, sister(package()), held()
    confidence = ties["confidence"].value_counts()
    dated = int(ties["established_year"].notna().sum())
    status = pairings["status"].value_counts()
    sources = package().sources
    chinese = set(sources.loc[sources["language"] == "zh", "source_id"])
    in_chinese = exchanges["source_ids"].map(lambda ids: not chinese.isdisjoint(split_ids(ids)))
    years = exchanges["year"]
    silent = [str(year) for year in range(1979, 2026) if not (years == year).any()]
    sectors = exchanges["sector"].value_counts()
    said = (
        "Confidence of sister pairings: "
        + ", ".join(
            f"{share(confidence[code], len(ties))} {name}" for code, name in CONFIDENCES.items()
        ),
        f"Year of establishment known for {share(dated, len(ties))} of sister pairings "
        f"({dated} of {len(ties)})",
        f"Status known for {share(len(pairings) - status['unknown'], len(pairings))} of pairings "
        f"({status['active']} active)",
        f"Exchanges held: {years.between(1990, 1999).sum()} in the 1990s; "
        f"{years.isna().sum()} of unknown year; {in_chinese.sum()} with a Chinese-language source; "
        f"years 1979–2025 without any: {', '.join(silent) or 'none'}",
        "By sector: "
        + ", ".join(f"{code.replace('_', ' ')} {count}" for code, count in sectors.items()),
    )
    return "\n".join(f"- {one}." for one in said)
