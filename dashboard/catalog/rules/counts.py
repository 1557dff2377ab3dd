"""Rules of the generated table: `exchange_counts` is what `exchanges` gives."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dashboard.catalog.derived import derive_exchange_counts
from dashboard.catalog.problems import Problem
from dashboard.catalog.rules.rule import FILES, breaches, rule
from dashboard.catalog.tables import Tables

KEY = ["pairing_id", "year", "sector"]
DERIVE = "Run: python -m dashboard derive"


@rule("`exchange_counts.csv` counts each pairing, year and sector once.", generated=True)
def counts_stand_once(tables: Tables) -> Iterator[Problem]:
    twice = tables["exchange_counts"].duplicated(KEY)
    yield from breaches(
        tables, "exchange_counts", twice, "sector", "this count stands in a row above", DERIVE
    )


@rule("`exchange_counts.csv` holds exactly the counts that `exchanges.csv` gives.", generated=True)
def counts_are_derived(tables: Tables) -> Iterator[Problem]:
    derived = derive_exchange_counts(tables["exchanges"])
    shipped = tables["exchange_counts"]
    once = shipped[~shipped.duplicated(KEY)].reset_index()
    both = once.merge(derived, how="outer", on=KEY, suffixes=("", "_due"))
    file = FILES["exchange_counts"]
    for row in both.to_dict("records"):
        known = [str(row[column]) for column in KEY if pd.notna(row[column])]
        if pd.isna(row["index"]):
            broken = f"a count of {row['exchanges_due']} is missing that exchanges.csv gives"
            yield Problem(file, None, "", " ".join(known), broken, DERIVE)
            continue
        for column in ("exchanges", "people_to_people"):
            due = 0 if pd.isna(row[f"{column}_due"]) else row[f"{column}_due"]
            if row[column] != due:
                broken = f"exchanges.csv gives {due:.0f}"
                yield Problem(file, int(row["index"]) + 2, column, str(row[column]), broken, DERIVE)
                break
