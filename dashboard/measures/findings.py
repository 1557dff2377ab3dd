"""What the founding texts report, by topic, and the figures of ours that can stand beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote_plus

import pandas as pd

from dashboard.catalog import Catalog
from dashboard.measures.coverage import history, sister
from dashboard.measures.sectors import period_of
from dashboard.selection import View
from dashboard.words import own_name

# Topics of the page, and the themes of `findings` that each holds.
TOPICS: dict[str, tuple[str, ...]] = {
    "counts": ("counts",),
    "westward": ("westward",),
    "students": ("students",),
    "approval": ("approval", "reporting"),
    "delegations": ("delegations",),
    "conferences": ("conferences",),
    "channels": ("channels", "ngo"),
    "knowledge": ("knowledge", "revenue"),
    "coal": ("coal",),
}
KNOWLEDGE = ("environment_climate", "governance_planning", "science_technology")
ANSWERS = (
    "leffel-reporting-annual",
    "leffel-reporting-events",
    "leffel-reporting-both",
    "leffel-reporting-none",
    "leffel-reporting-no-answer",
)
ANSWERS_OF = "leffel-offices-interviewed"
COAL = ("teets-coal-us", "teets-coal-china", "teets-coal-states")
STUDENTS = ("voa-students-15000", "voa-students-350", "voa-students-700")
INVITED, ARRIVED = "voa-50000", "khabar-14000"
# The study is of 2010: what its author could have seen.
WESTWARD, WESTWARD_YEARS = "leffel-westward", (1979, 2010)
CONFERENCE = "sister_cities_conference_attendance"
CONFERENCE_US = "sister_cities_conference_us_guests"
CREDIT, MOMENT = "us_students_in_china", "us_students_in_china_pointintime"
OFFICES = "foreign_ngo_offices_cumulative"
ACTIVITIES = "foreign_ngo_temporary_activities_cumulative"


def of_topic(catalog: Catalog, topic: str) -> pd.DataFrame:
    """Return the findings of a topic, numbers first, in the order of the file."""
    found = catalog.findings[catalog.findings["theme"].isin(TOPICS[topic])]
    return found.sort_values(
        "value", key=lambda values: values.isna(), kind="stable", ignore_index=True
    )


def topics(catalog: Catalog) -> tuple[str, ...]:
    """Return the topics that hold a finding."""
    themes = set(catalog.findings["theme"])
    return tuple(topic for topic, held in TOPICS.items() if themes & set(held))


def value(catalog: Catalog, finding_id: str) -> float | None:
    """Return the number of a finding; None when it is not there or states none."""
    row = catalog.findings[catalog.findings["finding_id"] == finding_id]
    if row.empty or pd.isna(row.iloc[0]["value"]):
        return None
    return float(row.iloc[0]["value"])


def series(catalog: Catalog, indicator: str) -> pd.DataFrame:
    """Return the rows of an indicator, by year and period."""
    rows = catalog.indicators[catalog.indicators["indicator"] == indicator]
    return rows.sort_values(["year", "period"], kind="stable", ignore_index=True)


def conferences(catalog: Catalog) -> pd.DataFrame:
    """Return attendance of the sister cities conferences, where stated; else the US guests.

    Returns:
        By year: `period` (number and place), `year`, `value`, `qualifier` (NaN), `guests_only`
        (true where only US guests are known), `source_ids`.
    """
    whole = series(catalog, CONFERENCE).assign(guests_only=False)
    guests = series(catalog, CONFERENCE_US).assign(guests_only=True)
    part = guests[~guests["period"].isin(whole["period"])]
    columns = ["period", "year", "value", "qualifier", "guests_only", "source_ids"]
    return pd.concat([whole, part])[columns].sort_values("year", ignore_index=True)


def delegations(view: View, width: int) -> pd.DataFrame:
    """Count documented delegations by period and direction.

    Args:
        view: What the reader asked for.
        width: Years in a period.

    Returns:
        Index: first year of every period in the selection's years; columns `us_to_cn`,
        `cn_to_us`.
    """
    rows = view.exchanges[view.exchanges["kind"] == "delegation"]
    first, last = view.selection.years
    return (
        rows.groupby([period_of(rows["year"], width), rows["direction"]])
        .size()
        .unstack(fill_value=0)
        .reindex(
            index=range(first - first % width, last + 1, width),
            columns=["us_to_cn", "cn_to_us"],
            fill_value=0,
        )
        .astype(int)
        .rename_axis(index="year", columns=None)
    )


@dataclass(frozen=True)
class Beside:
    """A figure of ours beside a finding.

    Attributes:
        name: Which sentence says it.
        numbers: What the sentence needs.
        rows: Address of the rows behind it.
    """

    name: str
    numbers: dict[str, str | int | float]
    rows: str


def beside(catalog: Catalog, finding_id: str) -> Beside | None:
    """Return our figure beside a finding, or None when the data cannot test it."""
    maker = MAKERS.get(finding_id)
    return maker(catalog, finding_id) if maker else None


def _browse(table: str, **wanted: str) -> str:
    """Return the address of the rows of a table that hold the wanted values."""
    terms = " ".join(f"{column}:{text}" for column, text in wanted.items())
    return f"/methods?section=browse&table={table}&find={quote_plus(terms)}"


def _pairs(catalog: Catalog, finding_id: str) -> Beside | None:
    totals = history(catalog)
    reported = value(catalog, finding_id)
    if totals.empty or not reported:
        return None
    newest = totals[totals["side"] != "US"].iloc[-1]
    here = len(sister(catalog))
    return Beside(
        "pairs",
        {
            "here": here,
            "share": round(100 * here / reported),
            "reported": int(reported),
            "newest": int(newest["pairs"]),
            "date": str(newest["date"]),
        },
        _browse("pairings", relation="sister"),
    )


def _students(catalog: Catalog, finding_id: str) -> Beside | None:
    year = dict(zip(STUDENTS, (2019, 2022, 2024), strict=True))
    rows = series(catalog, CREDIT)
    rows = rows[rows["year"] <= year[finding_id]]
    if rows.empty:
        return None
    row = rows.iloc[-1]
    return Beside(
        "students",
        {"value": int(row["value"]), "period": str(row["period"])},
        _browse("indicators", indicator=CREDIT),
    )


def _invited(catalog: Catalog, _finding_id: str) -> Beside | None:
    invited, arrived = value(catalog, INVITED), value(catalog, ARRIVED)
    if not invited or not arrived:
        return None
    return Beside(
        "invited",
        {"arrived": int(arrived), "share": round(100 * arrived / invited)},
        _browse("findings", finding_id=f"{INVITED}|{ARRIVED}"),
    )


def _visits(catalog: Catalog, finding_id: str) -> Beside:
    """Count documented exchanges of a direction and year, paired places or not."""
    direction, year = {
        "state-provincial-visits": ("cn_to_us", 2010),
        "state-governor-delegations": ("us_to_cn", 2010),
        "voa-mayors-hosted": ("us_to_cn", 2023),
    }[finding_id]
    rows = catalog.exchanges[
        (catalog.exchanges["direction"] == direction)
        & (catalog.exchanges["year"] == year).fillna(False).astype(bool)
        & ~catalog.exchanges["planned"]
    ]
    return Beside(
        direction,
        {"n": len(rows), "year": year},
        _browse("exchanges", year=str(year), direction=direction, planned="false"),
    )


def _participants(catalog: Catalog, _finding_id: str) -> Beside | None:
    rows = catalog.exchanges[
        (catalog.exchanges["us_place_id"] == "us-mn")
        & (catalog.exchanges["year"] == 2005).fillna(False).astype(bool)
    ]
    if rows.empty:
        return None
    people = rows["participants"].max()
    return Beside(
        "minnesota" if pd.notna(people) else "minnesota_unknown",
        {"n": len(rows), "people": 0 if pd.isna(people) else int(people)},
        _browse("exchanges", us_place_id="us-mn", year="2005"),
    )


def _friendship(catalog: Catalog, _finding_id: str) -> Beside:
    n, every = int((catalog.pairings["relation"] == "friendship").sum()), len(catalog.pairings)
    return Beside(
        "friendship",
        {"n": n, "all": every, "share": round(100 * n / every) if every else 0},
        _browse("pairings", relation="friendship"),
    )


def _knowledge(catalog: Catalog, _finding_id: str) -> Beside:
    held = catalog.exchanges[~catalog.exchanges["planned"]]
    n = int(held["sector"].isin(KNOWLEDGE).sum())
    return Beside(
        "knowledge",
        {"n": n, "share": round(100 * n / len(held)) if len(held) else 0},
        _browse("exchanges", sector="|".join(KNOWLEDGE), planned="false"),
    )


def _tie(pairing_id: str) -> Callable[[Catalog, str], Beside | None]:
    """Make the test of a finding about one pairing: what is documented of it here."""

    def made(catalog: Catalog, _finding_id: str) -> Beside | None:
        row = catalog.pairings[catalog.pairings["pairing_id"] == pairing_id]
        if row.empty:
            return None
        pairing = row.iloc[0]
        held = catalog.exchanges[
            (catalog.exchanges["pairing_id"] == pairing_id) & ~catalog.exchanges["planned"]
        ]
        return Beside(
            "tie",
            {
                "us": own_name(pairing, "us_name"),
                "cn": own_name(pairing, "cn_name"),
                "n": len(held),
                "status": str(pairing["status"]),
            },
            f"/pairing?pairing={pairing_id}",
        )

    return made


def _western(catalog: Catalog, _finding_id: str) -> Beside:
    pairings = sister(catalog)
    units = catalog.provinces[catalog.provinces["western_development"]]
    n = int(pairings["cn_admin1"].isin(units["iso_3166_2"]).sum())
    query = "&".join(f"province={code.removeprefix('CN-')}" for code in sorted(units["iso_3166_2"]))
    return Beside(
        "western",
        {"n": n, "share": round(100 * n / len(pairings)) if len(pairings) else 0},
        f"/network?{query}",
    )


def _ngo(catalog: Catalog, finding_id: str) -> Beside | None:
    indicator = OFFICES if finding_id == "teets-ngo-offices" else ACTIVITIES
    rows = series(catalog, indicator)
    reported = value(catalog, finding_id)
    rows = rows[rows["value"] != reported]
    if rows.empty:
        return None
    row = rows.iloc[-1]
    return Beside(
        "ngo",
        {"value": int(row["value"]), "period": str(row["period"])},
        _browse("indicators", indicator=indicator),
    )


def _coal(catalog: Catalog, _finding_id: str) -> Beside:
    states = catalog.states.loc[catalog.states["coal_producer"], "postal"]
    provinces = catalog.provinces.loc[catalog.provinces["coal_producer"], "iso_3166_2"]
    pairings = sister(catalog)
    tied = pairings["us_admin1"].isin(states) & pairings["cn_admin1"].isin(provinces)
    query = "&".join(
        [f"state={code}" for code in sorted(states)]
        + [f"province={code.removeprefix('CN-')}" for code in sorted(provinces)]
    )
    return Beside("coal", {"n": int(tied.sum())}, f"/network?{query}")


def _before(_catalog: Catalog, _finding_id: str) -> Beside:
    return Beside("before", {}, "")


Maker = Callable[[Catalog, str], Beside | None]
MAKERS: dict[str, Maker] = {
    "voa-284-pairs": _pairs,
    "ewc-284-pairs": _pairs,
    "voa-students-15000": _students,
    "voa-students-350": _students,
    "voa-students-700": _students,
    "voa-50000": _invited,
    "state-provincial-visits": _visits,
    "state-governor-delegations": _visits,
    "voa-mayors-hosted": _visits,
    "leffel-minnesota-delegation": _participants,
    "leffel-friendship-route": _friendship,
    "leffel-knowledge-topics": _knowledge,
    "leffel-knowledge-priority": _tie("us-co-boulder--cn-tibet-lhasa"),
    "leffel-school-ties": _tie("us-wa-seattle--cn-chongqing"),
    "leffel-virtual-classroom": _tie("us-nc-charlotte--cn-hebei-baoding"),
    "leffel-osu-revenue": _tie("us-oh-columbus--cn-anhui-hefei"),
    "voa-carmel": _tie("us-in-carmel--cn-hubei-xiangyang"),
    "leffel-western-programme": _western,
    "teets-ngo-offices": _ngo,
    "teets-temporary-activities": _ngo,
    "teets-coal-proposal": _coal,
    "essay-delegations-1978": _before,
}
