"""A Chromium that refuses every host but ours, and what it shows of the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import clear, profile

PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
TELEPHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "user_agent": PHONE,
}


@pytest.fixture(scope="session")
def telephone(browser: Browser, address: str) -> Iterator[Page]:
    """A page on a telephone that one test uses after the other."""
    with profile(browser, base_url=address, **TELEPHONE) as context:
        yield context.new_page()


@pytest.fixture
def phone(telephone: Page) -> Iterator[Page]:
    """A page on a telephone, as if nobody had used it."""
    clear(telephone)
    yield telephone
    clear(telephone)


class Watch:
    """What a page asks for and complains of."""

    def __init__(self, page: Page, host: str) -> None:
        self.strangers: list[str] = []
        self.errors: list[str] = []
        ours = (host, host.replace("http", "ws"), "data:", "blob:")
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(ours) else self.strangers.append(request.url)
            ),
        )
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: self.errors.append(str(error)))


@pytest.fixture
def watch(address: str) -> Callable[[Page], Watch]:
    """Start to watch a page's requests and console."""
    return lambda page: Watch(page, address)
