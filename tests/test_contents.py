"""What pages say, read without any server: the blocks, and the HTML that is made of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pandas as pd
import pytest

from dashboard import language
from dashboard.catalog import Catalog
from dashboard.charts import chart_of
from dashboard.contents import (
    atlas,
    compare,
    findings,
    methods,
    network,
    pairing,
    place,
    sectors,
    timeline,
    tour,
)
from dashboard.contents.blocks import ChartShown, Cite, Page, Table
from dashboard.contents.methods import Browsed
from dashboard.contents.network import SIDES
from dashboard.measures.findings import topics
from dashboard.measures.network import ORDERS
from dashboard.measures.sectors import BY
from dashboard.publish.html import Printer
from dashboard.selection import Selection, View, select
from dashboard.tables import names
from dashboard.text import Code, Link, Strong
from dashboard.tour import FILE, Tour, load

SELECTIONS = {
    "all": Selection(),
    "ohio in education": Selection(states=("OH",), sectors=("education",), years=(1990, 2015)),
    "two places": Selection(places=("us-ia-muscatine", "cn-hebei"), relations=()),
    "nothing": Selection(states=("WY",), provinces=("CN-XZ",)),
}
MARKUP = ("</", "<br", "<p", "<a ", "**", "](")


def pages(view: View) -> Iterator[tuple[str, Page]]:
    """Yield the pages that filters act on, in each of their variants, with their URL paths."""
    yield "", atlas.page(view)
    yield "timeline", timeline.page(view)
    yield "place", place.page(view)
    yield "compare", compare.page(view)
    for by in BY:
        yield "sectors", sectors.page(view, by)
    for order, side in zip(ORDERS, (*SIDES, SIDES[0]), strict=True):
        yield "network", network.page(view, order, side)
    for topic in findings.FILTERED:
        yield "findings", findings.page(view, topic)


def fixed_pages(view: View) -> Iterator[tuple[str, Page]]:
    """Yield the pages that no filter acts on, in each of their variants."""
    yield "pairing", pairing.page(view, "us-ia-muscatine--cn-hebei-zhengding")
    yield "pairing", pairing.page(view, "us-ia-muscatin--cn-hebei-zhengding")
    for topic in topics(view.catalog):
        yield "findings", findings.page(view, topic)
    for section in ("counted", "coverage", "cite"):
        yield "methods", methods.page(view, section)
    for section, table in product(("browse", "dictionary"), names(view.catalog)):
        yield "methods", methods.page(view, section, Browsed(table, find="2015"))
    guide = tour_of(view.catalog)
    for step in guide.steps:
        seen = select(view.catalog, step.spoken)
        yield "tour", tour.content(seen, guide.title, step).page


def every_page(view: View) -> Iterator[tuple[str, Page]]:
    """Yield every page of a view; those that no filter acts on come with the whole of the data."""
    yield from pages(view)
    if not view.selection.states and not view.selection.places:
        yield from fixed_pages(view)


@lru_cache
def tour_of(catalog: Catalog) -> Tour:
    return load(FILE, catalog)


def parts(block: Any) -> Iterator[Any]:
    """Yield everything that a block holds, tables cell by cell."""
    if is_dataclass(block):
        for field in fields(block):
            yield from parts(getattr(block, field.name))
    elif isinstance(block, tuple):
        for one in block:
            yield from parts(one)
    elif isinstance(block, pd.DataFrame):
        yield from (cell for column in block for cell in block[column] if isinstance(cell, str))
    else:
        yield block


class Reading(HTMLParser):
    """Reads the words of a page, and checks that each tag is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @cached_property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @cached_property
    def pieces(self) -> set[str]:
        return {" ".join(word.split()) for word in self.words}

    def says(self, text: str) -> bool:
        wanted = " ".join(text.split())
        return wanted in self.pieces or wanted in self.text


def read(catalog: Catalog, path: str, page: Page) -> Reading:
    """Return what the HTML of a page says."""
    reading = Reading()
    reading.feed(Printer(catalog, "https://ties.example.org", path, date(2026, 1, 31)).page(page))
    assert reading.open == []
    return reading


def told(page: Page) -> Iterator[str]:
    """Yield every text of a page that a reader is to find in it."""
    for section in page.sections:
        for block in section.blocks:
            yield from texts(block)


def texts(block: Any) -> Iterator[str]:
    if isinstance(block, ChartShown | Cite):
        return
    if isinstance(block, Table):
        yield from (column.label for column in block.columns)
        for column in block.columns:
            if column.kind == "text":
                yield from block.rows[column.name].dropna().astype("str")
    elif isinstance(block, Strong | Code | Link):
        yield block.text
    elif is_dataclass(block):
        skipped = ("key", "name", "role", "parameter", "url", "rows", "chosen", "address")
        for field in fields(block):
            if field.name not in skipped:
                yield from texts(getattr(block, field.name))
    elif isinstance(block, tuple):
        for one in block:
            yield from texts(one)
    elif isinstance(block, str):
        yield block


@pytest.fixture(params=["en", "zh"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    language.activate(request.param)
    yield request.param
    language.activate("en")


@pytest.mark.parametrize("name", SELECTIONS)
def test_html_says_all_that_a_page_says(shipped: Catalog, spoken: str, name: str) -> None:
    selection = SELECTIONS[name]
    view = select(shipped, Selection(**{**vars(selection), "language": spoken}))
    for path, page in every_page(view):
        found = read(shipped, path, page)
        assert found.says(page.title)
        for text in told(page):
            # A choice's codes are told by their words.
            if text.strip() and not text.islower():
                assert found.says(text), (path, text)


def test_html_tells_each_chart_with_its_numbers_and_source(shipped: Catalog) -> None:
    view = select(shipped, SELECTIONS["ohio in education"])
    for path, page in pages(view):
        found = read(shipped, path, page)
        for section in page.sections:
            for block in section.blocks:
                if not isinstance(block, ChartShown):
                    continue
                shown = chart_of(select(shipped, block.selection), block.name)
                for text in (
                    shown.frame.title,
                    shown.frame.subtitle,
                    shown.frame.source,
                    shown.alt,
                ):
                    assert found.says(text)
                cells = [str(cell) for cell in shown.numbers.to_numpy().ravel() if pd.notna(cell)]
                assert all(found.says(cell) for cell in cells)


def test_no_block_holds_markup_or_anything_to_call(shipped: Catalog, spoken: str) -> None:
    view = select(shipped, Selection(language=spoken))
    for _path, page in every_page(view):
        for part in parts(page):
            assert not callable(part)
            if isinstance(part, str):
                assert not [mark for mark in MARKUP if mark in part], part


def test_a_text_of_the_data_stays_letters(shipped: Catalog) -> None:
    hostile = '<img src=x onerror="alert(1)"> **bold** [link](https://example.org)'
    pairings = shipped.pairings.copy()
    known = pairings["pairing_id"] == "us-ia-muscatine--cn-hebei-zhengding"
    pairings.loc[known, "note"] = hostile
    changed = Catalog(**{**vars(shipped), "pairings": pairings})
    view = select(changed, Selection())
    page = pairing.page(view, "us-ia-muscatine--cn-hebei-zhengding")
    reading = read(changed, "pairing", page)
    assert hostile in reading.text


def test_a_page_is_read_without_starting_anything() -> None:
    code = (
        "import sys\n"
        "from dashboard import catalog\n"
        "from dashboard.contents import atlas\n"
        "from dashboard.selection import Selection, select\n"
        "page = atlas.page(select(catalog.load(), Selection()))\n"
        "assert 'streamlit' not in sys.modules\n"
        "print([section.name for section in page.sections])\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert found.stdout.strip() == "['head', 'map', 'left out', 'pairings']"
