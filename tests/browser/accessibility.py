"""What the tests of accessibility share: which pages there are, and what axe-core says of one."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Page

from dashboard.measures.findings import topics
from dashboard.pages.methods import SECTIONS
from tests.browser import waiting
from tests.browser.waiting import settled
from tests.conftest import shipped_catalog
from tests.serving import ROOT

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What a page shows only when its link names something.
SAMPLES = {
    "place": "place=us-ia-muscatine",
    "pairing": "pairing=us-ia-muscatine--cn-hebei-zhengding",
    "compare": "place=us-ia&place=us-ca",
    "tour": "step=5&present=1",
}
# What stands for the others while one works: a map, bars, a page of words, a state, a presentation.
FIRST = ("/", "/sectors", f"/place?{SAMPLES['place']}", "/methods", f"/tour?{SAMPLES['tour']}")


def navigation() -> list[str]:
    """Return the path of each page that `app.py` puts into the navigation."""
    calls = [
        node
        for node in ast.walk(ast.parse((ROOT / "app.py").read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "page"
    ]
    return [str(ast.literal_eval(call.args[1])) for call in calls]


@cache
def pages() -> list[str]:
    """Return the address of each page, of those that show something of a link too."""
    found = []
    for path in navigation():
        found.append(f"/{path}")
        if path in SAMPLES:
            found.append(f"/{path}?{SAMPLES[path]}")
    return found


@cache
def sections() -> list[str]:
    """Return the addresses of what stands on a page beside its first section."""
    return [
        *(f"/methods?section={section}" for section in list(SECTIONS)[1:]),
        *(f"/findings?topic={topic}" for topic in topics(shipped_catalog())[1:]),
    ]


def first(addresses: Iterable[str]) -> list[ParameterSet]:
    """Make parameters of addresses: some for each change, the others for a run that may be long."""
    return [
        pytest.param(address, id=address, marks=() if address in FIRST else pytest.mark.long)
        for address in addresses
    ]


def in_chinese(addresses: list[str]) -> list[str]:
    """Return addresses in Chinese."""
    return [f"{address}{'&' if '?' in address else '?'}lang=zh" for address in addresses]


@dataclass(frozen=True)
class Allowed:
    """A violation of Streamlit's own.

    Attributes:
        rule: Rule of axe-core.
        selector: What holds the element that violates it.
        why: Why it is Streamlit's to mend.
        issue: Link of Streamlit's issue, or that none was found.
        address: A page where it occurs: on a telephone, or on a desk where `opens` is given.
        opens: Label of the list to open there first.
    """

    rule: str
    selector: str
    why: str
    issue: str
    address: str
    opens: str = ""


def opened(page: Page, address: str) -> Page:
    """Open an address, as if for the first time, and wait until it is drawn."""
    # The language that the page before spoke must not outlive it.
    page.context.clear_cookies()
    return waiting.opened(page, address)


def kept(page: Page, address: str) -> Page:
    """Open an address, unless the test before left it open."""
    if page.evaluate("() => window.openedAs") != address:
        opened(page, address)
        page.evaluate("address => { window.openedAs = address; }", address)
    return page


def lasting(page: Page, allowed: tuple[Allowed, ...], rules: tuple[str, ...] = ()) -> list[str]:
    """Return the violations of a page, see `violations`, that are still there a while later.

    While a page is drawn anew, Streamlit fades what is old: that is not what a reader reads.
    """
    found: list[str] = []
    for _attempt in range(4):
        settled(page)
        found, _known = violations(page, allowed, rules)
        if not found:
            break
        # What axe-core looks at gives no sign of its own.
        page.wait_for_timeout(700)
    return found


def violations(
    page: Page, allowed: tuple[Allowed, ...], rules: tuple[str, ...] = ()
) -> tuple[list[str], set[Allowed]]:
    """Let axe-core check a page.

    Args:
        page: The page, open.
        allowed: Violations that are Streamlit's own.
        rules: The only rules to check; none means all of `TAGS`.

    Returns:
        Each other violation in words, and the allowed ones that occur.
    """
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    only: dict[str, Any] = (
        {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(TAGS)}
    )
    found = page.evaluate(
        """async ([only, allowed]) => {
            const result = await axe.run(document, {runOnly: only, resultTypes: ['violations']});
            return result.violations.flatMap(violation => violation.nodes.map(node => {
                const element = document.querySelector(node.target.at(-1));
                const known = allowed.findIndex(([rule, selector]) =>
                    rule === violation.id && element?.closest(selector));
                return [known, 
                    `${violation.id}: ${node.html.slice(0, 240)} ${node.failureSummary}`];
            }));
        }""",
        [only, [[one.rule, one.selector] for one in allowed]],
    )
    return (
        [text for known, text in found if known < 0],
        {allowed[known] for known, _text in found if known >= 0},
    )
