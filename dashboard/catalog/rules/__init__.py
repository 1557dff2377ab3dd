"""The rules that a table schema cannot state, gathered in `RULES`: one function a rule.

To add one: write its function in the file of its subject, under the sentence that says what it
demands, and list it here. `data/README.md` shows the sentences in this order.
"""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.catalog.problems import Problem
from dashboard.catalog.rules import codes, counts, dates, evidence, measures, places
from dashboard.catalog.rules.rule import Rule
from dashboard.catalog.tables import Tables

RULES: tuple[Rule, ...] = (
    dates.days_exist,
    dates.years_are_plausible,
    dates.dates_are_in_order,
    dates.year_is_that_of_the_date,
    places.ends_lie_in_their_countries,
    places.tier_follows_from_levels,
    places.no_country_is_paired,
    places.pairing_id_joins_its_ends,
    places.rows_name_the_pairing_of_their_places,
    evidence.date_has_its_basis,
    evidence.only_the_ended_has_an_end,
    evidence.active_status_is_recent,
    evidence.unknown_status_has_no_evidence,
    evidence.known_status_has_evidence,
    places.admin1_is_known,
    places.country_has_no_admin1,
    places.admin1_lies_in_the_country,
    codes.geoid_fits_its_place,
    codes.gbt2260_fits_its_place,
    codes.no_code_stands_twice,
    evidence.a_source_is_named,
    evidence.sources_exist,
    evidence.no_source_stands_twice,
    evidence.a_count_has_its_sources,
    evidence.only_sisters_are_counted,
    evidence.summaries_are_short,
    measures.asks_are_known,
    measures.asks_stand_once,
    measures.the_proposed_have_not_passed,
    measures.only_the_passed_take_effect,
    measures.reach_is_short,
    counts.counts_stand_once,
    counts.counts_are_derived,
)


def rule_problems(tables: Tables) -> list[Problem]:
    """Hold the tables against all rules; generated tables only when the others keep theirs.

    Args:
        tables: Every table by name, typed.

    Raises:
        KeyError, AttributeError, TypeError, ValueError: A column is missing or has another type
            than a rule expects: the descriptor is not that of this package.
    """
    return list(_broken(tables, generated=False)) or list(_broken(tables, generated=True))


def _broken(tables: Tables, *, generated: bool) -> Iterator[Problem]:
    for rule in RULES:
        if rule.generated == generated:
            yield from rule.check(tables)
