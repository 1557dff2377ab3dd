"""What many tests need: the real package, a copy of it to break, and a tiny one made by hand.

Also the dashboard served for real and a Chromium to look at it, one of each in a process; and how
many processes share the tests.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from dashboard import catalog, language
from dashboard.catalog import Catalog
from tests import get_browser
from tests.serving import serving
from tests.tiny import Tiny

# Each has a server and up to two browsers, about 2 GB.
PROCESSES = 4


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Share the whole suite out to processes; run named tests in this one.

    One more than there are cores: while a test waits for its browser another one can work.
    """
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return min(len(os.sched_getaffinity(0)) + 1, PROCESSES) if whole else 0


# The machine that runs the tests may be busy: a slow example is not a failed one.
settings.register_profile(
    "ties",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
settings.load_profile("ties")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test begins in English, and so does what serves several tests."""
    language.activate(language.DEFAULT)
    yield
    language.activate(language.DEFAULT)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the data package that a test may break."""
    directory = tmp_path / "package"
    shutil.copytree(catalog.DEFAULT_DIR, directory, ignore=shutil.ignore_patterns("build"))
    return directory


@cache
def shipped_catalog() -> Catalog:
    """Return the catalog of the shipped data package, read once; not to be changed."""
    return catalog.load()


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    """The catalog of the shipped data package; not to be changed."""
    return shipped_catalog()


LOADED: dict[str, Catalog] = {}


@pytest.fixture
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Validate and load packages of the same content once; not to be changed.

    What cannot be loaded is judged each time.
    """
    load = catalog.load

    def once(directory: Path | str = catalog.DEFAULT_DIR) -> Catalog:
        directory = Path(directory)
        content = hashlib.sha256()
        for path in sorted(path for path in directory.rglob("*") if path.is_file()):
            content.update(f"{path.relative_to(directory)}\0".encode() + path.read_bytes())
        if content.hexdigest() not in LOADED:
            LOADED[content.hexdigest()] = load(directory)
        return replace(LOADED[content.hexdigest()], directory=directory)

    monkeypatch.setattr(catalog, "load", once)


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """A tiny package, written: change its files, or its cells and write it again."""
    made = Tiny(tmp_path / "tiny")
    made.write()
    return made


@pytest.fixture(scope="session")
def tiny_catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The catalog of the tiny package; not to be changed."""
    return catalog.load(Tiny(tmp_path_factory.mktemp("tiny")).write())


BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# A limit for failures only, ms: a busy machine draws late, and waiting longer loses nothing where a
# page is right.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)
WIDE: ViewportSize = {"width": 1400, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: a process can run Playwright's synchronous side only once."""
    # No browser is a failure, not a skip: `make test` brings one.
    path = get_browser.find()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(BROWSER_FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of the dashboard on the repository's own data."""
    with serving() as url:
        yield url


@contextmanager
def profile(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """Open an empty browser profile, on a desk and still unless `options` say otherwise.

    Still, because what fades or slides cannot be read before it has arrived.
    """
    made = browser.new_context(**({"viewport": WIDE, "reduced_motion": "reduce"} | options))
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture(scope="session")
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """A page on a desk that one test uses after the other.

    A page that has loaded the dashboard before loads it in half the time.
    """
    with profile(browser, base_url=address) as context:
        yield context.new_page()


def clear(page: Page) -> None:
    """Make a page as if nobody had used it."""
    for other in page.context.pages:
        if other != page:
            other.close()
    page.unroute_all()
    if page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.goto("about:blank")
    page.context.clear_cookies()
    page.emulate_media(color_scheme="null", reduced_motion="reduce")


@pytest.fixture
def page(desk: Page) -> Iterator[Page]:
    """A page on a desk, as if nobody had used it."""
    clear(desk)
    yield desk
    desk.set_viewport_size(WIDE)
    clear(desk)
