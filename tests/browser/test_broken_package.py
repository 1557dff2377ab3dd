"""What a reader sees when the data package is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.waiting import CHART
from tests.conftest import profile
from tests.serving import ROOT, serving

pytestmark = pytest.mark.browser


def test_a_broken_package_is_named_on_the_page(browser: Browser, tmp_path: Path) -> None:
    package = tmp_path / "data"
    shutil.copytree(ROOT / "data", package)
    pairings = package / "pairings.csv"
    lines = pairings.read_text("utf-8").splitlines()
    lines[1] = lines[1].replace(",sister,", ",cousin,").replace(",friendship,", ",cousin,")
    pairings.write_text("\n".join(lines) + "\n", "utf-8")
    with serving(package) as address, profile(browser) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_text("The data package cannot be used")).to_be_visible()
        assert page.get_by_text("Traceback").count() == 0
        row = page.get_by_role("row").filter(has_text="pairings.csv")
        expect(row).to_have_count(1)
        for part in ("2", "relation", "cousin", "sister", "friendship"):
            expect(row).to_contain_text(part)
        # Mended, the same server goes on.
        shutil.copyfile(ROOT / "data" / "pairings.csv", pairings)
        page.reload()
        page.wait_for_selector(CHART)
