"""What a teacher does with the tour, with the network cable out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from dashboard import language, tour
from dashboard.catalog import Catalog
from dashboard.tour import Tour
from tests.browser.waiting import CHART, HOVER, hover, opened, settled
from tests.test_tour import GOOD

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built_in(shipped: Catalog) -> Tour:
    return tour.load(tour.FILE, shipped)


@pytest.fixture
def cable_out(address: str) -> Callable[[Page], list[str]]:
    """Refuse all traffic to other hosts; return what was asked for."""

    def pull(page: Page) -> list[str]:
        asked: list[str] = []

        def answer(route: Route) -> None:
            if route.request.url.startswith((address, "data:", "blob:")):
                route.continue_()
            else:
                asked.append(route.request.url)
                route.abort()

        page.route("**/*", answer)
        return asked

    return pull


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, exact=True)


def at(page: Page, step: int) -> None:
    """Wait for a step's link and chart."""
    page.wait_for_url(re.compile(rf"[?&]step={step}(&|$)") if step > 1 else re.compile(r"/tour"))
    settled(page)


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_whole_tour_runs_with_the_cable_out(
    page: Page, cable_out: Callable[[Page], list[str]], built_in: Tour, spoken: str
) -> None:
    asked = cable_out(page)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/tour" if spoken == language.DEFAULT else f"/tour?lang={spoken}")
    language.activate(spoken)
    titles = [step.say("title") for step in built_in.steps]
    language.activate(language.DEFAULT)
    for number, title in enumerate(titles, 1):
        expect(heading(page, title)).to_be_visible()
        settled(page)
        expect(page.locator('[data-testid="stPlotlyChart"]')).to_have_count(1)
        label = page.locator('[data-testid="stPlotlyChart"]').evaluate(
            "e => [e, ...e.querySelectorAll('[aria-label]')]"
            ".map(n => n.getAttribute('aria-label') || '').join(' ')"
        )
        assert len(label) > 40, title
        if number < len(titles):
            page.locator(".st-key-tour_next button").click()
    assert page.get_by_text("Traceback").count() == 0
    assert asked == []
    assert errors == []


def test_keys_and_a_clicker_move_the_steps(page: Page, built_in: Tour) -> None:
    titles = [step.say("title") for step in built_in.steps]
    opened(page, "/tour?present=1")
    expect(heading(page, titles[0])).to_be_visible()
    for key, step in (
        ("ArrowRight", 2),
        ("PageDown", 3),
        ("Space", 4),
        ("ArrowLeft", 3),
        ("PageUp", 2),
    ):
        page.keyboard.press(key)
        expect(heading(page, titles[step - 1])).to_be_visible()
    at(page, 2)
    # What is typed is typed.
    page.evaluate("document.body.append(Object.assign(document.createElement('input'), {id: 'i'}))")
    page.locator("#i").focus()
    for key in ("ArrowRight", "Space", "PageDown"):
        page.keyboard.press(key)
    # A browser's own shortcut is the browser's.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Shift+ArrowRight")
    settled(page)
    expect(heading(page, titles[1])).to_be_visible()
    page.reload()
    settled(page)
    expect(heading(page, titles[1])).to_be_visible()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    page.wait_for_url(re.compile(r"/tour\?step=2$"))


def test_quick_presses_are_all_counted(page: Page, built_in: Tour) -> None:
    opened(page, "/tour?present=1")
    for _press in range(4):
        page.keyboard.press("PageDown")
        # As quick as a hand.
        page.wait_for_timeout(120)
    expect(heading(page, built_in.steps[4].say("title"))).to_be_visible()


def test_the_last_row_can_read_it(page: Page, built_in: Tour) -> None:
    for number, step in enumerate(built_in.steps, 1):
        opened(page, f"/tour?step={number}&present=1")
        expect(heading(page, step.say("title"))).to_be_visible()
        size = page.locator(".tour-text").first.evaluate("e => getComputedStyle(e).fontSize")
        assert float(size.removesuffix("px")) >= 24
        assert page.evaluate("document.documentElement.scrollWidth") <= 1400
        # Text, whole chart and the way on are on the screen together.
        chart, more = (
            page.locator(CHART).first.bounding_box(),
            page.locator(".st-key-tour_next button").bounding_box(),
        )
        assert chart is not None
        assert more is not None
        assert chart["x"] >= 0
        assert chart["x"] + chart["width"] <= 1400
        assert chart["width"] >= 900
        assert more["y"] + more["height"] <= 900
        if number == 2:
            break


def test_a_hover_on_the_magnified_chart_hits_what_it_points_at(page: Page, built_in: Tour) -> None:
    number = next(n for n, one in enumerate(built_in.steps, 1) if one.chart == "classes")
    opened(page, f"/tour?step={number}&present=1")
    bar = page.locator(".js-plotly-plot .barlayer .point path").nth(-3)
    hover(page, bar)
    box = bar.bounding_box()
    answer = page.locator(HOVER).first.bounding_box()
    assert box is not None
    assert answer is not None
    # Beside the bar, at half its height: not where the bar would stand unmagnified.
    beside = min(abs(answer["x"] - box["x"]), abs(answer["x"] + answer["width"] - box["x"]))
    assert beside < 60
    assert abs(answer["y"] + answer["height"] / 2 - box["y"]) < 60


def test_it_can_be_presented_from_a_phone(phone: Page, built_in: Tour) -> None:
    opened(phone, "/tour?step=2&present=1")
    expect(heading(phone, built_in.steps[1].say("title"))).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    size = phone.locator(".tour-text").first.evaluate("e => getComputedStyle(e).fontSize")
    assert float(size.removesuffix("px")) >= 18
    phone.locator(".st-key-tour_next button").click()
    expect(heading(phone, built_in.steps[2].say("title"))).to_be_visible()


def test_exploring_opens_the_page_with_the_steps_filters(page: Page, built_in: Tour) -> None:
    number = next(n for n, one in enumerate(built_in.steps, 1) if one.step_id == "strain")
    opened(page, f"/tour?step={number}&state=IA")
    page.get_by_role("link", name="Explore this yourself").click()
    page.wait_for_url(re.compile(r"/\?sector=health&years=2020&years=2020$"))
    expect(page.get_by_test_id("stSidebar").get_by_text("Health")).to_be_visible()
    page.go_back()
    expect(heading(page, built_in.steps[number - 1].say("title"))).to_be_visible()


def test_the_readers_own_filters_wait_outside_the_tour(page: Page) -> None:
    opened(page, "/timeline?state=IA")
    page.get_by_role("link", name="Tour", exact=True).click()
    page.wait_for_url(re.compile(r"/tour"))
    page.locator(".st-key-tour_next button").click()
    at(page, 2)
    expect(page.get_by_text("US end in Iowa")).to_be_visible()
    page.get_by_role("link", name="Timeline", exact=True).click()
    page.wait_for_url(re.compile(r"/timeline\?.*state=IA"))
    expect(page.get_by_test_id("stSidebar").get_by_text("Iowa", exact=True)).to_be_visible()
    # And the tour is where it was left.
    page.get_by_role("link", name="Tour", exact=True).click()
    at(page, 2)


def test_the_answer_waits_for_its_reveal(page: Page, built_in: Tour) -> None:
    opened(page, "/tour")
    answer = page.get_by_text(built_in.steps[0].say("answer")[:40])
    expect(answer).to_be_hidden()
    page.get_by_text("One answer").click()
    expect(answer).to_be_visible()


def test_a_bad_file_is_refused_and_a_good_one_survives_a_reload(page: Page, built_in: Tour) -> None:
    opened(page, "/tour?step=2")
    page.get_by_text("For teachers").click()
    box = page.locator('[data-testid="stFileUploader"] input[type=file]')

    def give(name: str, text: str) -> None:
        box.set_input_files({"name": name, "mimeType": "text/plain", "buffer": text.encode()})

    give("bad.toml", GOOD.replace('"atlas"', '"pie"'))
    expect(page.get_by_text("This file is refused")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="bad.toml")
    for part in ("1 (one)", "chart", "pie"):
        expect(row).to_contain_text(part)
    expect(heading(page, built_in.steps[1].say("title"))).to_be_visible()
    give("good.toml", GOOD)
    expect(heading(page, "One")).to_be_visible()
    page.wait_for_url(re.compile(r"[?&]tour=[0-9a-f]{12}"))
    page.reload()
    expect(heading(page, "One")).to_be_visible()
    page.get_by_text("For teachers").click()
    page.get_by_role("button", name="Back to the built-in tour").click()
    expect(heading(page, built_in.steps[0].say("title"))).to_be_visible()
    assert "tour=" not in page.url
