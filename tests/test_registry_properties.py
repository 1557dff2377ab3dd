"""What must hold for any names, dates and rows that a registry may send."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dashboard.registry import dates, diff, match, names, normalise, outcomes
from dashboard.registry.index import build
from dashboard.registry.rows import CPAFFC, REGISTRIES, Row, ShapeError
from tests.conftest import shipped_catalog

settings.register_profile(
    "registry", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
RELAXED = settings.get_profile("registry")
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=6)
ANY = st.text(max_size=40)
INDEX = build(shipped_catalog())
KNOWN_US = sorted(
    {name for place, all_ in INDEX.names.items() if place[:3] == "us-" for name in all_}
)
PROVINCES = sorted(name for name in INDEX.provinces)
CITIES = sorted(
    {name for place, all_ in INDEX.names.items() if place[:3] == "cn-" for name in all_}
)
ROWS = st.builds(
    Row,
    registry=st.just(CPAFFC),
    row_id=st.integers(0, 9999).map(str),
    province_zh=st.sampled_from([*PROVINCES, ""]),
    cn_zh=st.sampled_from([*CITIES, ""]) | HAN,
    us_zh=st.sampled_from([*KNOWN_US, ""]) | HAN,
    date=st.sampled_from(["", "1985", "1985-06", "1985-06-07"]),
)


@settings(RELAXED)
@given(ANY | HAN)
def test_folding_twice_is_folding_once(text):
    assert names.fold(names.fold(text)) == names.fold(text)


@settings(RELAXED)
@given(HAN, st.sampled_from(["·", " ", "・", "　", "-"]), st.integers(1, 5))
def test_dots_and_blanks_do_not_make_another_name(name, dot, place):
    assert names.fold(name[:place] + dot + name[place:]) == names.fold(name)


@settings(RELAXED)
@given(HAN, st.sampled_from([suffix for suffix, _ in names.US_SUFFIXES]))
def test_a_us_name_keeps_its_stem_under_any_suffix(name, suffix):
    assume(names.american(name).level == "")
    # 新镇 + 区 reads as 镇区: what a suffix is depends on what stands before it.
    assume(
        not any((name + suffix).endswith(s) and len(s) > len(suffix) for s, _ in names.US_SUFFIXES)
    )
    assume(not any(name.startswith(p) for p in names.US_PREFIXES))
    assume(names.fold(name) + suffix == names.fold(name + suffix))
    assert names.american(name + suffix).stem == names.american(name).stem


@settings(RELAXED)
@given(ANY, ANY)
def test_likeness_is_mutual_and_within_bounds(one, other):
    score = names.similarity(one, other)
    assert 0 <= score <= 100
    assert score == pytest.approx(names.similarity(other, one))


@settings(RELAXED)
@given(HAN)
def test_a_name_is_like_itself(name):
    assert names.similarity(name, name) == pytest.approx(100)


@settings(RELAXED)
@given(
    st.dates(date(1973, 1, 1), date(2025, 12, 31)),
    st.sampled_from(["{0:%Y-%m-%d}", "{0.year}.{0.month}.{0.day}", "{0.year}年{0.month}月{0.day}日",
                     "{0:%Y%m%d}", "{0.year}/{0.month}/{0.day}", "{0:%Y-%m-%d} 00:00:00"]),
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(day, form):
    assert dates.parse_date(form.format(day)) == (day.isoformat(), "")


@settings(RELAXED)
@given(ANY)
def test_a_date_is_read_or_its_fault_told(text):
    day, fault = dates.parse_date(text)
    assert not (day and fault)
    if day:
        date.fromisoformat(day + "YYYY-01-01"[len(day) :])
        assert dates.parse_date(day) == (day, "")


@settings(RELAXED)
@given(st.binary(max_size=300) | ANY.map(str.encode) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["data", "lists", "w_country", "x"]), inner, max_size=3),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_answer_is_read_or_refused_never_a_crash(raw):
    for registry in REGISTRIES:
        with pytest.raises(ShapeError):
            normalise.read(raw, registry)


@settings(RELAXED, max_examples=60)
@given(st.lists(ROWS, max_size=12))
def test_no_row_is_lost_and_no_pairing_is_counted_twice(rows):
    result = match.reconcile(rows, INDEX)
    assert [found.row for found in result.matches] == rows
    assert {found.outcome for found in result.matches} <= set(outcomes.OUTCOMES)
    firm = [m.pairing_id for m in result.matches if m.found and not m.duplicate_of]
    assert len(firm) == len(set(firm))
    assert set(firm) == result.confirmed
    for found in result.matches:
        assert bool(found.pairing_id) == found.found
        assert bool(found.differences) == (found.outcome == outcomes.DIFFERENT)
        scores = [candidate.score for candidate in found.candidates]
        assert scores == sorted(scores, reverse=True)


@settings(RELAXED, max_examples=60)
@given(ROWS)
def test_what_is_matched_has_the_names_of_both_ends(row):
    found = match.reconcile([row], INDEX).matches[0]
    if not found.found or outcomes.LEVEL in found.differences:
        return
    us = names.american(row.us_zh, INDEX.state_stems).stem
    assert any(us in (names.american(name).stem, name) for name in INDEX.names[found.us_place_id])
    unit = INDEX.admin1[found.cn_place_id]
    if row.province_zh:
        assert INDEX.admin1[INDEX.provinces[row.province_zh]] == unit


@settings(RELAXED, max_examples=60)
@given(st.lists(ROWS, max_size=8, unique_by=lambda row: row.row_id), st.randoms())
def test_the_order_of_rows_does_not_matter(rows, dice):
    shuffled = list(rows)
    dice.shuffle(shuffled)
    one = {m.row.row_id: (m.outcome, m.pairing_id) for m in match.reconcile(rows, INDEX).matches}
    other = {
        m.row.row_id: (m.outcome, m.pairing_id) for m in match.reconcile(shuffled, INDEX).matches
    }
    assert one == other


@settings(RELAXED)
@given(st.text(max_size=20))
def test_no_cell_of_the_csv_begins_as_a_formula(text):
    frame = diff.pd.DataFrame({"us_zh": [text], "days_apart": diff.pd.array([1], dtype="Int64")})
    buffer = StringIO()
    report = diff.Report("", (), (), frame)
    diff.csv(report, _Into(buffer))  # type: ignore[arg-type]
    cell = list(csv.reader(StringIO(buffer.getvalue().lstrip("\ufeff"), newline="")))[1][0]
    assert not cell.startswith(diff.FORMULA)


class _Into(Path):
    """Not a file: a place in memory that pandas may write to."""

    def __new__(cls, buffer: StringIO) -> StringIO:  # type: ignore[misc]
        return buffer
