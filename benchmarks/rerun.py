"""Measure the dashboard against a bare Streamlit app, both in one run.

    python benchmarks/rerun.py [--reruns N] [--pages atlas timeline tour ...] [--json]

For each app, in headless Chromium: the cold load (empty browser cache) to the first drawn chart,
and, for each change of a control, the time from the click to the last message of the rerun and the
bytes that came over the WebSocket: as they cross the wire (compressed; counted by a relay between
browser and server) and as the browser unpacks them. Figures are medians; quote the ratios, not the
milliseconds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
CHART = ".js-plotly-plot .main-svg"
LOADS = 5
# What Chromium needs to start in a container, and to leave the network alone.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Figures:
    """What was measured of one app.

    Attributes:
        cold_load_ms: Median time from navigation to the first drawn chart.
        rerun_ms: Median time from a change of a control to the end of the script run.
        wire_bytes: Median bytes from the server for such a change, as they cross the wire.
        largest_wire_bytes: The most that one change cost on the wire.
        unpacked_bytes: Median bytes of the WebSocket messages, unpacked.
        largest_unpacked_bytes: The most that one change cost, unpacked.
    """

    cold_load_ms: float
    rerun_ms: float
    wire_bytes: float
    largest_wire_bytes: int
    unpacked_bytes: float
    largest_unpacked_bytes: int


class Relay(threading.Thread):
    """Pass connections on to a server and count what it sends back.

    Attributes:
        port: Where it listens on this machine.
        received: Bytes that came from the server so far.
    """

    def __init__(self, target: int) -> None:
        """Listen on a free port; pass on to port `target`."""
        super().__init__(daemon=True)
        self.target = target
        self.received = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self) -> None:
        """Accept connections for as long as the benchmark lives."""
        while True:
            browser, _address = self.listener.accept()
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except ConnectionRefusedError:
                # The server has stopped; a page that is still open tries again.
                browser.close()
                continue
            for source, sink, counted in ((browser, server, False), (server, browser, True)):
                threading.Thread(
                    target=self._pass_on, args=(source, sink, counted), daemon=True
                ).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(65536):
                self.received += len(chunk) if counted else 0
                sink.sendall(chunk)
            sink.shutdown(socket.SHUT_WR)


@contextmanager
def served(script: Path) -> Iterator[Relay]:
    """Serve an app on a free port; yield a relay in front of it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = [f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none"]
    process = subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        for _attempt in range(100):
            try:
                urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield Relay(port)
    finally:
        process.terminate()
        process.wait()


def load(browser: Browser, address: str) -> tuple[Page, float]:
    """Open an app in a new browser profile; return the page and the time to its chart, ms."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(CHART)
    return page, (time.perf_counter() - start) * 1000


def measure(
    browser: Browser,
    relay: Relay,
    changes: list[Callable[[Page], None]],
    reruns: int,
    path: str = "",
) -> Figures:
    """Measure one app.

    Args:
        browser: A running Chromium.
        relay: In front of the app.
        changes: What a reader does to its controls, in turn.
        reruns: How many changes to measure.
        path: URL path of the page.
    """
    address = f"http://localhost:{relay.port}/{path}"
    loads = []
    for _attempt in range(LOADS + 1):
        page, took = load(browser, address)
        loads.append(took)
        if _attempt < LOADS:
            page.context.close()
    received: list[tuple[float, int]] = []
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.on(
        "websocket",
        lambda socket_: socket_.on(
            "framereceived",
            lambda payload: received.append((time.perf_counter(), len(payload))),
        ),
    )
    page.goto(address)
    page.wait_for_selector(CHART)
    page.wait_for_timeout(1500)
    times, sizes, wire = [], [], []
    for turn in range(reruns):
        received.clear()
        before = relay.received
        start = time.perf_counter()
        changes[turn % len(changes)](page)
        page.wait_for_timeout(900)
        if received:
            times.append((received[-1][0] - start) * 1000)
            sizes.append(sum(size for _at, size in received))
            wire.append(relay.received - before)
    # The first load also warms the server's caches and is left out.
    return Figures(
        statistics.median(loads[1:]),
        statistics.median(times),
        statistics.median(wire),
        max(wire),
        statistics.median(sizes),
        max(sizes),
    )


def press(page: Page, selector: str) -> None:
    """Click without waiting for what the click causes."""
    page.locator(selector).first.click(no_wait_after=True)


def bare_changes() -> list[Callable[[Page], None]]:
    """Return changes to the bare app: step the choice by keyboard."""

    def step(key: str) -> Callable[[Page], None]:
        def act(page: Page) -> None:
            box = page.get_by_role("combobox")
            box.press(key)
            box.press(key)
            box.press("Enter")

        return act

    return [step("ArrowDown"), step("ArrowUp")]


def atlas_changes() -> list[Callable[[Page], None]]:
    """Return changes to the filters: relation, tier, status, people-to-people, each on and off."""

    def pill(name: str) -> Callable[[Page], None]:
        return lambda page: page.get_by_role("button", name=name, exact=True).first.click(
            no_wait_after=True
        )

    def toggle(page: Page) -> None:
        press(page, '[data-testid="stSidebar"] label:has-text("People-to-people only")')

    return [
        pill("Friendship"),
        pill("State–province"),
        pill("Friendship"),
        pill("Active"),
        pill("Active"),
        toggle,
        toggle,
        pill("State–province"),
    ]


def tour_changes() -> list[Callable[[Page], None]]:
    """Return changes of step: through the tour and back."""

    def move(key: str) -> Callable[[Page], None]:
        return lambda page: press(page, f".st-key-tour_{key} button")

    return [move("next")] * 10 + [move("previous")] * 10


def main() -> None:
    """Measure both apps and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reruns", type=int, default=24, help="changes to measure of each app")
    parser.add_argument(
        "--pages",
        nargs="+",
        default=["atlas"],
        metavar="PAGE",
        help="pages of the dashboard: atlas, or a URL path such as timeline, sectors or tour",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        found = {}
        with served(ROOT / "benchmarks" / "bare_app.py") as relay:
            found["bare"] = measure(browser, relay, bare_changes(), given.reruns)
        with served(ROOT / "app.py") as relay:
            for name in given.pages:
                path = "" if name == "atlas" else name
                changes = tour_changes() if name == "tour" else atlas_changes()
                found[name] = measure(browser, relay, changes, given.reruns, path)
        browser.close()
    if given.json:
        print(json.dumps({name: asdict(figures) for name, figures in found.items()}, indent=2))
        return
    heads = "".join(f"{name:>12}{'ratio':>8}" for name in given.pages)
    print(f"{'':<24}{'bare app':>10}{heads}")
    for label, key, unit in (
        ("cold load, ms", "cold_load_ms", 1),
        ("rerun, ms", "rerun_ms", 1),
        ("rerun, KB on the wire", "wire_bytes", 1000),
        ("  largest", "largest_wire_bytes", 1000),
        ("rerun, KB unpacked", "unpacked_bytes", 1000),
        ("  largest", "largest_unpacked_bytes", 1000),
    ):
        bare = getattr(found["bare"], key) / unit
        values = [getattr(found[name], key) / unit for name in given.pages]
        cells = "".join(f"{value:>12.1f}{value / bare:>8.2f}" for value in values)
        print(f"{label:<24}{bare:>10.1f}{cells}")


if __name__ == "__main__":
    main()
