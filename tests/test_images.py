"""Images: right size and words, many at once, and a browser that may die."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Timer
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from dashboard.catalog import Catalog
from dashboard.charts import NAMES, chart_of
from dashboard.charts.base import whole
from dashboard.export import images
from dashboard.export.files import Order, make
from dashboard.export.images import Busy, ImageError, NoBrowser, Press
from dashboard.export.sizes import SIZES
from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Frame, Style, framed
from dashboard.selection import Selection, select
from tests.conftest import shipped_catalog

pytestmark = pytest.mark.browser
SELECTIONS = {
    "all": Selection(),
    "one pairing": Selection(places=("us-ia-muscatine",)),
    "three places": Selection(places=("cn-hebei", "us-ia", "us-ia-muscatine")),
    "nothing": Selection(states=("IA",), provinces=("CN-XZ",)),
    "many filters": Selection(
        states=("CA", "NC", "NH", "PA"),
        provinces=("CN-GX", "CN-HL", "CN-NM", "CN-NX"),
        sectors=("diplomacy_protocol", "science_technology", "environment_climate"),
        years=(1979, 2020),
        relations=(),
    ),
}
SITE = "https://ties.example.org"
# For failures only, s: a busy machine is slow.
LIMIT = 120
FIGURE = go.Figure(go.Bar(x=[1, 2], y=[1, 3]), layout={"width": 400, "height": 300})


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()


def order(shipped: Catalog, chart: str = "atlas", size: str = "article") -> Order:
    return Order(chart_of(select(shipped, SELECTIONS["three places"]), chart), SITE, size=size)


@pytest.mark.parametrize("chart", NAMES)
def test_png_has_twice_the_pixels_and_says_what_it_is(shipped: Catalog, chart: str) -> None:
    wanted = order(shipped, chart, "square")
    image = Image.open(BytesIO(make(wanted, "png")))
    image.load()
    assert image.size == (2160, 2160)
    assert image.text["Title"] == wanted.chart.frame.title
    assert wanted.link in image.text["Source"]


@pytest.mark.parametrize("chart", NAMES)
def test_svg_stands_alone_and_can_be_read_aloud(shipped: Catalog, chart: str) -> None:
    wanted = order(shipped, chart)
    svg = make(wanted, "svg")
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("1200", "675")
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == wanted.chart.frame.title
    assert root.find(f"{space}desc").text == wanted.chart.alt
    assert svg.count(b"http") == svg.count(b"http://www.w3.org/")


def test_pdf_is_one_page_of_the_size(shipped: Catalog) -> None:
    pdf = make(order(shipped, "timeline"), "pdf")
    assert pdf.startswith(b"%PDF")
    # 1200 px of 96 to an inch are 900 points.
    assert b"/MediaBox [0 0 900 " in pdf
    assert pdf.count(b"/Type /Page\n") == 1


def test_chinese_words_reach_the_image(press: Press) -> None:
    frame = Frame("艾奥瓦州与河北省结好四十年", "正定县 and Muscatine", "来源")
    figure = framed(
        Drawing([{"type": "bar", "x": [1], "y": [1]}]), frame, Style(width=600, height=400), 200
    )
    svg = press.draw(figure, "svg", 1).decode()
    for text in ("艾奥瓦州与河北省结好四十年", "正定县", "来源"):
        assert text in svg


def test_ten_at_once_all_succeed(shipped: Catalog) -> None:
    wanted = [(order(shipped, name), form) for name in NAMES for form in ("svg", "png", "pdf")]
    jobs = (wanted * 10)[:10]
    with ThreadPoolExecutor(10) as pool:
        files = list(pool.map(lambda job: make(*job), jobs))
    for (_order, form), data in zip(jobs, files, strict=True):
        assert data.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[form])


def processes_of(press: Press) -> list[int]:
    wrapper = press._browser.subprocess.pid
    children = Path(f"/proc/{wrapper}/task/{wrapper}/children").read_text().split()
    return [wrapper, *map(int, children)]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")
def test_a_killed_browser_is_replaced_and_the_file_still_made(press: Press) -> None:
    press.draw(FIGURE, "svg", 1)
    first = processes_of(press)
    Timer(0.05, lambda: [os.kill(pid, signal.SIGKILL) for pid in first]).start()
    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(lambda _n: press.draw(FIGURE, "png", 3), range(4)))
    assert all(data.startswith(b"\x89PNG") for data in files)
    assert press.draw(FIGURE, "svg", 1).startswith(b"<svg")
    assert set(processes_of(press)).isdisjoint(first)


def test_a_file_that_takes_too_long_fails_with_words_and_the_next_works() -> None:
    press = Press(seconds=0.001)
    try:
        with pytest.raises(ImageError, match="Try again"):
            press.draw(FIGURE, "png", 1)
        press._seconds = LIMIT
        assert press.draw(FIGURE, "svg", 1).startswith(b"<svg")
    finally:
        press.close()


def test_a_full_queue_refuses_with_words() -> None:
    press = Press(waiting=1)
    try:
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(press.draw, FIGURE, "svg", 1)
            while press._places._value:
                time.sleep(0.001)
            with pytest.raises(Busy, match="in a minute"):
                press.draw(FIGURE, "svg", 1)
            assert first.result().startswith(b"<svg")
        assert press.draw(FIGURE, "svg", 1).startswith(b"<svg")
    finally:
        press.close()


def test_without_chrome_the_message_says_what_to_install(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "has_browser", lambda: False)
    with pytest.raises(NoBrowser, match="Chrome or Chromium"):
        press.draw(FIGURE, "svg", 1)


def test_an_unused_browser_gives_its_memory_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "IDLE_SECONDS", 0.3)
    press = Press()
    press.draw(FIGURE, "svg", 1)
    pids = processes_of(press)
    deadline = time.monotonic() + LIMIT
    while any(Path(f"/proc/{pid}/exe").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert press._browser is None
    assert not any(Path(f"/proc/{pid}/exe").exists() for pid in pids)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    made = browser.new_page()
    yield made
    made.close()


OUTSIDE = """() => {
  const svg = document.querySelector('svg').getBoundingClientRect();
  const clipped = (box) => box.width > 0 && (box.left < svg.left - 1 || box.right > svg.right + 1
    || box.top < svg.top - 1 || box.bottom > svg.bottom + 1);
  return [...document.querySelectorAll('text')]
    .filter((text) => clipped(text.getBoundingClientRect())).map((text) => text.textContent);
}"""
OVERLAPPING = """() => {
  const words = [...document.querySelectorAll('.annotation text, .legendtext, .xtick text')];
  const boxes = words.map((one) => [one.textContent, one.getBoundingClientRect()]);
  const hits = [];
  boxes.forEach(([text, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
    if (a.width && b.width && a.left < b.right - 1 && b.left < a.right - 1
      && a.top < b.bottom - 2 && b.top < a.bottom - 2) hits.push([text, other]);
  }));
  return hits;
}"""


PACKAGE = shipped_catalog()
# Those with the most to say and the longest words; the others take long.
SHORT = ("all", "many filters")
VIEWS = {name: select(PACKAGE, selection) for name, selection in SELECTIONS.items()}
# Each chart with the selections that it can be drawn for; no filter acts on a `whole` one.
CASES = [
    pytest.param(shown, name, marks=() if name in SHORT else pytest.mark.long)
    for shown, chart in NAMES.items()
    for name, selection in SELECTIONS.items()
    if (chart.scope is not whole or selection == Selection())
    and chart_of(VIEWS[name], shown).is_ready
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("chart", "name"), CASES)
def test_no_word_is_clipped_or_overlaps(page: Page, chart: str, size: str, name: str) -> None:
    svg = make(Order(chart_of(VIEWS[name], chart), SITE, size=size), "svg").decode()
    page.set_content(f"<body style='margin:0'>{svg}</body>")
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(OVERLAPPING) == []
