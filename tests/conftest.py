"""What many tests need: the real package, a copy of it to break, and a tiny one made by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from dashboard import catalog
from dashboard.catalog import Catalog
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
