"""Waiting for what a browser shows: for events, never for a time to pass."""

from __future__ import annotations

from playwright.sync_api import Frame, Locator, Page, expect

CHART = ".js-plotly-plot .main-svg"
HOVER = ".js-plotly-plot .hoverlayer .hovertext"
# The script has run, for the screen that there is; what it sent is drawn, and stands still.
SETTLED = """frames => {
    const app = document.querySelector('[data-testid="stApp"]');
    const charts = [...document.querySelectorAll('.stPlotlyChart')];
    const moves = animation => animation.playState === 'running'
        && animation.effect?.getComputedTiming().endTime !== Infinity;
    const done = app?.dataset.testScriptState === 'notRunning'
        && app.dataset.drawnFor === 'this screen'
        && document.querySelector('h1')
        && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
        && charts.every(chart => chart.querySelector('.main-svg'))
        && document.fonts.status === 'loaded'
        && !document.getAnimations().some(moves);
    window.framesDone = done ? (window.framesDone ?? 0) + 1 : 0;
    if (window.framesDone < frames) return false;
    window.framesDone = 0;
    return true;
}"""


def settled(page: Page | Frame) -> None:
    """Wait until the script has run for this screen and what it sent is drawn.

    For three frames in a row: what a click or a drawn chart sets off begins with the next one.
    """
    page.wait_for_function(SETTLED, arg=3)


def opened(page: Page, address: str) -> Page:
    """Open an address and wait until it is drawn."""
    page.goto(address)
    settled(page)
    return page


def hover(page: Page, target: Locator) -> tuple[float, float]:
    """Point at the middle of a mark of a chart, wait for the chart's answer; return the point."""
    settled(page)
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    # From elsewhere: a chart drawn anew under a pointer at rest has not heard of it.
    page.mouse.move(0, 0)
    expect(page.locator(HOVER)).to_have_count(0)
    page.mouse.move(x, y)
    page.wait_for_selector(HOVER)
    return x, y


def click_mark(page: Page, target: Locator) -> None:
    """Click a mark of a chart where a reader would: after the chart has answered the pointer."""
    page.mouse.click(*hover(page, target))
