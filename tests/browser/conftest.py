"""The dashboard served for real, and a Chromium that refuses every host but ours."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parent.parent.parent
PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
CHART = ".js-plotly-plot .main-svg"


@contextmanager
def serving(data: Path | None = None) -> Iterator[str]:
    """Serve the dashboard on a free port, on a data package; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, **({"TIES_DATA": str(data)} if data else {})}
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "app.py"),
            *(f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none"),
        ],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            except (URLError, OSError):
                if time.monotonic() > deadline or process.poll() is not None:
                    raise RuntimeError("the dashboard did not start") from None
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of the dashboard on the repository's own data."""
    with serving() as url:
        yield url


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A wide, empty browser profile."""
    made = browser.new_context(viewport={"width": 1400, "height": 900}, base_url=address)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A page on a telephone."""
    made = browser.new_context(
        viewport={"width": 390, "height": 844},
        base_url=address,
        user_agent=PHONE,
        is_mobile=True,
        has_touch=True,
    )
    yield made.new_page()
    made.close()


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
