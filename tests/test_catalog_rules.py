"""Rules that a table schema cannot state: each breach is named by file, row, column and value."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from dashboard import catalog
from dashboard.catalog import RULES
from dashboard.catalog.rules import counts, dates, evidence, places
from dashboard.catalog.rules.rule import Rule
from tests.tiny import Tiny
from tests.verdicts import Fault, Verdict, judge, judge_all, problems_of

THIS_YEAR = pd.Timestamp.today().year


CELL_FAULTS = {
    "rules": {
        "unknown source": Fault(
            "exchanges", 3, {"source_ids": "alpha;gamma"}, "no row of sources", "gamma"
        ),
        "source twice": Fault("pairings", 2, {"source_ids": "beta;beta"}, "a source stands twice"),
        "semicolons for sources": Fault("findings", 2, {"source_ids": ";;"}, "no source is named"),
        "established in 3019": Fault("pairings", 3, {"established": "3019"}, "between 1971 and"),
        "established in 1879": Fault("pairings", 3, {"established": "1879"}, "between 1971 and"),
        "established next year": Fault(
            "pairings", 3, {"established": str(THIS_YEAR + 1)}, f"and {THIS_YEAR}"
        ),
        "exchange dated 3019": Fault("exchanges", 3, {"date": "3019-06-01"}, "between 1971 and"),
        "source dated 3019": Fault("sources", 2, {"date": "3019"}, "between 1900 and"),
        "census in 3019": Fault("states", 2, {"population_date": "3019"}, "between 1971 and"),
        "30 February": Fault("pairings", 3, {"established": "1983-02-30"}, "no such day"),
        "29 February out of leap": Fault("exchanges", 3, {"date": "1995-02-29"}, "no such day"),
        "31 April": Fault("official_totals", 2, {"date": "2019-04-31"}, "no such day"),
        "date in other digits": Fault("pairings", 3, {"established": "１９８３"}, "no such day"),
        "tier above the levels": Fault(
            "pairings", 4, {"tier": "state-province"}, "both ends are first-level"
        ),
        "tier below the levels": Fault(
            "pairings", 3, {"tier": "city"}, "both ends are first-level"
        ),
        "exchange's US end in China": Fault(
            "exchanges", 9, {"us_place_id": "cn-hebei"}, "does not lie in US"
        ),
        "exchange's Chinese end in the US": Fault(
            "exchanges", 9, {"cn_place_id": "us-oh"}, "does not lie in CN"
        ),
        "total's ends swapped": Fault(
            "reported_totals", 3, {"us_place_id": "cn-hebei"}, "does not lie in US"
        ),
        "pairing id of other places": Fault(
            "pairings", 6, {"pairing_id": "us-ak-juneau--cn-hubei"}, "not the two place identifiers"
        ),
        "exchange of another pairing": Fault(
            "exchanges", 3, {"pairing_id": "us-ia--cn-hebei"}, "not the pairing of the row's"
        ),
        "exchange of paired places without pairing": Fault(
            "exchanges", 3, {"pairing_id": ""}, "not the pairing of the row's"
        ),
        "total of another pairing": Fault(
            "reported_totals", 2, {"pairing_id": "us-ia--cn-hebei"}, "not the pairing of the row's"
        ),
        "year of another date": Fault("exchanges", 3, {"year": "1996"}, "not the year of the date"),
        "date without year": Fault("exchanges", 3, {"year": ""}, "not the year of the date"),
        "exchange ends before it begins": Fault(
            "exchanges", 3, {"date_end": "1995-05-31"}, "lies before date"
        ),
        "event ends before it begins": Fault(
            "context_events", 3, {"date_end": "2020-06"}, "lies before date"
        ),
        "pairing ends before it begins": Fault("pairings", 5, {"ended": "1989"}, "lies before est"),
        "ended but active": Fault("pairings", 3, {"ended": "1999"}, "only an ended pairing"),
        "date without basis": Fault(
            "pairings", 3, {"established_basis": ""}, "a date needs its basis"
        ),
        "basis without date": Fault(
            "pairings", 6, {"established_basis": "stated"}, "a date needs its basis"
        ),
        "active without evidence": Fault(
            "pairings", 3, {"status_as_of": ""}, "dated 2016-11 or later"
        ),
        "active by old evidence": Fault(
            "pairings", 3, {"status_as_of": "2016-10-31"}, "dated 2016-11 or later"
        ),
        "unknown with evidence": Fault(
            "pairings", 6, {"status_as_of": "2020"}, "unknown has no evidence"
        ),
        "inactive without basis": Fault(
            "pairings", 7, {"status_basis": ""}, "a status needs what shows it"
        ),
        "21 words": Fault("exchanges", 3, {"summary": " ".join("w" * 21)}, "more than 20 words"),
        "21 words of a total": Fault(
            "reported_totals", 3, {"summary": " ".join("w" * 21)}, "more than 20 words"
        ),
        "state of another country": Fault("places", 7, {"admin1": "OH"}, "the other country"),
        "state that does not exist": Fault(
            "places", 7, {"admin1": "CN-ZZ"}, "no state or province"
        ),
        "country in a province": Fault("places", 2, {"admin1": "CN-HB"}, "a country lies in no"),
    },
    "counts": {
        "count too high": Fault("exchange_counts", 3, {"exchanges": "2"}, "exchanges.csv gives 1"),
        "share too low": Fault(
            "exchange_counts", 4, {"people_to_people": "0"}, "exchanges.csv gives 1"
        ),
    },
}


@cache
def verdicts(stage: str) -> dict[str, Verdict]:
    """Judge the faults that one stage of validation finds."""
    return judge_all(CELL_FAULTS[stage])


@pytest.mark.parametrize(
    ("stage", "name"), [(stage, name) for stage, faults in CELL_FAULTS.items() for name in faults]
)
def test_a_bad_cell_is_named_by_file_row_column_value_and_rule(stage: str, name: str) -> None:
    fault = CELL_FAULTS[stage][name]
    column, written = next(iter(fault.cells.items()))
    value = written if fault.value is None else fault.value
    verdicts(stage)[name].assert_names(f"{fault.table}.csv", fault.row, column, value, fault.rule)


def test_a_pairing_of_a_country_is_refused(tiny: Tiny) -> None:
    tiny.put("places", 6, level="country", admin1="")
    tiny.add("pairings", 3, pairing_id="us-ia--cn-yunnan", cn_place_id="cn-yunnan", tier="city")
    tiny.write()
    judge(tiny.directory).assert_names(
        "pairings.csv", 8, "cn_place_id", "cn-yunnan", "a country cannot be"
    )


def test_a_pairing_under_another_identifier_is_a_duplicate_too(tiny: Tiny) -> None:
    tiny.add("pairings", 3, pairing_id="us-ia--cn-hebei-2").write()
    judge(tiny.directory).assert_names(
        "pairings.csv", 8, "pairing_id", "us-ia--cn-hebei-2", "is not the two place"
    )


def test_dates_of_different_precision_are_compared_over_what_both_state(tiny: Tiny) -> None:
    tiny.put("exchanges", 3, date="1995-06-01", date_end="1995").write()
    catalog.load(tiny.directory)
    tiny.put("pairings", 5, established="1990", ended="1990").write()
    catalog.load(tiny.directory)


def test_a_count_left_out_is_named(tiny: Tiny) -> None:
    tiny.tables["exchange_counts"].pop(2)
    tiny.write()
    value = "us-ia-muscatine--cn-hebei-zhengding 2012 education"
    judge(tiny.directory).assert_names(
        "exchange_counts.csv", None, "", value, "a count of 1 is miss"
    )


def test_a_count_given_twice_is_named(tiny: Tiny) -> None:
    tiny.add("exchange_counts", 3).write()
    judge(tiny.directory).assert_names(
        "exchange_counts.csv", 11, "sector", "education", "stands in a row above"
    )


def test_counts_are_not_judged_while_their_origin_is_unsound(tiny: Tiny) -> None:
    tiny.put("exchanges", 3, year="1996").write()
    assert {problem.file for problem in problems_of(tiny.directory)} == {"exchanges.csv"}


def test_every_rule_is_gathered_once_and_says_what_it_demands() -> None:
    rooms = (counts, dates, evidence, places)
    written = [one for room in rooms for one in vars(room).values() if isinstance(one, Rule)]
    assert sorted(one.name for one in written) == sorted(one.name for one in RULES)
    assert len({one.name for one in RULES}) == len({one.says for one in RULES}) == len(RULES)
    for one in RULES:
        assert one.says[0].isupper() or one.says[0] == "`", one.name
        assert one.says.endswith("."), one.name
