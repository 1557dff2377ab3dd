"""Rules of the codes by which places join to other data."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dashboard.catalog.problems import Problem
from dashboard.catalog.rules.rule import breaches, rule
from dashboard.catalog.tables import FIRST_LEVEL, Tables

# How many digits a GEOID has: of a state, a county, a place, a subdivision of a county.
STATE, COUNTY, PLACE, SUBDIVISION = 2, 5, 7, 10
DIGITS = {
    "state": (STATE,),
    "federal_district": (STATE,),
    "county": (COUNTY,),
    "township": (SUBDIVISION,),
}


@rule(
    "A Census GEOID stands only at a US place: of two digits at a state or the federal district, "
    "of five at a county, of ten at a township, of seven or ten at any other; it begins with that "
    "of its state."
)
def geoid_fits_its_place(tables: Tables) -> Iterator[Problem]:
    frame = tables["places"]
    code = frame["census_geoid"]
    allowed = frame["level"].map(lambda level: DIGITS.get(level, (PLACE, SUBDIVISION)))
    long = pd.Series(
        [
            len(one) in digits
            for one, digits in zip(code.fillna("").astype(str), allowed, strict=True)
        ],
        index=frame.index,
    )
    first = frame["level"].isin(FIRST_LEVEL) & (frame["country"] == "US")
    states = frame[first].set_index("admin1")["census_geoid"]
    fits = (frame["country"] == "US") & long & (code.str[:STATE] == frame["admin1"].map(states))
    yield from breaches(
        tables,
        "places",
        code.notna() & ~fits.fillna(False).astype(bool),
        "census_geoid",
        "it is no GEOID of a place of this state and level",
        "Take the code from the Census Bureau's gazetteer, that of the state first",
    )


@rule(
    "A GB/T 2260 code stands only at a Chinese place: it ends in 0000 at a first-level unit, in 00 "
    "at a prefecture, otherwise in neither; it begins with the two digits of its province."
)
def gbt2260_fits_its_place(tables: Tables) -> Iterator[Problem]:
    frame = tables["places"]
    code = frame["gbt2260"]
    first = frame["level"].isin(FIRST_LEVEL)
    zeros = code.str.extract("(0000|00|)$")[0].str.len()
    expected = (
        pd.Series(0, index=frame.index).mask(frame["level"] == "prefecture", 2).mask(first, 4)
    )
    provinces = frame[first].set_index("admin1")["gbt2260"]
    begins = code.str[:2] == frame["admin1"].map(provinces).str[:2]
    fits = (frame["country"] == "CN") & (zeros == expected) & begins
    yield from breaches(
        tables,
        "places",
        code.notna() & ~fits.fillna(False).astype(bool),
        "gbt2260",
        "it is no code of a place of this province and level",
        "Take the code from GB/T 2260, that of the province first",
    )


@rule("No two places have the same Census GEOID, GB/T 2260 code or Wikidata item.")
def no_code_stands_twice(tables: Tables) -> Iterator[Problem]:
    frame = tables["places"]
    for column in ("census_geoid", "gbt2260", "wikidata"):
        yield from breaches(
            tables,
            "places",
            frame[column].notna() & frame[column].duplicated(),
            column,
            "another place above has the same code",
            "Find out which place is meant",
        )
