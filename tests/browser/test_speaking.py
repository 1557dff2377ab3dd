"""In which language a reader is met, and how it is kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.waiting import opened
from tests.conftest import profile

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("locale_of_browser", "path", "tag"),
    [
        ("zh-CN", "/", "zh-Hans"),
        ("en-US", "/", "en"),
        ("en-US", "/?lang=zh", "zh-Hans"),
        ("zh-CN", "/?lang=en", "en"),
    ],
)
def test_first_visit_speaks_the_browsers_language_unless_the_link_says(
    browser: Browser,
    address: str,
    locale_of_browser: str,
    path: str,
    tag: str,
) -> None:
    with profile(browser, base_url=address, locale=locale_of_browser) as context:
        page = opened(context.new_page(), path)
        expect(page.locator("html")).to_have_attribute("lang", tag)
        heading = "筛选" if tag != "en" else "Filters"
        expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_a_chosen_language_outlives_links_that_open_anew(
    browser: Browser,
    address: str,
) -> None:
    with profile(browser, base_url=address, locale="en-US") as context:
        page = opened(context.new_page(), "/")
        page.get_by_role("radio", name="简体中文").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        expect(page).to_have_url(re.compile(r"lang=zh"))
        page.goto("/pairing?pairing=us-oh--cn-hubei")
        expect(page.get_by_role("heading", name="俄亥俄州 – 湖北省")).to_be_visible()
        page.get_by_role("radio", name="English").click()
        expect(page.get_by_role("heading", name="Ohio – Hubei")).to_be_visible()
        expect(page).not_to_have_url(re.compile(r"lang="))
        page.reload()
        expect(page.get_by_role("heading", name="Ohio – Hubei")).to_be_visible()
