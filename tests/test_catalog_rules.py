"""Rules that a table schema cannot state: each breach is named by file, row, column and value."""

from __future__ import annotations

import json
import re
from functools import cache

import pandas as pd
import pytest

from dashboard import catalog
from dashboard.catalog import RULES
from dashboard.catalog.rules import codes, counts, dates, evidence, measures, places
from dashboard.catalog.rules.rule import Rule
from dashboard.catalog.tables import ASKS
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
        "count without a source": Fault(
            "pairings", 2, {"counted_by_cn_source_ids": ""}, "a known count needs its sources"
        ),
        "unknown count with a source": Fault(
            "pairings", 4, {"counted_by_us_source_ids": "alpha"}, "a known count needs its sources"
        ),
        "unknown source of a count": Fault(
            "pairings", 2, {"counted_by_us_source_ids": "gamma"}, "no row of sources"
        ),
        "measure proposed on 30 February": Fault(
            "state_measures", 3, {"date_proposed": "2025-02-30"}, "no such day"
        ),
        "measure proposed next year": Fault(
            "state_measures", 3, {"date_proposed": str(THIS_YEAR + 1)}, f"and {THIS_YEAR}"
        ),
        "measure in force before it passed": Fault(
            "state_measures", 2, {"date_in_force": "2024-03-01"}, "lies before date_passed"
        ),
        "measure asks the unknown": Fault(
            "state_measures", 2, {"asks": "reporting;singing"}, "a word of the closed list"
        ),
        "measure asks nothing": Fault("state_measures", 2, {"asks": ";"}, "a word of the closed"),
        "measure asks twice": Fault(
            "state_measures", 2, {"asks": "other;other"}, "a word stands twice"
        ),
        "proposed but passed": Fault(
            "state_measures", 3, {"date_passed": "2025-05"}, "has not passed"
        ),
        "proposed but in force": Fault(
            "state_measures", 3, {"date_in_force": "2025-05"}, "cannot take effect"
        ),
        "26 words of reach": Fault(
            "state_measures", 2, {"reach": " ".join("w" * 26)}, "more than 25 words"
        ),
        "state of another country": Fault("places", 7, {"admin1": "OH"}, "the other country"),
        "state that does not exist": Fault(
            "places", 7, {"admin1": "CN-ZZ"}, "no state or province"
        ),
        "country in a province": Fault("places", 2, {"admin1": "CN-HB"}, "a country lies in no"),
        "GEOID in China": Fault("places", 7, {"census_geoid": "1955110"}, "no GEOID of a place"),
        "GEOID without its state's": Fault(
            "places", 14, {"census_geoid": "1955110"}, "no GEOID of a place"
        ),
        "GEOID of a county at a state": Fault(
            "places", 11, {"census_geoid": "19153"}, "no GEOID of a place"
        ),
        "GB/T 2260 in the United States": Fault(
            "places", 14, {"gbt2260": "130123"}, "no code of a place"
        ),
        "GB/T 2260 without its province's": Fault(
            "places", 8, {"gbt2260": "130123"}, "no code of a place"
        ),
        "GB/T 2260 of a prefecture at a province": Fault(
            "places", 4, {"gbt2260": "420100"}, "no code of a place"
        ),
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


def test_codes_agree_with_level_and_with_those_of_the_unit_above(tiny: Tiny) -> None:
    tiny.put("places", 4, gbt2260="420000").put("places", 7, gbt2260="420100")
    tiny.put("places", 11, census_geoid="19", wikidata="Q1546")
    tiny.put("places", 14, census_geoid="1955110").put("places", 15, census_geoid="19153")
    tiny.write()
    catalog.load(tiny.directory)
    tiny.put("places", 7, gbt2260="430100").put("places", 14, census_geoid="3955110")
    tiny.put("places", 15, census_geoid="1955111", wikidata="Q1546").write()
    judge(tiny.directory).assert_names("places.csv", 7, "gbt2260", "430100", "of this province")
    judge(tiny.directory).assert_names("places.csv", 14, "census_geoid", "3955110", "this state")
    judge(tiny.directory).assert_names("places.csv", 15, "census_geoid", "1955111", "and level")
    judge(tiny.directory).assert_names("places.csv", 15, "wikidata", "Q1546", "the same code")


def test_a_friendship_that_is_counted_is_refused(tiny: Tiny) -> None:
    tiny.put("pairings", 7, counted_by_us="yes", counted_by_us_source_ids="alpha").write()
    judge(tiny.directory).assert_names(
        "pairings.csv", 7, "counted_by_us", "yes", "a friendship is not counted"
    )


def test_the_words_that_measures_ask_are_those_described() -> None:
    described = next(
        field["description"]
        for resource in json.loads(
            (catalog.DEFAULT_DIR / "datapackage.json").read_text(encoding="utf-8")
        )["resources"]
        if resource["name"] == "state_measures"
        for field in resource["schema"]["fields"]
        if field["name"] == "asks"
    )
    assert set(re.findall(r"`(\w+)`", described)) == ASKS


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
    rooms = (codes, counts, dates, evidence, measures, places)
    written = [one for room in rooms for one in vars(room).values() if isinstance(one, Rule)]
    assert sorted(one.name for one in written) == sorted(one.name for one in RULES)
    assert len({one.name for one in RULES}) == len({one.says for one in RULES}) == len(RULES)
    for one in RULES:
        assert one.says[0].isupper() or one.says[0] == "`", one.name
        assert one.says.endswith("."), one.name
