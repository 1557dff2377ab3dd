"""What many tests need: the real package, a copy of it to break, and a tiny one made by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from playwright.sync_api import Browser, expect, sync_playwright

from dashboard import catalog, language
from dashboard.catalog import Catalog
from tests import get_browser
from tests.tiny import Tiny

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
def english() -> None:
    """Each test begins in English, whatever the one before spoke."""
    language.activate(language.DEFAULT)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the data package that a test may break."""
    directory = tmp_path / "package"
    shutil.copytree(catalog.DEFAULT_DIR, directory, ignore=shutil.ignore_patterns("build"))
    return directory


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    """The catalog of the shipped data package; not to be changed."""
    return catalog.load()


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


# A busy machine draws late: waiting longer loses nothing where a page is right.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: a process can run Playwright's synchronous side only once."""
    # No browser is a failure, not a skip: `make test` brings one.
    path = get_browser.find()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(BROWSER_FLAGS))
        yield running
        running.close()
