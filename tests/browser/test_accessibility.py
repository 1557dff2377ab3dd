"""WCAG 2.2 AA: what axe-core finds, and what only a keyboard, a magnifier or an eye finds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from dashboard.figures.style import contrast
from tests.browser.accessibility import (
    AXE,
    SAMPLES,
    Allowed,
    first,
    in_chinese,
    kept,
    lasting,
    navigation,
    opened,
    pages,
    sections,
    violations,
)
from tests.browser.waiting import settled
from tests.conftest import profile
from tests.serving import serving
from tests.tiny import Tiny

pytestmark = pytest.mark.browser

LIGHT, DARK = "light", "dark"
# How long what should be there may take to be drawn before it is judged missing, ms.
LIMIT = 15_000
# Each entry is listed in docs/accessibility.md.
STREAMLITS = (
    Allowed(
        "scrollable-region-focusable",
        ".stTable",
        "A plain table that is wider than the screen scrolls in a box without a tabindex.",
        "no issue found",
        "/methods?section=dictionary",
    ),
    Allowed(
        "region",
        "[role=listbox]",
        "An open list of options stands at the end of the document, outside all landmarks.",
        "no issue found",
        "/?state=IA",
        opens="US state",
    ),
)
STATES = {
    "filters": "/?state=IA&sector=education&p2p=true&years=1990&years=2020",
    "notice": "/?state=ZZ&years=abc&place=us-ia-muscatin",
    "wrong link": "/pairing?pairing=us-ia-muscatine--cn-hebei-zhending",
    "empty": "/?state=ND&province=XZ",
    "embedded": "/timeline?embed=true&chart=timeline&state=IA",
    "embedded, wrong": "/?embed=true&chart=nonsense",
}
# At 200 % a window of 1400 px has 700; 320 is what 400 % leaves of 1280.
ROOMS = {
    "200 %": {"viewport": {"width": 700, "height": 450}, "device_scale_factor": 2},
    "400 %": {"viewport": {"width": 320, "height": 512}},
}


@pytest.fixture
def wide(desk: Page) -> Page:
    """A page on a desk, as the test before left it."""
    return desk


@pytest.fixture
def small(telephone: Page) -> Page:
    """A page on a telephone, as the test before left it."""
    return telephone


@pytest.fixture(scope="session")
def titles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes share: a file for each title, which holds the page's address."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "titles"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(ROOMS["200 %"], id="200 %", marks=pytest.mark.long),
        pytest.param(ROOMS["400 %"], id="400 %"),
    ],
)
def cramped(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page with little room."""
    with profile(browser, base_url=address, **request.param) as context:
        yield context.new_page()


def in_theme(page: Page, theme: str) -> None:
    """Switch the device to a theme, as it does at dusk, and wait until page and charts follow."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.wait_for_function(
        "theme => getComputedStyle(document.querySelector('.stApp')).colorScheme === theme",
        arg=theme,
    )
    settled(page)


def accepted(page: Page, link: str) -> None:
    """Open an address in light and dark; fail on what axe-core says against it."""
    in_theme_of_next = {LIGHT: DARK, DARK: LIGHT}
    kept(page, link)
    first = page.evaluate("() => getComputedStyle(document.querySelector('.stApp')).colorScheme")
    assert lasting(page, STREAMLITS) == [], f"{link} in {first}"
    # The other theme changes colours only.
    in_theme(page, in_theme_of_next[first])
    found = lasting(page, STREAMLITS, ("color-contrast",))
    assert found == [], f"{link} in {in_theme_of_next[first]}"


def test_axe_is_recent_enough_for_wcag_22() -> None:
    version = re.search(r"axe v(\d+)\.(\d+)", AXE)
    assert version
    assert (int(version[1]), int(version[2])) >= (4, 12)
    assert '"wcag22aa"' in AXE


def test_the_pages_tested_are_those_of_the_navigation(wide: Page) -> None:
    opened(wide, "/")
    links = wide.get_by_test_id("stTopNavLink")
    found = {
        (links.nth(i).get_attribute("href") or "").split("/")[-1] for i in range(links.count())
    }
    assert found == set(navigation())


# By page rather than by test, here and below: one opening serves several.
@pytest.mark.parametrize(
    "link",
    [*first(pages()), *first(in_chinese(pages()))],
    scope="module",
)
def test_a_page_breaks_no_rule_on_a_desk(wide: Page, link: str) -> None:
    accepted(wide, link)


@pytest.mark.parametrize("link", first(pages()))
def test_a_page_breaks_no_rule_on_a_telephone(small: Page, link: str) -> None:
    accepted(small, link)
    fits(small, link)


@pytest.mark.long
@pytest.mark.parametrize("link", sections())
def test_a_section_breaks_no_rule(wide: Page, link: str) -> None:
    opened(wide, link)
    assert lasting(wide, STREAMLITS) == []


@pytest.mark.long
@pytest.mark.parametrize("link", STATES.values(), ids=STATES.keys())
def test_a_state_breaks_no_rule(wide: Page, link: str) -> None:
    accepted(wide, link)


@pytest.mark.parametrize("device", ["wide", pytest.param("small", marks=pytest.mark.long)])
def test_the_export_panel_breaks_no_rule(device: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(device)
    opened(page, "/")
    page.get_by_text("Export, cite, share").click()
    for tab in ("Image", "Data", "Cite", "Share and embed"):
        page.get_by_role("tab", name=tab).click()
        settled(page)
        assert lasting(page, STREAMLITS) == [], tab


def test_unfolded_parts_break_no_rule(wide: Page) -> None:
    opened(wide, "/pairing?pairing=us-ia-muscatine--cn-hebei-zhengding")
    folds = wide.locator("summary")
    for number in range(folds.count()):
        folds.nth(number).click()
    settled(wide)
    assert lasting(wide, STREAMLITS) == []


def test_an_open_list_breaks_no_rule(wide: Page) -> None:
    opened(wide, "/")
    wide.get_by_role("combobox", name="US state").click()
    expect(wide.get_by_role("option", name="Alabama")).to_be_visible()
    assert lasting(wide, STREAMLITS) == []


def test_the_sidebar_breaks_no_rule_on_a_telephone(small: Page) -> None:
    opened(small, "/?state=IA")
    small.get_by_test_id("stExpandSidebarButton").click()
    expect(small.get_by_role("combobox", name="US state")).to_be_visible()
    assert lasting(small, STREAMLITS) == []


def test_the_page_of_a_broken_package_breaks_no_rule(browser: Browser, tmp_path: Path) -> None:
    tiny = Tiny(tmp_path / "tiny")
    tiny.write()
    pairings = tiny.directory / "pairings.csv"
    pairings.write_text(pairings.read_text("utf-8").replace(",sister,", ",cousin,"), "utf-8")
    with serving(tiny.directory) as url, profile(browser, base_url=url) as context:
        page = context.new_page()
        accepted(page, "/")
        expect(page.get_by_text("cousin").first).to_be_visible()


@pytest.mark.parametrize("one", STREAMLITS, ids=lambda one: one.rule)
def test_what_is_allowed_to_streamlit_still_occurs(wide: Page, small: Page, one: Allowed) -> None:
    page = opened(wide if one.opens else small, one.address)
    if one.opens:
        page.get_by_role("combobox", name=one.opens).click()
        expect(page.get_by_role("listbox")).to_be_visible()
    assert one in violations(page, STREAMLITS)[1], "mended by Streamlit: take it off the list"


# Structure -----------------------------------------------------------------------------------


@pytest.mark.parametrize("link", pages(), scope="module")
def test_each_page_has_a_title_of_its_own_and_headings_in_order(
    wide: Page, titles: Path, link: str
) -> None:
    kept(wide, link)
    levels = [
        int(level)
        for level in wide.locator("main :is(h1, h2, h3, h4)").evaluate_all(
            "all => all.map(heading => heading.tagName[1])"
        )
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    heading = (wide.locator("h1").text_content() or "").strip()
    expect(wide).to_have_title(re.compile(f"^{re.escape(heading)} – "))
    title = titles / quote(wide.title(), safe="")
    if title.exists():
        assert title.read_text("utf-8") == link, "two pages have one title"
    title.write_text(link, "utf-8")
    for landmark in ("main", "nav", "header"):
        assert wide.locator(landmark).count() == 1, landmark


# Keyboard ------------------------------------------------------------------------------------

# What has the focus, once its ring is drawn; without a ring when none comes within the limit.
FOCUSED = """async limit => {
    const ringed = style => style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
    const look = () => {
        const focused = document.activeElement;
        const name = focused.getAttribute('aria-label') || focused.textContent.trim().slice(0, 40);
        // The ring may stand around what holds the control: a field, a thumb, a table.
        let holder = focused;
        for (let level = 0; holder && level < 9 && !ringed(getComputedStyle(holder)); level++)
            holder = holder.parentElement;
        const style = holder && getComputedStyle(holder);
        const ring = style && ringed(style) ? style.outlineColor : '';
        let behind = 'rgb(255, 255, 255)';
        for (let at = holder?.parentElement; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (!colour.startsWith('rgba')) { behind = colour; break; }
        }
        return {tag: focused.tagName, name, ring, behind};
    };
    const begun = performance.now();
    let at = look();
    while (at.tag !== 'BODY' && !at.ring && performance.now() - begun < limit) {
        await new Promise(requestAnimationFrame);
        at = look();
    }
    return at;
}"""


def hexadecimal(colour: str) -> str:
    """Turn `rgb(1, 2, 3)` into `#010203`."""
    red, green, blue = (int(float(part)) for part in re.findall(r"[\d.]+", colour)[:3])
    return f"#{red:02X}{green:02X}{blue:02X}"


@pytest.mark.parametrize("link", pages(), scope="module")
def test_the_keyboard_reaches_every_control_and_shows_where_it_is(wide: Page, link: str) -> None:
    kept(wide, link)
    in_theme(wide, LIGHT)
    reached: list[str] = []
    wide.locator("body").focus()
    for _press in range(160):
        wide.keyboard.press("Tab")
        at = wide.evaluate(FOCUSED, LIMIT)
        if at["tag"] == "BODY":
            break
        reached.append(at["name"])
        assert at["ring"], f"no ring on {at}"
        assert contrast(hexadecimal(at["ring"]), hexadecimal(at["behind"])) >= 3, at
    else:
        pytest.fail("the keyboard is caught")
    assert reached[0] == "Skip to main content"
    filters = ("US state", "Chinese province", "Years — start", "People-to-people only")
    # The tour's steps set the filters.
    for control in ("Next",) if link.startswith("/tour") else filters:
        assert any(name.endswith(control) or name.startswith(control) for name in reached)


def tab_to(page: Page, wanted: Locator, presses: int = 120) -> None:
    """Press Tab until an element has the focus."""
    for _press in range(presses):
        if wanted.count() and wanted.first.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_the_skip_link_leads_past_filters_and_navigation(wide: Page) -> None:
    opened(wide, "/")
    wide.keyboard.press("Tab")
    wide.keyboard.press("Enter")
    wide.keyboard.press("Tab")
    assert wide.evaluate("() => Boolean(document.activeElement.closest('main'))")


def test_the_whole_job_by_keyboard_alone(page: Page) -> None:
    opened(page, "/")
    finding = page.locator(".js-plotly-plot .annotation-text")
    # Filter, and see the map change.
    tab_to(page, page.get_by_role("combobox", name="US state"))
    page.keyboard.type("Iowa")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"state=IA"))
    expect(finding.filter(has_text="Iowa").first).to_be_visible()
    # Open a profile from the list of what has a name.
    settled(page)
    tab_to(page, page.get_by_label("Find a place or pairing"))
    page.keyboard.type("Muscatine")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name=re.compile("^Muscatine 马斯卡廷")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Muscatine 马斯卡廷", level=1)).to_be_visible()
    settled(page)
    # Export.
    tab_to(page, page.locator("summary").filter(has_text="Export, cite, share"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="SVG", exact=True))
    with page.expect_download() as image:
        page.keyboard.press("Enter")
    assert image.value.suggested_filename.endswith(".svg")
    assert Path(image.value.path()).read_bytes().lstrip().startswith(b"<svg")
    tabs = page.get_by_role("tab")
    for _press in range(40):
        if page.evaluate("() => document.activeElement.getAttribute('role')") == "tab":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    tab_to(page, page.get_by_role("button", name="CSV of what is shown"))
    with page.expect_download() as table:
        page.keyboard.press("Enter")
    assert Path(table.value.path()).read_text("utf-8-sig").startswith("pairing_id,")
    # Come back: the choice still stands.
    page.locator("body").focus()
    tab_to(page, page.get_by_role("link", name="Atlas"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/\?.*place=us-ia-muscatine"))
    expect(finding.filter(has_text="Muscatine").first).to_be_visible()


# Room, motion, theme -------------------------------------------------------------------------

OUTSIDE = """() => {
    const across = document.documentElement.clientWidth;
    const scrolls = '.stDataFrame, .stTable, .stCode, .stTabs [role="tablist"], .stSidebar';
    const shown = element => {
        const style = getComputedStyle(element);
        return style.visibility !== 'hidden' && style.clipPath === 'none'
            && element.checkVisibility({opacityProperty: true});
    };
    const names = [];
    for (const element of document.querySelectorAll(
        'main :is(button, a, input, summary, h1, h2, h3, p, dt, dd, .annotation-text)'
    )) {
        const box = element.getBoundingClientRect();
        if (!box.width || !shown(element) || element.closest(`${scrolls}, .unseen`)) continue;
        if (box.left < -1 || box.right > across + 1)
            names.push(`${element.tagName} ${element.textContent.slice(0, 60)} ${box.right}`);
    }
    return names;
}"""
TOO_SMALL = """() => [...document.querySelectorAll(
    ':is(main, section) :is(button, summary, [role=tab], [role=radio])'
)].filter(element => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && box.width && Math.min(box.width, box.height) < 23.5;
}).map(element => {
    const box = element.getBoundingClientRect();
    return `${element.ariaLabel || element.textContent} ${box.width} x ${box.height}`;
})"""


def fits(page: Page, link: str) -> None:
    """Fail where something is outside of the screen or too small for a finger."""
    with suppress(TimeoutError):
        page.wait_for_function(f"() => ({OUTSIDE})().length === 0", timeout=LIMIT)
    for box in ("document.documentElement", "document.querySelector('.stMain')"):
        beyond = page.evaluate(f"() => {box}.scrollWidth - {box}.clientWidth")
        assert beyond <= 0, f"{link}: the page scrolls sideways"
    assert page.evaluate(OUTSIDE) == [], link
    assert page.evaluate(TOO_SMALL) == [], link


@pytest.mark.parametrize("link", first(pages()))
def test_nothing_is_lost_where_room_is_scarce(cramped: Page, link: str) -> None:
    fits(opened(cramped, link), link)


@pytest.mark.parametrize("link", ["/", f"/pairing?{SAMPLES['pairing']}"])
def test_a_magnified_page_says_what_the_whole_one_says(
    wide: Page, cramped: Page, link: str
) -> None:
    said = "main :is(h1, h2, h3, dt, label, summary)"
    whole = opened(wide, link).locator(said).all_text_contents()
    assert opened(cramped, link).locator(said).all_text_contents() == whole


def test_controls_are_large_enough_on_a_desk(wide: Page) -> None:
    for address in ("/?state=IA&place=us-ia-muscatine", "/methods?section=browse"):
        assert opened(wide, address).evaluate(TOO_SMALL) == []


def test_charts_follow_the_room_that_they_have(page: Page) -> None:
    opened(page, "/")
    high = "() => document.querySelector('.js-plotly-plot')?.offsetHeight"
    before = page.evaluate(high)
    page.set_viewport_size({"width": 700, "height": 450})
    # The countries stand one above the other.
    page.wait_for_function(f"before => ({high})() > before + 100", arg=before)
    page.set_viewport_size({"width": 1400, "height": 900})
    page.wait_for_function(f"before => ({high})() === before", arg=before)


def test_charts_follow_the_theme_of_the_device(page: Page) -> None:
    opened(page, "/")
    ink = "() => document.querySelector('.js-plotly-plot .annotation-text')?.style.fill"
    before = page.evaluate(ink)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"before => (ink => ink && ink !== before)(({ink})())", arg=before)


def test_nothing_moves_for_those_who_ask_for_stillness(
    wide: Page, browser: Browser, address: str
) -> None:
    longest = """() => Math.max(...[...document.querySelectorAll('*')].flatMap(element => {
        const style = getComputedStyle(element);
        return [style.transitionDuration, style.animationDuration].flatMap(
            text => text.split(',').map(parseFloat));
    }))"""
    assert opened(wide, "/").evaluate(longest) <= 0.001
    # And the measure can tell.
    with profile(browser, base_url=address, reduced_motion="no-preference") as context:
        assert opened(context.new_page(), "/").evaluate(longest) > 0.05
