"""Each chart for those who do not see it: its words, its table, its colours for other eyes."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from dashboard.catalog import Catalog
from dashboard.charts import NAMES, ChartView, chart_of
from dashboard.charts.base import whole
from dashboard.figures.style import DARK, LIGHT, Palette, Style
from dashboard.selection import Selection, select

SHORTEST, LONGEST = 60, 650
EVERYTHING = Selection(places=("us-ia", "us-ca"), relations=())
LESS = Selection(places=("us-oh", "us-wa"), years=(1985, 2015))
NOTHING = Selection(states=("WY",), provinces=("CN-XZ",))


def seen(name: str, catalog: Catalog, selection: Selection) -> ChartView:
    """Return a chart of a selection."""
    return chart_of(select(catalog, selection), name)


@pytest.mark.parametrize("name", NAMES)
def test_the_alternative_text_says_the_finding_and_numbers(name: str, shipped: Catalog) -> None:
    for selection in (EVERYTHING, LESS):
        chart = seen(name, shipped, selection)
        said = chart.alt
        assert said.startswith(chart.frame.title.rstrip(".")), said
        assert SHORTEST <= len(said) <= LONGEST, f"{len(said)}: {said}"
        details = said[len(chart.frame.title) :]
        assert re.search(r"\d", details), said
        assert "nan" not in said.lower().split()
        assert ": ;" not in said
        assert ": ." not in said


@pytest.mark.parametrize("name", NAMES)
def test_the_alternative_text_follows_the_selection(name: str, shipped: Catalog) -> None:
    if NAMES[name].scope is whole:
        assert seen(name, shipped, LESS).alt == seen(name, shipped, EVERYTHING).alt
        return
    assert seen(name, shipped, LESS).alt != seen(name, shipped, EVERYTHING).alt


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_chart_says_so_in_words(name: str, shipped: Catalog) -> None:
    chart = seen(name, shipped, NOTHING)
    if chart.is_ready and chart.view.is_empty:
        assert re.search("Nothing matches|No exchange matches|no pairing", chart.alt)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_of_the_same_selection_stands_behind_the_chart(name: str, shipped: Catalog) -> None:
    chart = seen(name, shipped, EVERYTHING)
    view, kind = chart.view, chart.kind
    assert len(chart.numbers) > 0
    rows = chart.rows
    assert set(kind.tables) <= set(rows)
    if "pairings" in kind.tables and kind.rows.__name__ == "rows_behind":
        assert set(rows["pairings"]["pairing_id"]) == set(view.pairings["pairing_id"])
        assert set(rows["exchanges"]["exchange_id"]) == set(view.exchanges["exchange_id"])


def test_no_chart_moves_when_it_changes(shipped: Catalog) -> None:
    for name in NAMES:
        figure = seen(name, shipped, EVERYTHING).figure(Style())
        assert not figure.frames
        assert figure.layout.transition.duration is None


# What a colour becomes for eyes without one kind of cone, linear RGB (Viénot 1999, Machado 2009).
SIMULATED = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def linear(colour: str) -> list[float]:
    """Return a `#RRGGBB` colour as linear RGB."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def as_seen(colour: str, kind: str) -> list[float]:
    """Return a colour as such eyes see it, linear RGB."""
    rgb = linear(colour)
    rows = SIMULATED[kind]
    return [min(1, max(0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in rows]


def oklab(rgb: list[float]) -> tuple[float, float, float]:
    """Return a linear RGB colour in Oklab, where distance is difference to the eye."""
    red, green, blue = rgb
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def apart(first: str, second: str, kind: str) -> float:
    """Return how far two colours are apart for such eyes, 0 to about 1."""
    pair = (oklab(as_seen(first, kind)), oklab(as_seen(second, kind)))
    return sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5


@pytest.mark.parametrize("kind", SIMULATED)
@pytest.mark.parametrize("palette", (LIGHT, DARK), ids=("light", "dark"))
def test_colours_stay_apart_for_colour_blind_readers(palette: Palette, kind: str) -> None:
    city, state = palette.tiers.values()
    assert apart(city, state, kind) >= 0.18
    for first, second in combinations(palette.sectors, 2):
        assert apart(first, second, kind) >= 0.03, f"{first} {second}"
    for few, more in zip(palette.steps, palette.steps[1:], strict=False):
        assert apart(few, more, kind) >= 0.05, f"{few} {more}"
