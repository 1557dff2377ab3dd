"""How a reader gets from a question to one place, one pairing, or several side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.waiting import CHART, click_mark, opened

pytestmark = pytest.mark.browser


def find(page: Page, text: str) -> None:
    box = page.get_by_label("Find a place or pairing")
    box.fill(text)
    box.press("Enter")


def test_search_finds_a_place_by_its_old_name_and_opens_it(page: Page) -> None:
    opened(page, "/")
    find(page, "Canton")
    page.get_by_role("link", name=re.compile("Guangzhou")).click()
    page.wait_for_url(re.compile(r"/place\?place=cn-guangdong-guangzhou"))
    expect(page.get_by_role("heading", name=re.compile("Guangzhou 广州市"))).to_be_visible()


def test_search_finds_a_pairing_by_two_chinese_names(page: Page) -> None:
    opened(page, "/timeline")
    find(page, "圣路易斯 南京")
    page.get_by_role("link", name=re.compile("St. Louis – Nanjing")).click()
    page.wait_for_url(re.compile(r"/pairing\?pairing=us-mo-st-louis--cn-jiangsu-nanjing"))
    expect(page.get_by_role("heading", name="St. Louis – Nanjing")).to_be_visible()


def test_a_place_clicked_on_the_map_is_the_place_on_its_page(page: Page) -> None:
    opened(page, "/?state=IA&view=us")
    click_mark(page, page.locator(".js-plotly-plot .scatterlayer .points path.point").first)
    page.wait_for_url(re.compile(r"place=us-ia"))
    page.get_by_role("link", name="Place", exact=True).click()
    page.wait_for_url(re.compile(r"/place\?.*place=us-ia"))
    expect(page.get_by_text("City in Iowa")).to_be_visible()


def test_compared_places_stand_side_by_side_in_a_link(page: Page) -> None:
    opened(page, "/compare?place=us-ca&place=us-ia")
    expect(page.get_by_role("columnheader", name="California")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Iowa")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/place?place=us-ia-muscatin", "Muscatine"),
        ("/pairing?pairing=us-ia-muscatine--cn-hebei-zhending", "Muscatine – Zhengding"),
    ],
)
def test_a_wrong_link_says_so_and_suggests_the_nearest(page: Page, path: str, said: str) -> None:
    page.goto(path)
    warning = page.get_by_role("alert").filter(has_text="Did you mean")
    expect(warning).to_be_visible()
    expect(warning).to_contain_text(said)


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/sectors", CHART),
        ("/network", CHART),
        ("/findings?topic=westward", CHART),
        ("/methods?section=browse&table=pairings", "[data-testid=stDataFrame]"),
    ],
)
def test_deep_links_draw_with_nothing_fetched_from_elsewhere(
    page: Page, watch: Callable[[Page], Any], path: str, heading: str
) -> None:
    seen = watch(page)
    opened(page, path)
    page.wait_for_selector(heading)
    page.wait_for_load_state("networkidle")
    assert seen.strangers == []
    assert page.get_by_text("Traceback").count() == 0
