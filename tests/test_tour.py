"""The tour: its file is checked, its numbers are computed, its texts are plain and short."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyphen import Pyphen

from dashboard import language, tour
from dashboard.catalog import Catalog
from dashboard.tour import Problem, Tour, TourError

BUILT_IN = tour.FILE.read_bytes()
STEP = """
[[step]]
id = "one"
title = "One"
text = "Here are {n} pairings."
question = "Why?"
answer = "Because."
chart = "atlas"
[step.numbers]
n = { count = "pairings" }
"""
GOOD = 'title = "A tour"\n' + STEP
HARDEST_GRADE = 11


@pytest.fixture(scope="module")
def built_in(shipped: Catalog) -> Tour:
    return tour.load(tour.FILE, shipped)


@pytest.fixture(autouse=True)
def _english() -> None:
    language.activate("en")


def refused(text: str | bytes, catalog: Catalog) -> tuple[Problem, ...]:
    """Return what is wrong with a file that must be refused."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(TourError) as caught:
        tour.load(data, catalog, "mine.toml")
    assert caught.value.problems
    return caught.value.problems


# A good file ---------------------------------------------------------------------------------


def test_a_file_in_one_language_is_enough(tiny_catalog: Catalog) -> None:
    found = tour.load(GOOD.encode(), tiny_catalog)
    (step,) = found.steps
    sister = (tiny_catalog.pairings["relation"] == "sister").sum()
    assert step.say("text") == f"Here are {sister} pairings."
    assert found.title == "A tour"
    assert step.chart == "atlas"
    assert step.explore == ""


def test_a_text_falls_back_to_english_and_then_to_what_there_is() -> None:
    assert tour.in_language({"en": "a", "zh": "b"}) == "a"
    assert tour.in_language({"zh": "b"}) == "b"


def test_the_active_language_is_spoken() -> None:
    language.activate("zh")
    assert tour.in_language({"en": "a", "zh": "b"}) == "b"
    assert tour.in_language({"en": "a"}) == "a"


def test_selections_are_read_as_addresses_have_them(tiny_catalog: Catalog) -> None:
    text = GOOD.replace('chart = "atlas"', 'chart = "atlas"\nselect = "?state=OH&relation=all"')
    (step,) = tour.load(text.encode(), tiny_catalog).steps
    assert step.selection.states == ("OH",)
    assert step.selection.relations == ()


def test_a_byte_order_mark_is_forgiven(tiny_catalog: Catalog) -> None:
    assert tour.load(b"\xef\xbb\xbf" + GOOD.encode(), tiny_catalog).steps


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        # Counted by hand in the tiny package: sister pairings Ohio, Iowa, Muscatine, Cleveland
        # and Juneau; friendship pairing Polk County.
        ('{ count = "pairings" }', "5"),
        ('{ count = "pairings", select = "relation=all" }', "6"),
        ('{ count = "pairings", select = "relation=friendship" }', "1"),
        ('{ count = "state_province", per = "pairings" }', "40%"),
        ('{ count = "new", select = "years=1979&years=1985" }', "3"),
        ('{ count = "year_unknown" }', "1"),
        ('{ top = "year", select = "years=1979&years=1980" }', "1979"),
        ('{ top = "province", select = "state=OH" }', "Hubei"),
        ('{ pairing = "us-ia-muscatine--cn-hebei-zhengding" }', "1985"),
        ('{ gap = "sister" }', "5"),
        ('{ gap = "year_unknown", per = "sister" }', "20%"),
    ],
)
def test_numbers_are_counted_from_the_data(asked: str, said: str, tiny_catalog: Catalog) -> None:
    text = GOOD.replace('{ count = "pairings" }', asked)
    (step,) = tour.load(text.encode(), tiny_catalog).steps
    assert step.say("text") == f"Here are {said} pairings."


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        # As their sources state them.
        ('{ official = "pairs", date = "2022-04" }', "284"),
        ('{ official = "state_province_pairs", date = "2022-04" }', "50"),
        ('{ official = "city_pairs", date = "2022-04" }', "234"),
        ('{ official = "pairs", date = "2025-04", side = "US" }', "157"),
        ('{ event = "1979-normalisation" }', "1979"),
        ('{ event = "2022-zero-covid-ends", at = "end" }', "2023"),
        ('{ indicator = "chinese_students_in_us", year = 2020 }', "372,532"),
        ('{ indicator = "chinese_students_in_us", at = "highest", show = "year" }', "2020"),
        ('{ finding = "voa-50000" }', "50,000"),
        ('{ finding = "teets-coal-us" }', "19.3"),
        ('{ finding = "khabar-14000", show = "year" }', "2025"),
        ('{ count = "new", select = "years=1979&years=1979" }', "3"),
        ('{ top = "state" }', "California"),
    ],
)
def test_facts_come_as_their_sources_state_them(asked: str, said: str, shipped: Catalog) -> None:
    text = GOOD.replace('{ count = "pairings" }', asked)
    (step,) = tour.load(text.encode(), shipped).steps
    assert step.say("text") == f"Here are {said} pairings."


# A bad file ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "field", "wrong"),
    [
        ('id = "one"', "", "id", "missing"),
        ('id = "one"', "id = 1", "id", "not a text"),
        ('question = "Why?"', "", "question", "missing"),
        ('question = "Why?"', "question = []", "question", "not a text"),
        ('question = "Why?"', 'question = { fr = "?" }', "question.fr", "no field"),
        ('question = "Why?"', 'question = { en = 1 }', "question.en", "not a text"),
        ('"Here are {n} pairings."', '"{m} pairings"', "text.en", "names {m}"),
        ('"Here are {n} pairings."', '"{n} { pairings"', "text.en", "brace"),
        ('"Here are {n} pairings."', '"{n.real} pairings"', "text.en", "not the name"),
        ('"Here are {n} pairings."', '"{n!r} pairings"', "text.en", "not the name"),
        ('"Here are {n} pairings."', f'"{"word " * 71}"', "text.en", "71 words"),
        ('"Here are {n} pairings."', f'{{ zh = "{"字" * 141}" }}', "text.zh", "141 Chinese"),
        ('title = "One"', f'title = "{"x" * 81}"', "title.en", "81 characters"),
        ('chart = "atlas"', 'chart = "pie"', "chart", "no chart “pie”"),
        ('chart = "atlas"', "", "chart", "missing"),
        ('chart = "atlas"', 'chart = "compare"', "select", "needs"),
        ('chart = "atlas"', 'chart = "atlas"\nselect = "states=OH"', "select", "“states”"),
        ('chart = "atlas"', 'chart = "atlas"\nselect = "state=ZZ"', "select", "“ZZ”"),
        ('chart = "atlas"', 'chart = "atlas"\nselect = "years=1"', "select", "“years”"),
        ('chart = "atlas"', 'chart = "atlas"\nselect = "lang=zh"', "select", "“lang”"),
        ('chart = "atlas"', 'chart = "atlas"\nselect = 3', "select", "not a text"),
        (
            'chart = "atlas"',
            'chart = "atlas"\nselect = "state=AK&province=HB"',
            "select",
            "No pairing",
        ),
        ('chart = "atlas"', 'chart = "atlas"\nexplore = "moon"', "explore", "no page “moon”"),
        ('chart = "atlas"', 'chart = "atlas"\nsources = ["x"]', "sources", "no source “x”"),
        ('chart = "atlas"', 'chart = "atlas"\nsources = "x"', "sources", "not a list"),
        ('chart = "atlas"', 'chart = "atlas"\nchrat = "atlas"', "chrat", "no field"),
        ('{ count = "pairings" }', "7", "numbers.n", "typed"),
        ('{ count = "pairings" }', "{}", "numbers.n", "not clear"),
        ('{ count = "pairings" }', '{ count = "cats" }', "numbers.n", "“cats”"),
        ('{ count = "pairings" }', "{ count = 3 }", "numbers.n", "“3”"),
        ('{ count = "pairings" }', '{ count = "new", form = "x" }', "numbers.n.form", "no field"),
        ('{ count = "pairings" }', '{ count = "new", per = "x" }', "numbers.n", "“x”"),
        ('{ count = "pairings" }', '{ count = "new", select = "a=b" }', "numbers.n", "“a”"),
        (
            '{ count = "pairings" }',
            '{ count = "people", per = "exchanges", select = "years=1979&years=1979" }',
            "numbers.n",
            "of nothing",
        ),
        ('{ count = "pairings" }', '{ event = "moon" }', "numbers.n", "“moon”"),
        ('{ count = "pairings" }', '{ finding = "moon" }', "numbers.n", "“moon”"),
        ('{ count = "pairings" }', '{ official = "pairs", date = "1800" }', "numbers.n", "are 0"),
        ('{ count = "pairings" }', '{ indicator = "moon" }', "numbers.n", "“moon”"),
        ('{ count = "pairings" }', '{ pairing = "us-ak-juneau--cn-yunnan-kunming" }', "numbers.n",
         "not known"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_file_step_and_field(
    old: str, new: str, field: str, wrong: str, tiny_catalog: Catalog
) -> None:
    assert GOOD.count(old) == 1
    problems = refused(GOOD.replace(old, new), tiny_catalog)
    found = [one for one in problems if one.field == field and wrong in one.wrong]
    assert found, problems
    problem = found[0]
    assert (problem.file, problem.step) == ("mine.toml", 1)
    assert problem.step_id == ("" if field == "id" else "one")
    assert problem.remedy
    for part in ("mine.toml", "1", field):
        assert part in str(problem)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "no steps"),
        ("title = 'x'\nstep = []", "no steps"),
        ("title = 'x'\nstep = 3", "no steps"),
        ("title = [", "not TOML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"#" * (tour.LARGEST + 1), "larger than 1 MB"),
        ("x = " + "[" * 5000, "nests too deep"),
        ("x = 1" + "0" * 5000, "not TOML"),
        ("title = 'x'\n" + STEP * 41, "41 steps"),
        ("title = 'x'\nstep = [3]", "not a table"),
        ("nothing = 1\n" + STEP, "no field"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_that_is_no_tour_is_refused(
    text: str | bytes, wrong: str, tiny_catalog: Catalog
) -> None:
    assert any(wrong in problem.wrong for problem in refused(text, tiny_catalog))


def test_a_file_that_is_not_there_is_refused(tiny_catalog: Catalog) -> None:
    with pytest.raises(TourError, match="cannot be read"):
        tour.load(tour.FILE.with_name("none.toml"), tiny_catalog)


def test_an_id_may_stand_once(tiny_catalog: Catalog) -> None:
    (problem,) = refused(GOOD + STEP, tiny_catalog)
    assert (problem.step, problem.step_id, problem.field) == (2, "one", "id")


def test_all_faults_are_told_at_once(tiny_catalog: Catalog) -> None:
    bad = GOOD.replace('"atlas"', '"pie"').replace("{n}", "{m}")
    second = STEP.replace('"one"', '"two"').replace('"pairings"', '"cats"')
    problems = refused(bad + second, tiny_catalog)
    assert [(one.step, one.field) for one in problems] == [
        (1, "text.en"),
        (1, "chart"),
        (2, "numbers.n"),
    ]


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))


def written(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    kept = "".join(c for c in str(value) if c.isprintable() and c not in '"\\')
    return f'"{kept}"'


NAMES = st.sampled_from([*tour.FIELDS, *tour.TOP, *tour.KINDS, *tour.COUNTS, "en", "zh", "per"])
VALUES = st.recursive(
    st.one_of(SCALARS, NAMES, st.sampled_from(["state=OH", "{n}", "{", "atlas", "0x{n.x}"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode())))
@example(b"step = [[]]")
@example(b"title = 1979-05-27\n[[step]]\nid = 07:32:00")
def test_no_file_brings_anything_but_a_refusal(tiny_catalog: Catalog, data: bytes) -> None:
    refused(data, tiny_catalog)


@given(st.dictionaries(NAMES, VALUES, max_size=8))
def test_no_step_brings_anything_but_a_refusal_or_a_tour(
    tiny_catalog: Catalog, fields: dict[str, Any]
) -> None:
    lines = {"id": "one", "title": "T", "text": "T", "question": "Q", "answer": "A"} | fields
    body = "\n".join(f"{name} = {written(value)}" for name, value in lines.items())
    text = f'title = "T"\n[[step]]\nchart = "atlas"\n{body}'
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        refused(text, tiny_catalog)
        return
    try:
        found = tour.load(text.encode(), tiny_catalog)
    except TourError as error:
        assert all(one.wrong and one.remedy for one in error.problems)
    else:
        assert all(step.say(field) for step in found.steps for field in tour.TEXTS)


# The built-in tour ---------------------------------------------------------------------------


def sayings(found: Tour) -> list[tuple[str, str, str]]:
    """Return step, field and template of each text of a tour."""
    return [
        (f"{step.step_id}.{field}.{spoken}", spoken, text)
        for step in found.steps
        for field, texts in step.texts.items()
        for spoken, text in texts.items()
    ]


def test_the_built_in_tour_has_about_ten_steps_in_both_languages(built_in: Tour) -> None:
    assert 9 <= len(built_in.steps) <= 12
    assert set(built_in.titles) == set(tour.SPOKEN)
    for step in built_in.steps:
        for field in tour.TEXTS:
            assert set(step.texts[field]) == set(tour.SPOKEN), (step.step_id, field)
            chinese = tour.length(step.texts[field]["zh"])[1]
            assert chinese >= 4, (step.step_id, field)
            assert tour.length(step.texts[field]["en"])[1] == 0


def test_its_texts_are_short_in_both_languages(built_in: Tour) -> None:
    for spoken in tour.SPOKEN:
        language.activate(spoken)
        for step in built_in.steps:
            words, characters = tour.length(step.say("text"))
            assert words <= tour.MOST_WORDS
            assert characters <= tour.MOST_CHARACTERS


def test_no_number_is_typed_in_its_texts(built_in: Tour) -> None:
    digits = [
        name
        for name, _spoken, text in sayings(built_in)
        if re.search(r"[0-9０-９]", re.sub(r"\{\w+\}", "", text))
    ]
    assert digits == []


def test_each_language_names_the_same_numbers(built_in: Tour) -> None:
    for step in built_in.steps:
        named = {
            spoken: set(
                re.findall(r"\{(\w+)\}", " ".join(step.texts[f][spoken] for f in tour.TEXTS))
            )
            for spoken in tour.SPOKEN
        }
        assert named["en"] == named["zh"] == set(step.values), step.step_id


def test_its_numbers_follow_the_data(shipped: Catalog, built_in: Tour) -> None:
    """The numbers in print, computed here by another way."""
    texts = {step.step_id: step.say("text") for step in built_in.steps}
    pairings = shipped.pairings
    relation = pairings["relation"].value_counts()
    assert f"Of the {len(pairings)} pairings" in texts["approval"]
    assert f"{relation['friendship']} are of that kind" in texts["approval"]
    sister = pairings[pairings["relation"] == "sister"]
    years = pd.to_numeric(sister["established"].str[:4])
    assert f"{years.between(1979, 1989).sum()} were made from 1979 to 1989" in texts["boom"]
    assert f"We hold {len(sister)} sister pairings" in texts["unknown"]
    assert f"{years.isna().sum()} have no known year" in texts["unknown"]
    assert f"For the {(sister['status'] == 'unknown').sum()} sister pairings" in texts["unknown"]
    late = pairings.loc[pd.to_numeric(pairings["established"].str[:4]) > 2020, "pairing_id"]
    held = shipped.exchanges[shipped.exchanges["relation"].eq("sister")]
    held = held[~held["pairing_id"].isin(late)]
    held = held[~held["planned"] & held["sector"].eq("health") & held["year"].eq(2020)]
    directions = held["direction"].value_counts()
    assert f"{directions['cn_to_us']} on record went to the United States" in texts["strain"]
    assert f"{directions['us_to_cn']} to China" in texts["strain"]


def test_every_step_but_the_last_names_its_sources(built_in: Tour) -> None:
    assert [step.step_id for step in built_in.steps if not step.sources] == ["unknown"]


def test_supporters_and_critics_are_both_heard(built_in: Tour) -> None:
    said = " ".join(step.say("text") for step in built_in.steps)
    assert re.search(r"Critics say [^.]*sway", said)
    assert re.search(r"Supporters say [^.]*trust", said)


SYLLABLES = Pyphen(lang="en_US")


def syllables(word: str) -> int:
    """Count syllables: by groups of vowels or by hyphenation, whichever finds more."""
    letters = re.sub("[^a-z]", "", word.lower())
    groups = len(re.findall("[aeiouy]+", letters))
    silent = letters.endswith("e") and not letters.endswith("le")
    silent |= bool(re.search("[^td]ed$", letters))
    return max(1, groups - silent, len(SYLLABLES.positions(letters)) + 1)


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of an English text."""
    words = text.split()
    sentences = len(re.findall(r"[.?!](?=[\s”]|$)", text))
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    # 14 words in 2 sentences, 15 syllables.
    plain = "The cat sat on the mat. It saw a dog run to the water."
    assert grade(plain) == pytest.approx(0.39 * 14 / 2 + 11.8 * 15 / 14 - 15.59)
    hard = "Intergovernmental organisations institutionalise multilateral interdependence."
    assert grade(hard) > 2 * HARDEST_GRADE


def test_its_texts_are_plain(built_in: Tour) -> None:
    grades = {
        f"{step.step_id}.{field}": grade(step.say(field))
        for step in built_in.steps
        for field in ("text", "question", "answer")
    }
    assert {name: found for name, found in grades.items() if found > HARDEST_GRADE} == {}


def test_each_step_shows_another_chart_or_selection(built_in: Tour) -> None:
    shown = [(step.chart, step.selection) for step in built_in.steps]
    assert len(set(shown)) == len(shown)
    # A class that sees the same kind of chart twice running has stopped looking.
    assert all(first[0] != second[0] for first, second in pairwise(shown[:-1]))
