"""Coverage against official totals, of the tiny package, against answers counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import catalog
from dashboard.captions import coverage as words
from dashboard.catalog import Catalog
from dashboard.figures import coverage as figure
from dashboard.figures.style import Style
from dashboard.measures.coverage import (
    by_decade,
    by_province,
    by_tier,
    gaps,
    history,
    in_force_at,
    sister,
)
from dashboard.selection import Selection, select
from dashboard.text import plain
from tests.tiny import Tiny


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("1979-10", (1, 1)),
        ("1979-10-30", (0, 1)),
        ("1984", (2, 1)),
        ("1985-03-01", (2, 1)),
        ("1995", (4, 1)),
        ("2019-03-13", (3, 1)),
    ],
)
def test_in_force_at_a_date(tiny_catalog: Catalog, date: str, expected: tuple[int, int]) -> None:
    """Cleveland–Wuhan lasted from 1990 to 2000; Juneau–Kunming's year is unknown."""
    assert in_force_at(sister(tiny_catalog), date) == expected


def test_history_holds_national_totals_only(tiny_catalog: Catalog) -> None:
    table = history(tiny_catalog)
    assert table["pairs"].tolist() == [277, 284, 157]
    assert table["known"].tolist() == [3, 3, 3]
    assert table["undated"].tolist() == [1, 1, 1]


def test_tiers_use_the_newest_total_that_states_both(tiny_catalog: Catalog) -> None:
    table = by_tier(tiny_catalog).set_index("tier")
    assert table.loc["state-province", ["official", "known", "undated"]].tolist() == [50, 2, 0]
    assert table.loc["city", ["official", "known", "undated"]].tolist() == [234, 1, 1]
    assert set(table["date"]) == {"2022-04"}


def test_provinces(tiny_catalog: Catalog) -> None:
    table = by_province(tiny_catalog).set_index("code")
    hubei = table.loc["CN-HB"]
    assert (hubei["identified"], hubei["documented"], hubei["reported"]) == (2, 1, 1)
    assert (hubei["official"], hubei["date"]) == (9, "2020")
    assert pd.isna(table.loc["CN-YN", "official"])
    assert table.loc["CN-YN", "year_unknown"] == 1


def test_decades_end_with_the_unknown(tiny_catalog: Catalog) -> None:
    table = by_decade(tiny_catalog)
    assert table["decade"].tolist()[:5] == [1970, 1980, 1990, 2000, 2010]
    assert pd.isna(table["decade"].iloc[-1])
    assert table["state-province"].tolist() == [1, 1, 0, 0, 0, 0]
    assert table["city"].tolist() == [0, 1, 1, 0, 0, 1]
    assert table["exchanges"].tolist() == [0, 3, 2, 1, 2, 2]


def test_gaps(tiny_catalog: Catalog) -> None:
    found = gaps(tiny_catalog)
    assert (found.sister, found.year_unknown, found.status_unknown, found.silent) == (5, 1, 1, 1)
    assert (found.exchanges, found.exchanges_undated, found.exchanges_recent) == (10, 2, 2)
    assert (found.sources, found.sources_english, found.sources_dated) == (2, 1, 1)


def test_sentences_follow_the_data(tiny: Tiny) -> None:
    before = plain(words.biases(gaps(catalog.load(tiny.write())))[0])
    assert "1 of 5 sister pairings (20%)" in before
    tiny.put("pairings", 5, established="", established_basis="")
    after = plain(words.biases(gaps(catalog.load(tiny.write())))[0])
    assert "2 of 5 sister pairings (40%)" in after


def test_ranges() -> None:
    assert words.between(50, 95, 100) == "50% to 95%"
    assert words.between(50, 50, 100) == "50%"
    assert words.percent(1, 0) == "–"


def test_the_history_is_drawn_with_its_words(tiny_catalog: Catalog) -> None:
    view = select(tiny_catalog, Selection(states=("IA",)))
    for style in (Style(), Style(dark=True, narrow=True)):
        notes = [note.text for note in figure.draw_history(view, style).layout.annotations]
        assert any("277 (2019)" in note.replace("<br>", " ") for note in notes)
    assert "157 by A US body" in words.history_alt(tiny_catalog)


def test_no_official_total_is_said(tiny: Tiny) -> None:
    tiny.tables["official_totals"] = []
    empty = catalog.load(tiny.write())
    view = select(empty, Selection())
    assert by_tier(empty).empty
    assert words.tiers(empty) == ()
    assert "No official total" in words.history(view.catalog).title
    figure.draw_history(view, Style())
