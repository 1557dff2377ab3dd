"""The export panel, as a reader in a browser uses it, on the server that serves the addresses."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Download, Page, expect
from streamlit.testing.v1 import AppTest

from dashboard.export.files import KINDS
from dashboard.selection import Selection, select
from tests.browser.waiting import CHART, opened, settled
from tests.conftest import profile, shipped_catalog

APP = Path(__file__).parent.parent / "app.py"
IOWA = Selection(states=("IA",), sectors=("agriculture",))
QUERY = "?state=IA&sector=agriculture"
LABEL = "Export, cite, share"


def test_nothing_is_prepared_before_the_panel_is_opened() -> None:
    at = AppTest.from_file(str(APP), default_timeout=180).run()
    assert not at.exception
    assert not at.get("download_button")
    assert [one.label for one in at.expander] == [LABEL]


def test_without_chrome_the_panel_says_in_a_line_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dashboard.pages.export_panel.has_browser", lambda: False)
    at = AppTest.from_file(str(APP), default_timeout=180)
    at.session_state["export_atlas"] = True
    at.run()
    assert not at.exception
    assert any("Chrome or Chromium" in one.value for one in at.caption)
    buttons = {one.proto.label: one.proto.disabled for one in at.get("download_button")}
    assert buttons["PNG, 2×"]
    assert not buttons["Interactive HTML"]
    assert not buttons["CSV of what is shown"]


def open_panel(page: Page, link: str, tab: str) -> None:
    opened(page, link)
    page.get_by_text(LABEL).click()
    page.get_by_role("tab", name=tab).click()


def saved(page: Page, label: str) -> Download:
    with page.expect_download() as download:
        page.get_by_role("button", name=label, exact=False).first.click()
    return download.value


@pytest.mark.browser
def test_a_reader_saves_every_kind_of_file(page: Page, address: str, tmp_path: Path) -> None:
    open_panel(page, f"{address}/timeline{QUERY}", "Image")
    starts = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!doctype html>"}
    for name in ("svg", "png", "print", "pdf", "transparent", "html"):
        button = page.get_by_test_id("stDownloadButton").filter(has_text=KINDS[name].title).first
        with page.expect_download() as download:
            button.get_by_role("button").click()
        path = tmp_path / name
        download.value.save_as(path)
        assert path.read_bytes().startswith(starts[KINDS[name].extension]), name
        assert "timeline" in download.value.suggested_filename
        assert "state-ia" in download.value.suggested_filename


@pytest.mark.browser
def test_the_saved_csv_reloads_into_the_counts_of_the_view(
    page: Page, address: str, tmp_path: Path
) -> None:
    open_panel(page, f"{address}/{QUERY}", "Data")
    view = select(shipped_catalog(), IOWA)
    saved(page, KINDS["csv"].title).save_as(tmp_path / "shown.csv")
    shown = pd.read_csv(tmp_path / "shown.csv")
    assert len(shown) == len(view.pairings)
    assert shown["exchanges"].sum() == len(view.exchanges)
    saved(page, KINDS["metadata"].title).save_as(tmp_path / "about.json")
    described = json.loads((tmp_path / "about.json").read_bytes())
    assert described["permalink"] == f"{address}/{QUERY}"


@pytest.mark.browser
@pytest.mark.parametrize(
    "asked",
    [
        f"/timeline{QUERY}",
        "/?province=HB&province=JS&years=1985&years=2005&relation=all",
        "/?place=us-ia-muscatine&p2p=true&view=china",
    ],
)
def test_the_copied_link_reopens_the_same_view(page: Page, address: str, asked: str) -> None:
    open_panel(page, address + asked, "Share and embed")
    link = page.get_by_test_id("stCode").locator("code:visible").first.inner_text()
    assert link == address + asked
    settled(page)
    words = page.locator(".js-plotly-plot .annotation text").all_text_contents()
    page.goto("about:blank")
    opened(page, link)
    assert page.locator(".js-plotly-plot .annotation text").all_text_contents() == words
    assert any("Source:" in text for text in words)


@pytest.mark.browser
def test_an_embedded_chart_stands_alone_with_its_source_line(
    page: Page, address: str, tmp_path: Path
) -> None:
    # In a file: from a page without an address the browser asks nothing of this machine.
    story = tmp_path / "story.html"
    frame_of = f"{address}/timeline{QUERY}&embed=true"
    story.write_text(f'<iframe src="{frame_of}" width="900" height="1100"></iframe>')
    page.goto(story.as_uri())
    frame = page.frame_locator("iframe")
    settled(page.frames[1])
    words = " ".join(frame.locator(".annotation text").all_text_contents())
    assert "Source:" in words
    assert "CC BY 4.0" in words
    assert "US end in Iowa" in words
    expect(frame.locator(".js-plotly-plot")).to_have_count(1)
    for chrome in ("stSidebar", "stDataFrame", "stExpander"):
        expect(frame.get_by_test_id(chrome)).to_have_count(0)
    expect(frame.get_by_role("link", name="Atlas")).to_have_count(0)
    back = frame.get_by_role("link", name="Explore this chart")
    expect(back).to_have_attribute("href", f"{address}/timeline{QUERY}")


@pytest.mark.browser
def test_citations_can_be_copied_in_every_format(page: Page, address: str) -> None:
    open_panel(page, f"{address}/timeline{QUERY}", "Cite")
    code = page.get_by_test_id("stCode").locator("code:visible").first
    link = f"{address}/timeline{QUERY}"
    expect(code).to_contain_text(f"{link}.")
    for label, start in (("BibTeX", "@misc{"), ("RIS", "TY  - "), ("CSL-JSON", "[")):
        page.get_by_role("radio", name=label).or_(page.get_by_role("button", name=label)).click()
        expect(code).to_contain_text(start)
        expect(code).to_contain_text("timeline?state=IA")


@pytest.mark.browser
def test_a_saved_page_works_without_any_network(
    browser: Browser, address: str, page: Page, tmp_path: Path
) -> None:
    open_panel(page, f"{address}/{QUERY}", "Image")
    saved(page, KINDS["html"].title).save_as(tmp_path / "chart.html")
    with profile(browser, offline=True) as context:
        alone = context.new_page()
        asked: list[str] = []
        alone.on("request", lambda request: asked.append(request.url))
        alone.goto((tmp_path / "chart.html").as_uri())
        alone.wait_for_selector(CHART)
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        alone.get_by_text("The numbers, and how to cite them").click()
        expect(alone.locator("td", has_text="us-ia-").first).to_be_visible()


@pytest.mark.browser
def test_a_pairing_is_cited_on_its_own_page(page: Page, address: str) -> None:
    link = f"{address}/pairing?pairing=us-ia-muscatine--cn-hebei-zhengding"
    page.goto(link)
    page.get_by_text("Cite this pairing").click()
    code = page.get_by_test_id("stCode").locator("code:visible").first
    expect(code).to_contain_text("Muscatine, Iowa, and Zhengding, Hebei")
    expect(code).to_contain_text(link)
