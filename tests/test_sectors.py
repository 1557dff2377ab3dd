"""Sectors of the tiny package, against answers counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import catalog
from dashboard.captions import sectors as words
from dashboard.catalog import Catalog
from dashboard.figures import sectors as figure
from dashboard.figures.cells import limits
from dashboard.figures.style import Style
from dashboard.measures.sectors import (
    BY,
    classes_by_period,
    exchange_class,
    period_code,
    period_of,
    rows_behind,
    sector_summary,
    sector_table,
)
from dashboard.selection import Selection, select
from tests.tiny import Tiny

EMPTY = Selection(states=("IA",), provinces=("CN-HB",))
WITHOUT_EXCHANGE = Selection(states=("AK",))


def test_sectors_by_direction(tiny_catalog: Catalog) -> None:
    table = sector_table(select(tiny_catalog, Selection()), "direction")
    assert table.index[0] == "education"
    assert table.loc["education"].to_dict() == {
        "us_to_cn": 1,
        "cn_to_us": 2,
        "both": 1,
        "virtual": 0,
    }
    assert table.to_numpy().sum() == 8


def test_sectors_by_year_leave_unknown_years_out(tiny_catalog: Catalog) -> None:
    table = sector_table(select(tiny_catalog, Selection()), "year")
    assert table.to_numpy().sum() == 6
    assert table.loc["education", 1985] == 1
    assert table.loc["culture_arts"].sum() == 0


def test_periods_begin_at_the_selection_s_first(tiny_catalog: Catalog) -> None:
    view = select(tiny_catalog, Selection(years=(1982, 1996)))
    assert list(sector_table(view, "year", 5).columns) == [1980, 1985, 1990, 1995]
    assert period_code(1980, 5, 1982, 1996) == "1982-1984"
    assert period_code(1995, 5, 1982, 1995) == "1995"


def test_a_period_is_a_whole_number_of_years() -> None:
    years = pd.Series([1979, 1980, 2019, None], dtype="Int64")
    assert period_of(years, 10).tolist()[:3] == [1970, 1980, 2010]
    assert period_of(years, 10).isna().tolist() == [False, False, False, True]


def test_people_to_people_comes_before_economic(tiny: Tiny) -> None:
    tiny.put("exchanges", 5, people_to_people="true")
    tiny.put("exchange_counts", 2, people_to_people="1")
    rows = catalog.load(tiny.write()).exchanges.set_index("exchange_id")
    assert exchange_class(rows)[["ex0001", "ex0004", "ex0008", "ex0010"]].to_dict() == {
        "ex0001": "official",
        "ex0004": "people",
        "ex0008": "economic",
        "ex0010": "economic",
    }


def test_the_summary(tiny_catalog: Catalog) -> None:
    found = sector_summary(select(tiny_catalog, Selection()))
    assert (found.exchanges, found.undated, found.unpaired) == (8, 2, 1)
    assert found.classes == {"people": 6, "economic": 1, "official": 1}


def test_classes_by_period(tiny_catalog: Catalog) -> None:
    table = classes_by_period(select(tiny_catalog, Selection()), 5)
    assert table.loc[1985].to_dict() == {"people": 1, "economic": 1, "official": 0}
    assert table["people"].sum() == 4


def test_every_cell_leads_to_as_many_rows(tiny_catalog: Catalog) -> None:
    """A cell's number is the number of rows that a click on it shows, on any screen."""
    view = select(tiny_catalog, Selection(relations=()))
    for by in BY:
        for style in (Style(), Style(narrow=True)):
            bars = figure.draw(view, style, by).data[0]
            assert len(bars.customdata)
            for key, number in zip(bars.customdata, bars.text, strict=True):
                sector, _bar, code = key.partition("|")
                behind = (
                    rows_behind(view.exchanges, sector, period=code)
                    if by == "year"
                    else rows_behind(view.exchanges, sector, column=(by, code))
                )
                assert len(behind) == int(number)


def test_every_bar_leads_to_as_many_rows(tiny_catalog: Catalog) -> None:
    view = select(tiny_catalog, Selection())
    for bars in figure.draw_classes(view, Style()).data:
        for key, height in zip(bars.customdata, bars.y, strict=True):
            klass, _bar, period = key.partition("|")
            assert len(rows_behind(view.exchanges, klass=klass, period=period)) == height


def test_titles_follow_the_data(tiny: Tiny) -> None:
    before = words.sectors(select(catalog.load(tiny.write()), Selection()), "direction", False)
    assert before.title.startswith("38% of exchanges go to the United States; education")
    for row in (3, 5, 6):
        tiny.put("exchanges", row, direction="us_to_cn")
    after = words.sectors(select(catalog.load(tiny.write()), Selection()), "direction", False)
    assert after.title.startswith("62% of exchanges go to China; education")


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("selection", [EMPTY, WITHOUT_EXCHANGE], ids=["empty", "silent"])
def test_nothing_to_draw_is_said(tiny_catalog: Catalog, selection: Selection, by: str) -> None:
    view = select(tiny_catalog, selection)
    drawn = figure.draw(view, Style(), by)
    assert not drawn.data
    notes = " ".join(note.text for note in drawn.layout.annotations)
    assert ("Nothing matches" if view.is_empty else "no exchange") in notes
    assert "No exchange matches" in words.sectors_alt(view, by)
    assert "No exchange matches" in words.classes_alt(view)
    figure.draw_classes(view, Style(narrow=True))


@pytest.mark.parametrize(
    ("highest", "bounds"), [(1, [1]), (3, [1, 2, 3]), (5, [1, 2, 3, 4, 5]), (32, [2, 4, 8, 16, 32])]
)
def test_shades_cover_every_count_once(highest: int, bounds: list[int]) -> None:
    assert limits(highest, 5) == bounds


def test_shades_never_repeat() -> None:
    for highest in range(1, 400):
        bounds = limits(highest, 5)
        assert bounds == sorted(set(bounds))
        assert bounds[-1] == highest
