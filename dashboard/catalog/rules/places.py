"""Rules of places, and of the two ends that rows tie together."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.catalog.problems import Problem
from dashboard.catalog.rules.rule import breaches, rule
from dashboard.catalog.tables import COUNTRY, FIRST_LEVEL, Tables


@rule("The US end of a row lies in the United States, the Chinese end in China.")
def ends_lie_in_their_countries(tables: Tables) -> Iterator[Problem]:
    country = tables["places"].set_index("place_id")["country"]
    for table in ("pairings", "exchanges", "reported_totals"):
        for column, expected in (("us_place_id", "US"), ("cn_place_id", "CN")):
            ids = tables[table][column]
            yield from breaches(
                tables,
                table,
                ids.notna() & (ids.map(country) != expected),
                column,
                f"the place does not lie in {expected}",
                "Swap the two ends, or mend the identifier",
            )


@rule(
    "The tier of a pairing is `state-province` exactly when both ends are first-level units: a "
    "state or the federal district, a province, autonomous region or municipality."
)
def tier_follows_from_levels(tables: Tables) -> Iterator[Problem]:
    level = tables["places"].set_index("place_id")["level"]
    frame = tables["pairings"]
    first = frame["us_place_id"].map(level).isin(FIRST_LEVEL) & frame["cn_place_id"].map(
        level
    ).isin(FIRST_LEVEL)
    yield from breaches(
        tables,
        "pairings",
        (frame["tier"] == "state-province") != first,
        "tier",
        "state-province means that both ends are first-level units",
        "Check the levels of the two places in places.csv",
    )


@rule("No end of a pairing is a country.")
def no_country_is_paired(tables: Tables) -> Iterator[Problem]:
    level = tables["places"].set_index("place_id")["level"]
    for column in ("us_place_id", "cn_place_id"):
        yield from breaches(
            tables,
            "pairings",
            tables["pairings"][column].map(level) == COUNTRY,
            column,
            "a country cannot be the end of a pairing",
            "Name the place",
        )


@rule("The identifier of a pairing is those of its two places, joined by `--`.")
def pairing_id_joins_its_ends(tables: Tables) -> Iterator[Problem]:
    frame = tables["pairings"]
    yield from breaches(
        tables,
        "pairings",
        frame["pairing_id"] != frame["us_place_id"] + "--" + frame["cn_place_id"],
        "pairing_id",
        "it is not the two place identifiers joined by --",
        "Build it from us_place_id and cn_place_id",
    )


@rule(
    "An exchange or reported total between two paired places names their pairing, and one between "
    "others names none."
)
def rows_name_the_pairing_of_their_places(tables: Tables) -> Iterator[Problem]:
    known = set(tables["pairings"]["pairing_id"])
    for table in ("exchanges", "reported_totals"):
        frame = tables[table]
        built = frame["us_place_id"] + "--" + frame["cn_place_id"]
        expected = built.where(built.isin(known))
        yield from breaches(
            tables,
            table,
            frame["pairing_id"].fillna("") != expected.fillna(""),
            "pairing_id",
            "it is not the pairing of the row's two places",
            "Build it from the two places, or leave it empty when they are not paired",
        )


@rule("Every place but a country lies in a unit of `states.csv` or `provinces.csv`.")
def admin1_is_known(tables: Tables) -> Iterator[Problem]:
    frame = tables["places"]
    codes = set(tables["states"]["postal"]) | set(tables["provinces"]["iso_3166_2"])
    yield from breaches(
        tables,
        "places",
        (frame["level"] != COUNTRY) & ~frame["admin1"].isin(codes),
        "admin1",
        "no state or province has this code",
        "Use the postal code of a state, or the ISO 3166-2 code of a province",
    )


@rule("A country lies in no state or province.")
def country_has_no_admin1(tables: Tables) -> Iterator[Problem]:
    frame = tables["places"]
    yield from breaches(
        tables,
        "places",
        (frame["level"] == COUNTRY) & frame["admin1"].notna(),
        "admin1",
        "a country lies in no state or province",
        "Leave the cell empty, or mend the level",
    )


@rule("The state or province of a place belongs to the place's country.")
def admin1_lies_in_the_country(tables: Tables) -> Iterator[Problem]:
    frame = tables["places"]
    chinese = frame["admin1"].str.startswith("CN-").fillna(False)
    yield from breaches(
        tables,
        "places",
        frame["admin1"].notna() & (chinese != (frame["country"] == "CN")),
        "admin1",
        "the unit lies in the other country",
        "Check country and admin1",
    )
