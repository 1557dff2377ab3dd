"""What a reader does in a browser, each test named after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.waiting import CHART, click_mark, opened, settled
from tests.conftest import profile

pytestmark = pytest.mark.browser

TITLE = ".js-plotly-plot .annotation-text"


def title(page: Page) -> str:
    """Return the chart's title, on one line."""
    texts = page.locator(TITLE)
    weights = [texts.nth(i) for i in range(texts.count())]
    size = max(weights, key=lambda item: float(item.evaluate("e => parseFloat(e.style.fontSize)")))
    return " ".join((size.text_content() or "").split())


def click_label(page: Page, text: str) -> None:
    """Click the map where a region's label stands."""
    labels = page.locator(".js-plotly-plot .textpoint text")
    click_mark(page, labels.get_by_text(text, exact=True).first)


@pytest.mark.parametrize("path", ["/", "/?view=china", "/?view=us"])
def test_map_draws_with_nothing_fetched_from_elsewhere(
    page: Page, watch: Callable[[Page], Any], path: str
) -> None:
    seen = watch(page)
    opened(page, path)
    page.wait_for_load_state("networkidle")
    assert seen.strangers == []
    assert seen.errors == []


def test_map_draws_on_a_phone(phone: Page, watch: Callable[[Page], Any]) -> None:
    seen = watch(phone)
    opened(phone, "/")
    phone.wait_for_load_state("networkidle")
    assert seen.strangers == []
    assert seen.errors == []
    chart = phone.locator(CHART).first.bounding_box()
    assert chart is not None
    assert chart["x"] >= 0
    assert chart["x"] + chart["width"] <= 390
    # The countries are stacked: nothing shrinks to the width of both side by side.
    assert chart["height"] > chart["width"]
    sizes = phone.eval_on_selector_all(
        ".js-plotly-plot text", "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 9


def test_timeline_draws_with_nothing_fetched_from_elsewhere(
    page: Page, watch: Callable[[Page], Any]
) -> None:
    seen = watch(page)
    opened(page, "/timeline")
    page.wait_for_load_state("networkidle")
    assert seen.strangers == []


def test_clicking_a_state_filters_to_it_and_again_undoes_it(page: Page) -> None:
    opened(page, "/")
    before = title(page)
    click_label(page, "TX")
    page.wait_for_url(re.compile(r"state=TX"))
    expect(page.locator(TITLE).filter(has_text="Texas").first).to_be_visible()
    expect(page.get_by_test_id("stSidebar").get_by_text("Texas")).to_have_count(1)
    click_label(page, "TX")
    page.wait_for_url(re.compile(r"^[^?]*$"))
    expect(page.locator(TITLE).filter(has_text=before[:30]).first).to_be_visible()


def test_clicking_a_province_filters_to_it(page: Page) -> None:
    opened(page, "/?view=china")
    click_label(page, "YN")
    page.wait_for_url(re.compile(r"province=YN"))
    expect(page.locator(TITLE).filter(has_text="Yunnan").first).to_be_visible()


def test_clicking_a_place_filters_to_it(page: Page) -> None:
    opened(page, "/?state=IA&view=us")
    click_mark(page, page.locator(".js-plotly-plot .scatterlayer .points path.point").first)
    page.wait_for_url(re.compile(r"place=us-ia"))


def test_clicking_a_bar_narrows_the_years(page: Page) -> None:
    opened(page, "/timeline")
    click_mark(page, page.locator(".js-plotly-plot .barlayer .point path").first)
    page.wait_for_url(re.compile(r"years=(\d{4})&years=\1"))


def test_filters_survive_a_page_switch(page: Page) -> None:
    opened(page, "/?state=IA&sector=education")
    page.get_by_role("link", name="Timeline").click()
    page.wait_for_url(re.compile(r"/timeline\?.*state=IA.*sector=education"))
    page.get_by_role("link", name="Atlas").click()
    page.wait_for_url(re.compile(r"/\?.*state=IA.*sector=education"))
    expect(page.locator(TITLE).filter(has_text="Iowa").first).to_be_visible()


def test_a_link_reopens_the_same_view_elsewhere(page: Page, browser: Browser) -> None:
    opened(page, "/")
    page.get_by_role("button", name="Friendship", exact=True).click()
    page.wait_for_url(re.compile(r"relation="))
    page.get_by_text("People-to-people only").click()
    page.wait_for_url(re.compile(r"p2p=true"))
    settled(page)
    with profile(browser) as elsewhere:
        other = opened(elsewhere.new_page(), page.url)
        assert title(other) == title(page)
        assert other.url == page.url


def test_reset_brings_the_first_view_back(page: Page) -> None:
    opened(page, "/?state=IA&years=1990&years=2000&p2p=true")
    page.get_by_role("button", name="Reset all filters").first.click()
    page.wait_for_url(re.compile(r"^[^?]*$"))
    expect(page.locator(TITLE).filter(has_text="span the Pacific").first).to_be_visible()


def test_going_back_after_a_page_switch_is_one_step(page: Page) -> None:
    opened(page, "/?state=IA")
    page.get_by_test_id("stTopNavLink").filter(has_text="Timeline").click()
    page.wait_for_url(re.compile(r"/timeline\?state=IA$"))
    expect(page.get_by_test_id("stSidebar").get_by_text("Iowa")).to_be_visible()
    page.go_back()
    page.wait_for_url(re.compile(r"/\?state=IA$"))
    expect(page.get_by_test_id("stSidebar").get_by_text("Iowa")).to_be_visible()
    # A filter is a step of its own.
    page.get_by_role("button", name="Reset all filters").click()
    page.wait_for_url(re.compile(r"/$"))
    page.go_back()
    page.wait_for_url(re.compile(r"/\?state=IA$"))


def test_a_filter_at_once_after_a_page_switch_is_a_step_of_its_own(page: Page) -> None:
    opened(page, "/timeline")
    page.get_by_test_id("stTopNavLink").filter(has_text="Atlas").click()
    page.wait_for_url(re.compile(r"/$"))
    page.get_by_test_id("stSidebar").get_by_text("Friendship", exact=True).click()
    page.wait_for_url(re.compile(r"/\?relation="))
    page.go_back()
    page.wait_for_url(re.compile(r"/$"))
    page.go_back()
    page.wait_for_url(re.compile(r"/timeline$"))


def test_an_empty_result_says_so_and_offers_the_way_back(page: Page) -> None:
    page.goto("/?state=ND&province=XZ")
    expect(page.get_by_text("No pairing matches all of these filters")).to_be_visible()
    page.get_by_role("button", name="Reset all filters").last.click()
    expect(page.locator(TITLE).filter(has_text="span the Pacific").first).to_be_visible()


def test_hostile_parameters_are_answered_in_words(page: Page) -> None:
    page.once("dialog", lambda dialog: pytest.fail("a script ran"))
    query = "state=<script>alert(1)</script>&state=IA&years=abc&view=../../etc&p2p=maybe&x=%00"
    opened(page, f"/?{query}")
    expect(page.get_by_text("that part is left out").first).to_be_visible()
    expect(page.get_by_text("all years are shown")).to_be_visible()
    expect(page.locator(TITLE).filter(has_text="Iowa").first).to_be_visible()
    assert page.get_by_text("Traceback").count() == 0


def test_filtering_by_keyboard_alone(page: Page) -> None:
    opened(page, "/")
    box = page.get_by_role("combobox", name=re.compile("US state"))
    box.focus()
    page.keyboard.type("Iowa")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"state=IA"))


def test_a_row_leads_to_its_sources(page: Page) -> None:
    page.goto("/pairing?pairing=us-oh--cn-hubei")
    expect(page.get_by_role("heading", name="Ohio – Hubei")).to_be_visible()
    expect(page.get_by_text("1979-10-31").first).to_be_visible()
    expect(page.get_by_role("heading", name="Says who?")).to_be_visible()


def test_chart_has_an_alternative_text_made_from_the_data(page: Page) -> None:
    opened(page, "/?state=IA")
    chart = page.locator('[data-testid="stPlotlyChart"]')
    label = chart.evaluate(
        "e => [e, ...e.querySelectorAll('[aria-label]')].map("
        "n => n.getAttribute('aria-label') || '').join(' ')"
    )
    assert "Iowa" in label
