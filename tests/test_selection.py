"""Selections round-trip through links, survive hostile ones, and their counts always add up."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import selection as module
from dashboard.catalog import FIRST_LEVEL, Catalog
from dashboard.measures.atlas import by_place, by_unit
from dashboard.measures.headline import headline
from dashboard.measures.timeline import (
    exchanges_by_year,
    new_by_year,
    undated_by_sector,
    unknown_by_tier,
)
from dashboard.selection import (
    EVENT_CATEGORIES,
    FIRST_YEAR,
    LAST_YEAR,
    QUERY_KEYS,
    RELATIONS,
    SECTORS,
    STATUSES,
    TIERS,
    VIEWS,
    Selection,
    View,
    Vocabulary,
    from_query,
    select,
    to_query,
)

DEFAULT = Selection()


def some(values: tuple[str, ...], most: int | None = None) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw part of a list, in the list's order, as `from_query` gives it."""
    return st.sets(st.sampled_from(values), max_size=most).map(
        lambda chosen: tuple(value for value in values if value in chosen)
    )


YEARS = st.tuples(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(FIRST_YEAR, LAST_YEAR)).map(
    lambda pair: (min(pair), max(pair))
)


def selections(vocabulary: Vocabulary) -> st.SearchStrategy[Selection]:
    return st.builds(
        Selection,
        states=some(vocabulary.states, 5),
        provinces=some(vocabulary.provinces, 5),
        sectors=some(SECTORS),
        years=YEARS | st.just(DEFAULT.years),
        tiers=some(TIERS),
        relations=some(RELATIONS),
        statuses=some(STATUSES),
        people_to_people=st.booleans(),
        view=st.sampled_from(VIEWS),
        places=some(vocabulary.places, 5),
        events=some(EVENT_CATEGORIES),
    )


# Links ---------------------------------------------------------------------------------------


@given(data=st.data())
def test_every_selection_comes_back_from_its_link(shipped: Catalog, data: st.DataObject) -> None:
    vocabulary = Vocabulary.of(shipped)
    wanted = data.draw(selections(vocabulary))
    link = urlencode(to_query(wanted), doseq=True)
    found, notices = from_query(parse_qs(link), vocabulary)
    assert found == wanted
    assert notices == []


def test_the_longest_selections_come_back_too(shipped: Catalog) -> None:
    vocabulary = Vocabulary.of(shipped)
    wanted = Selection(states=vocabulary.states, provinces=vocabulary.provinces, sectors=SECTORS)
    assert from_query(to_query(wanted), vocabulary) == (wanted, [])


def test_the_default_selection_needs_no_query() -> None:
    assert to_query(DEFAULT) == {}
    assert from_query({}, Vocabulary((), (), ())) == (DEFAULT, [])


def test_the_query_keys_are_the_promised_ones() -> None:
    """Links in print must keep working: a key may be added, none may go."""
    promised = {
        "state", "province", "place", "sector", "years", "tier", "relation", "status", "p2p",
        "view", "event", "lang",
    }  # fmt: skip
    assert promised <= set(QUERY_KEYS)


@pytest.mark.parametrize(
    ("link", "attributes"),
    [
        ("state=IA&state=OH", {"states": ("IA", "OH")}),
        ("state=ia", {"states": ("IA",)}),
        ("province=HE", {"provinces": ("CN-HE",)}),
        ("province=CN-HE", {"provinces": ("CN-HE",)}),
        ("province=cn-he&province=HB", {"provinces": ("CN-HB", "CN-HE")}),
        ("place=us-ia-muscatine", {"places": ("us-ia-muscatine",)}),
        ("sector=education", {"sectors": ("education",)}),
        ("years=1985&years=2012", {"years": (1985, 2012)}),
        ("tier=state-province", {"tiers": ("state-province",)}),
        ("relation=friendship", {"relations": ("friendship",)}),
        ("relation=all", {"relations": ()}),
        ("status=active&status=ended", {"statuses": ("active", "ended")}),
        ("p2p=true", {"people_to_people": True}),
        ("p2p=1", {"people_to_people": True}),
        ("p2p=false", {"people_to_people": False}),
        ("view=china", {"view": "china"}),
        ("event=conference", {"events": ("conference",)}),
        ("pairing=us-oh--cn-hubei&utm_source=x", {}),
    ],
)
def test_links_in_print_keep_their_meaning(
    tiny_catalog: Catalog, link: str, attributes: dict[str, object]
) -> None:
    found, notices = from_query(parse_qs(link), Vocabulary.of(tiny_catalog))
    assert found == replace(DEFAULT, **attributes)
    assert notices == []


@pytest.mark.parametrize(
    ("link", "attributes", "noticed"),
    [
        ("state=IA&state=XX", {"states": ("IA",)}, ("state", "XX")),
        ("state=XX&sector=health", {"sectors": ("health",)}, ("state", "XX")),
        ("province=ZZ&province=HB", {"provinces": ("CN-HB",)}, ("province", "ZZ")),
        ("place=us-xx&view=us", {"view": "us"}, ("place", "us-xx")),
        ("sector=magic&sector=health", {"sectors": ("health",)}, ("sector", "magic")),
        ("relation=twin", {}, ("relation", "twin")),
        ("years=1985&state=IA", {"states": ("IA",)}, ("years", "1985")),
        ("years=2012&years=1985", {}, ("years", "2012, 1985")),
        ("years=1066&years=1985", {}, ("years", "1066, 1985")),
        ("years=a&years=b", {}, ("years", "a, b")),
        ("years=1&years=2&years=3&years=4", {}, ("years", "1, 2, 3")),
        ("p2p=maybe&tier=city", {"tiers": ("city",)}, ("p2p", "maybe")),
        ("view=moon", {}, ("view", "moon")),
        ("lang=xx", {}, ("lang", "xx")),
        ("state=" + "x" * 5000, {}, ("state", "x" * module.MAX_LENGTH)),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_is_kept(
    tiny_catalog: Catalog, link: str, attributes: dict[str, object], noticed: tuple[str, str]
) -> None:
    found, notices = from_query(parse_qs(link), Vocabulary.of(tiny_catalog))
    assert found == replace(DEFAULT, **attributes)
    assert [(notice.parameter, notice.value) for notice in notices] == [noticed]
    assert notices[0].text.endswith(".")


HOSTILE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["all", "IA", "HB", "city", "true", "1985", "2026", "９", "-0", "1e3", "İ", "ß"]
    ),
    st.integers().map(str),
    st.just("x" * 10_000),
    st.just("<script>alert(1)</script>"),
)


@given(
    query=st.dictionaries(
        st.sampled_from(QUERY_KEYS) | st.text(max_size=5), st.lists(HOSTILE, max_size=6)
    )
)
def test_no_query_raises_and_each_refusal_is_noticed(
    tiny_catalog: Catalog, query: dict[str, list[str]]
) -> None:
    vocabulary = Vocabulary.of(tiny_catalog)
    found, notices = from_query(query, vocabulary)
    # What was understood is a selection that has a link of its own and can be drawn.
    assert from_query(to_query(found), vocabulary) == (found, [])
    select(tiny_catalog, found)
    for notice in notices:
        assert query[notice.parameter]
        assert len(notice.value) <= 3 * (module.MAX_LENGTH + 2)
    said = {notice.parameter for notice in notices}
    for parameter, values in query.items():
        if parameter in QUERY_KEYS and values and "x" * 10_000 in values[-1:]:
            assert parameter in said


def test_a_list_of_a_million_values_is_cut(tiny_catalog: Catalog) -> None:
    found, notices = from_query(
        {key: ["IA", *["x"] * 1_000_000] for key in QUERY_KEYS}, Vocabulary.of(tiny_catalog)
    )
    assert found.states == ("IA",)
    assert {notice.parameter for notice in notices} == set(QUERY_KEYS)


def test_all_beside_other_values_is_noticed_not_obeyed(tiny_catalog: Catalog) -> None:
    found, notices = from_query({"relation": ["all", "friendship"]}, Vocabulary.of(tiny_catalog))
    assert found.relations == ("friendship",)
    assert [notice.value for notice in notices] == ["all"]


def test_reset_keeps_what_is_no_filter() -> None:
    wanted = Selection(states=("IA",), view="china", events=("conference",), sectors=("health",))
    assert wanted.reset() == Selection(view="china", events=("conference",))
    assert not wanted.is_default
    assert wanted.reset().is_default


def test_selections_are_keys_of_a_cache() -> None:
    assert hash(Selection(states=("IA",))) == hash(Selection(states=("IA",)))
    assert Selection(states=("IA",)) != Selection(states=("OH",))


# What select leaves --------------------------------------------------------------------------


@cache
def records(catalog: Catalog, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table, made once."""
    return getattr(catalog, table).to_dict("records")


def in_force(catalog: Catalog, wanted: Selection) -> set[str]:
    """Find the pairings in scope and force row by row, from the design's words alone."""
    first, last = wanted.years
    # A state or province among the places stands for all places in it.
    units = {
        row["admin1"]
        for row in records(catalog, "places")
        if row["place_id"] in wanted.places and row["level"] in FIRST_LEVEL
    }
    found = set()
    for row in records(catalog, "pairings"):
        scope = (
            (not wanted.states or row["us_admin1"] in wanted.states)
            and (not wanted.provinces or row["cn_admin1"] in wanted.provinces)
            and (not wanted.tiers or row["tier"] in wanted.tiers)
            and (not wanted.relations or row["relation"] in wanted.relations)
            and (not wanted.statuses or row["status"] in wanted.statuses)
            and (
                not wanted.places
                or row["us_place_id"] in wanted.places
                or row["cn_place_id"] in wanted.places
                or row["us_admin1"] in units
                or row["cn_admin1"] in units
            )
        )
        begun = pd.isna(row["established"]) or int(row["established"][:4]) <= last
        lasting = pd.isna(row["ended"]) or int(row["ended"][:4]) >= first
        if scope and begun and lasting:
            found.add(row["pairing_id"])
    return found


def documented(catalog: Catalog, wanted: Selection, pairings: set[str]) -> dict[str, set[str]]:
    """Sort the exchanges of pairings into shown, undated and planned, row by row."""
    first, last = wanted.years
    everything = wanted.years == (FIRST_YEAR, LAST_YEAR)
    found: dict[str, set[str]] = {"shown": set(), "undated": set(), "planned": set()}
    for row in records(catalog, "exchanges"):
        if row["pairing_id"] not in pairings:
            continue
        if wanted.sectors and row["sector"] not in wanted.sectors:
            continue
        if wanted.people_to_people and not row["people_to_people"]:
            continue
        if row["planned"]:
            found["planned"].add(row["exchange_id"])
        elif pd.isna(row["year"]):
            found["shown" if everything else "undated"].add(row["exchange_id"])
        elif first <= row["year"] <= last:
            found["shown"].add(row["exchange_id"])
    return found


def assert_adds_up(view: View) -> None:
    """Assert that all counts of a view agree with each other."""
    pairings, exchanges = view.pairings, view.exchanges
    units = by_unit(view)
    chinese = units.index.str.startswith("CN-")
    for column, total in (
        ("pairings", len(pairings)),
        ("exchanges", len(exchanges)),
        ("state_province", int((pairings["tier"] == "state-province").sum())),
    ):
        assert units.loc[chinese, column].sum() == total
        assert units.loc[~chinese, column].sum() == total
    places = by_place(view)
    assert places["pairings"].sum() == 2 * len(pairings)
    assert places["exchanges"].sum() == 2 * len(exchanges)
    dated = int(exchanges_by_year(view).to_numpy().sum())
    assert dated + int(undated_by_sector(view).sum()) == len(exchanges)
    assert int(view.counts.sum()) == len(exchanges)
    assert view.counts.index.tolist() == pairings["pairing_id"].tolist()
    found = headline(view)
    first, last = view.selection.years
    new = int(new_by_year(view).to_numpy().sum())
    assert int(unknown_by_tier(view).sum()) == found.year_unknown
    assert new == pairings["established_year"].between(first, last).fillna(False).sum()
    assert (found.pairings, found.exchanges) == (len(pairings), len(exchanges))
    assert found.states == (~chinese).sum()
    assert found.provinces == chinese.sum()
    assert view.is_empty == (found.pairings == 0)


@settings(max_examples=40)
@given(data=st.data())
def test_select_answers_as_the_design_says_and_all_counts_add_up(
    shipped: Catalog, data: st.DataObject
) -> None:
    wanted = data.draw(selections(Vocabulary.of(shipped)))
    view = select(shipped, wanted)
    force = in_force(shipped, wanted)
    counted, faint = set(view.pairings["pairing_id"]), set(view.faint["pairing_id"])
    assert counted | faint == force
    assert not counted & faint
    held = documented(shipped, wanted, force)
    assert set(view.exchanges["exchange_id"]) == held["shown"]
    assert set(view.undated["exchange_id"]) == held["undated"]
    assert set(view.planned["exchange_id"]) == held["planned"]
    if wanted.filters_exchanges:
        assert counted == set(view.exchanges["pairing_id"])
    else:
        assert not faint
    assert_adds_up(view)


@pytest.mark.parametrize(
    "wanted",
    [
        DEFAULT,
        Selection(relations=()),
        Selection(relations=("friendship",)),
        Selection(tiers=("state-province",)),
        Selection(tiers=("city",)),
        Selection(years=(2008, 2008)),
        Selection(years=(1979, 1979), tiers=("state-province",)),
        Selection(sectors=("education",)),
        Selection(people_to_people=True, years=(1990, 2000)),
        Selection(states=("WY",), provinces=("CN-XZ",)),
    ],
    ids=str,
)
def test_counts_add_up_for_the_selections_that_readers_make(
    shipped: Catalog, wanted: Selection
) -> None:
    assert_adds_up(select(shipped, wanted))


@pytest.mark.parametrize("attribute", ["states", "provinces", "tiers", "relations", "statuses"])
def test_the_parts_of_a_filter_add_up_to_the_whole(shipped: Catalog, attribute: str) -> None:
    vocabulary = Vocabulary.of(shipped)
    values = {
        "states": vocabulary.states,
        "provinces": vocabulary.provinces,
        "tiers": TIERS,
        "relations": RELATIONS,
        "statuses": STATUSES,
    }[attribute]
    whole = select(shipped, Selection(relations=()))
    parts = [
        select(shipped, replace(Selection(relations=()), **{attribute: (value,)}))
        for value in values
    ]
    assert sum(len(part.pairings) for part in parts) == len(whole.pairings)
    assert sum(len(part.exchanges) for part in parts) == len(whole.exchanges)


def test_sectors_and_years_divide_the_exchanges(shipped: Catalog) -> None:
    whole = select(shipped, DEFAULT).exchanges
    sectors = [select(shipped, Selection(sectors=(sector,))).exchanges for sector in SECTORS]
    assert sum(map(len, sectors)) == len(whole)
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    dated = [select(shipped, Selection(years=(year, year))) for year in years]
    shown = sum(len(view.exchanges) for view in dated)
    # An exchange before its pairing was in force is not shown in its own narrow year.
    early = whole["year"].notna() & ~whole["exchange_id"].isin(
        {found for view in dated for found in view.exchanges["exchange_id"]}
    )
    assert shown + int(early.sum()) + int(whole["year"].isna().sum()) == len(whole)


@settings(max_examples=40)
@given(data=st.data())
def test_narrowing_a_filter_never_adds(shipped: Catalog, data: st.DataObject) -> None:
    vocabulary = Vocabulary.of(shipped)
    wide = data.draw(selections(vocabulary))
    attribute = data.draw(
        st.sampled_from(
            ["states", "provinces", "places", "tiers", "relations", "statuses", "sectors", "years",
             "people_to_people"]
        )
    )  # fmt: skip
    value = getattr(wide, attribute)
    if attribute == "years":
        first = data.draw(st.integers(value[0], value[1]))
        narrower: object = (first, data.draw(st.integers(first, value[1])))
    elif attribute == "people_to_people":
        narrower = True
    else:
        everything = {
            "states": vocabulary.states,
            "provinces": vocabulary.provinces,
            "places": vocabulary.places,
            "tiers": TIERS,
            "relations": RELATIONS,
            "statuses": STATUSES,
            "sectors": SECTORS,
        }[attribute]
        narrower = (data.draw(st.sampled_from(value or everything)),)
    before = select(shipped, wide)
    after = select(shipped, replace(wide, **{attribute: narrower}))
    for table, key in (("pairings", "pairing_id"), ("exchanges", "exchange_id")):
        assert set(getattr(after, table)[key]) <= set(getattr(before, table)[key]), table


# Answers counted by hand ---------------------------------------------------------------------

OHIO, IOWA = "us-oh--cn-hubei", "us-ia--cn-hebei"
MUSCATINE, CLEVELAND = "us-ia-muscatine--cn-hebei-zhengding", "us-oh-cleveland--cn-hubei-wuhan"
JUNEAU, POLK = "us-ak-juneau--cn-yunnan-kunming", "us-ia-polk-county--cn-hebei-zhengding"


@pytest.mark.parametrize(
    ("attributes", "pairings", "faint", "exchanges"),
    [
        ({}, {OHIO, IOWA, MUSCATINE, CLEVELAND, JUNEAU}, set(), {1, 2, 3, 4, 5, 6, 9, 11}),
        ({"relations": ("friendship",)}, {POLK}, set(), {10}),
        ({"states": ("IA",)}, {IOWA, MUSCATINE}, set(), {4, 5, 6, 11}),
        ({"states": ("IA",), "provinces": ("CN-HB",)}, set(), set(), set()),
        ({"places": ("cn-hebei-zhengding",)}, {MUSCATINE}, set(), {5, 6, 11}),
        # Cleveland's pairing ended in 2000; a pairing without a year counts as in force.
        ({"years": (2001, 2026)}, {OHIO, IOWA, MUSCATINE, JUNEAU}, set(), {6}),
        ({"years": (2000, 2000)}, {OHIO, IOWA, MUSCATINE, CLEVELAND, JUNEAU}, set(), set()),
        ({"years": (1979, 1984)}, {OHIO, IOWA, JUNEAU}, set(), {1}),
        ({"sectors": ("education",)}, {OHIO, MUSCATINE}, {IOWA, CLEVELAND, JUNEAU}, {2, 5, 6, 11}),
        (
            {"people_to_people": True},
            {OHIO, MUSCATINE, CLEVELAND},
            {IOWA, JUNEAU},
            {2, 3, 5, 6, 9, 11},
        ),
        ({"statuses": ("ended", "unknown")}, {CLEVELAND, JUNEAU}, set(), {9}),
    ],
    # The order of a set changes from process to process: a test is named by its attributes.
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_select_gives_what_a_pencil_gives(
    tiny_catalog: Catalog,
    attributes: dict[str, object],
    pairings: set[str],
    faint: set[str],
    exchanges: set[int],
) -> None:
    view = select(tiny_catalog, replace(DEFAULT, **attributes))
    assert set(view.pairings["pairing_id"]) == pairings
    assert set(view.faint["pairing_id"]) == faint
    assert set(view.exchanges["exchange_id"]) == {f"ex{number:04}" for number in exchanges}
    assert_adds_up(view)


def test_undated_exchanges_are_kept_apart_only_when_years_are_narrowed(
    tiny_catalog: Catalog,
) -> None:
    assert select(tiny_catalog, DEFAULT).undated.empty
    narrowed = select(tiny_catalog, Selection(years=(1979, 2025)))
    assert set(narrowed.undated["exchange_id"]) == {"ex0003", "ex0011"}


def test_planned_exchanges_are_never_counted(tiny_catalog: Catalog) -> None:
    view = select(tiny_catalog, DEFAULT)
    assert view.planned["exchange_id"].tolist() == ["ex0007"]
    assert "ex0007" not in set(view.exchanges["exchange_id"])


def test_select_changes_nothing_in_the_catalog(tiny_catalog: Catalog) -> None:
    before = tiny_catalog.pairings.copy()
    select(tiny_catalog, Selection(sectors=("education",), years=(1980, 1990)))
    pd.testing.assert_frame_equal(tiny_catalog.pairings, before)


def test_a_state_chosen_as_a_place_stands_for_all_places_in_it(shipped: Catalog) -> None:
    by_state = select(shipped, Selection(states=("CA",)))
    by_place = select(shipped, Selection(places=("us-ca",)))
    assert list(by_place.pairings["pairing_id"]) == list(by_state.pairings["pairing_id"])


def test_places_keep_the_order_of_the_link(shipped: Catalog) -> None:
    asked = {"place": ["us-wa-seattle", "us-ca", "us-wa-seattle"]}
    selection, notices = from_query(asked, Vocabulary.of(shipped))
    assert selection.places == ("us-wa-seattle", "us-ca")
    assert notices == []
