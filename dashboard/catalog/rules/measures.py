"""Rules of laws, orders, resolutions and withdrawals: what they ask, how far they came."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.catalog.problems import Problem
from dashboard.catalog.rules.rule import breaches, rule
from dashboard.catalog.tables import ASKS, Tables, split_ids

REACH_WORDS = 25
UNPASSED = ("proposed", "vetoed")


@rule("What a measure asks are words of the closed list that `datapackage.json` gives.")
def asks_are_known(tables: Tables) -> Iterator[Problem]:
    asked = tables["state_measures"]["asks"].map(split_ids)
    yield from breaches(
        tables,
        "state_measures",
        asked.map(lambda words: not words or not ASKS.issuperset(words)),
        "asks",
        "a word of the closed list is missing",
        f"Write one or several of {', '.join(sorted(ASKS))}, separated by ;",
    )


@rule("No measure asks the same thing twice.")
def asks_stand_once(tables: Tables) -> Iterator[Problem]:
    asked = tables["state_measures"]["asks"].map(split_ids)
    yield from breaches(
        tables,
        "state_measures",
        asked.map(lambda words: len(set(words)) < len(words)),
        "asks",
        "a word stands twice",
        "Leave one out",
    )


@rule("A measure that was only proposed, or was vetoed, never took effect.")
def only_the_passed_take_effect(tables: Tables) -> Iterator[Problem]:
    frame = tables["state_measures"]
    yield from breaches(
        tables,
        "state_measures",
        frame["stage"].isin(UNPASSED) & frame["date_in_force"].notna(),
        "date_in_force",
        "what did not pass cannot take effect",
        "Check the stage",
    )


@rule("A measure that was only proposed has no date at which it passed.")
def the_proposed_have_not_passed(tables: Tables) -> Iterator[Problem]:
    frame = tables["state_measures"]
    yield from breaches(
        tables,
        "state_measures",
        (frame["stage"] == "proposed") & frame["date_passed"].notna(),
        "date_passed",
        "what is only proposed has not passed",
        "Check the stage",
    )


@rule(f"The reach of a measure is told in at most {REACH_WORDS} words.")
def reach_is_short(tables: Tables) -> Iterator[Problem]:
    words = tables["state_measures"]["reach"].map(lambda text: len(text.split()))
    yield from breaches(
        tables,
        "state_measures",
        words > REACH_WORDS,
        "reach",
        f"it has more than {REACH_WORDS} words",
        "Say it shorter, in your own words",
    )
