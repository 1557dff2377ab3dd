"""Rules of what a row rests on, and how it is told: basis, status, sources, summary."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.catalog.problems import Problem
from dashboard.catalog.rules.rule import FILES, breaches, rule
from dashboard.catalog.tables import TABLES, Tables, split_ids

# Since when something must show the life of an active tie (datapackage.json says so too).
ACTIVE_SINCE = "2016-11"
SUMMARY_WORDS = 20
MEND_SOURCES = "Add the source to sources.csv, or mend the identifier"


@rule("A pairing says on what basis it is dated exactly when it is dated.")
def date_has_its_basis(tables: Tables) -> Iterator[Problem]:
    frame = tables["pairings"]
    yield from breaches(
        tables,
        "pairings",
        frame["established"].notna() != frame["established_basis"].notna(),
        "established_basis",
        "a date needs its basis, and only a date has one",
        "Say whether the date is stated or derived from an anniversary",
    )


@rule("Only a pairing whose status is `ended` has an end date.")
def only_the_ended_has_an_end(tables: Tables) -> Iterator[Problem]:
    frame = tables["pairings"]
    yield from breaches(
        tables,
        "pairings",
        frame["ended"].notna() & (frame["status"] != "ended"),
        "ended",
        "only an ended pairing has an end date",
        "Check the status",
    )


@rule(f"An active pairing has evidence of its status dated {ACTIVE_SINCE} or later.")
def active_status_is_recent(tables: Tables) -> Iterator[Problem]:
    frame = tables["pairings"]
    yield from breaches(
        tables,
        "pairings",
        (frame["status"] == "active") & ~(frame["status_as_of"] >= ACTIVE_SINCE),
        "status_as_of",
        f"an active tie needs evidence dated {ACTIVE_SINCE} or later",
        "Give the date of the newest evidence, or set the status to unknown",
    )


@rule("A status that is unknown has neither date nor evidence.")
def unknown_status_has_no_evidence(tables: Tables) -> Iterator[Problem]:
    frame = tables["pairings"]
    for column in ("status_as_of", "status_basis"):
        yield from breaches(
            tables,
            "pairings",
            (frame["status"] == "unknown") & frame[column].notna(),
            column,
            "a status that is unknown has no evidence",
            "Say in status what the evidence shows, or empty status_as_of and status_basis",
        )


@rule("A status that is known names what shows it.")
def known_status_has_evidence(tables: Tables) -> Iterator[Problem]:
    frame = tables["pairings"]
    yield from breaches(
        tables,
        "pairings",
        (frame["status"] != "unknown") & frame["status_basis"].isna(),
        "status_basis",
        "a status needs what shows it",
        "Name the newest evidence, or set the status to unknown",
    )


def _citations(tables: Tables) -> Iterator[tuple[str, int, str]]:
    """Yield the file, row and value of each `source_ids` cell."""
    for table in TABLES:
        if "source_ids" in tables[table].columns:
            for index, cell in tables[table]["source_ids"].items():
                yield FILES[table], int(str(index)) + 2, cell


@rule("Every row of a table with `source_ids` names at least one source.")
def a_source_is_named(tables: Tables) -> Iterator[Problem]:
    for file, row, cell in _citations(tables):
        if not split_ids(cell):
            yield Problem(file, row, "source_ids", cell, "no source is named", MEND_SOURCES)


@rule("Every source that a row names is a row of `sources.csv`.")
def sources_exist(tables: Tables) -> Iterator[Problem]:
    known = set(tables["sources"]["source_id"])
    for file, row, cell in _citations(tables):
        unknown = ";".join(one for one in split_ids(cell) if one not in known)
        if unknown:
            broken = "no row of sources has this identifier"
            yield Problem(file, row, "source_ids", unknown, broken, MEND_SOURCES)


@rule("No row names a source twice.")
def no_source_stands_twice(tables: Tables) -> Iterator[Problem]:
    known = set(tables["sources"]["source_id"])
    for file, row, cell in _citations(tables):
        ids = split_ids(cell)
        # An unknown source in the cell is told first, by the rule above.
        if len(set(ids)) < len(ids) and known.issuperset(ids):
            yield Problem(file, row, "source_ids", cell, "a source stands twice", MEND_SOURCES)


@rule(f"A summary has at most {SUMMARY_WORDS} words.")
def summaries_are_short(tables: Tables) -> Iterator[Problem]:
    for table in ("exchanges", "reported_totals"):
        words = tables[table]["summary"].map(lambda text: len(text.split()))
        yield from breaches(
            tables,
            table,
            words > SUMMARY_WORDS,
            "summary",
            f"it has more than {SUMMARY_WORDS} words",
            "Say it shorter, in your own words",
        )
