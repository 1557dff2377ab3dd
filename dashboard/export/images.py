"""Images of figures, through one browser that all readers share.

Kaleido draws a figure in headless Chrome. Starting Chrome takes seconds, so one browser stays open
while it is in use. It is guarded: only so many files may wait for it, none may take long, and a
browser that crashed or hangs is replaced and the file drawn again.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import struct
import zlib
from base64 import b64decode
from collections.abc import Callable, Coroutine
from concurrent.futures import TimeoutError as FutureTimeout
from html import escape
from threading import BoundedSemaphore, Lock, Thread
from typing import Any

import kaleido
import plotly.graph_objects as go
from choreographer.browsers.chromium import Chromium
from kaleido.errors import JavascriptError, KaleidoError

from dashboard.language import _

TABS = 2
WAITING = 24
SECONDS = 25
# Opening a browser on a busy machine, on top of the drawing itself.
OPENING_SECONDS = 30
CLOSING_SECONDS = 10
# An unused browser gives its memory back after so long; a used one is renewed after so many files.
IDLE_SECONDS = 300
FILES_A_BROWSER = 100

Make = Callable[[kaleido.Kaleido], Coroutine[Any, Any, bytes]]
log = logging.getLogger(__name__)
# The browser's pipe is cut in mid-message when it closes; its library logs that as a traceback,
# which a reader at the terminal takes for a failure. Real failures come back as exceptions.
logging.getLogger("choreographer").setLevel(logging.CRITICAL)


class ImageError(Exception):
    """An image could not be made; the text is for the reader."""


class NoBrowser(ImageError):
    """There is no Chrome on this machine."""


class Busy(ImageError):
    """Too many images are being made."""


def has_browser() -> bool:
    """Tell whether Chrome, or a relative of it, is installed."""
    return Chromium.find_browser(skip_local=False) is not None


def help_without_browser() -> str:
    """Say in a line what images need."""
    return _(
        "SVG, PNG and PDF files need Chrome or Chromium on the server (`apt install chromium`, or "
        "`kaleido_get_chrome`); the chart's camera button, HTML and all data files work without."
    )


class Press:
    """A browser that turns figures into images for any thread, one queue for all.

    Long because one browser has one state: threads wait for it, a loop opens, times, replaces and
    closes it, and whoever reads one of these needs the others in sight.
    """

    def __init__(self, waiting: int = WAITING, seconds: float = SECONDS) -> None:
        """Prepare the queue; the browser opens with the first image.

        Args:
            waiting: How many images may be wanted at a time.
            seconds: How long one image may take.
        """
        self._places = BoundedSemaphore(waiting)
        self._seconds = seconds
        self._starting = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening: asyncio.Lock | None = None
        self._browser: kaleido.Kaleido | None = None
        self._drawn = 0
        self._under_way = 0
        self._idle: asyncio.TimerHandle | None = None

    def draw(self, figure: go.Figure, form: str, scale: float) -> bytes:
        """Draw a figure.

        Args:
            figure: The figure, with its own width and height.
            form: `svg`, `png` or `pdf`.
            scale: Pixels of the file for each of the figure.

        Returns:
            The file.

        Raises:
            NoBrowser: Chrome is not installed.
            Busy: Too many images are being made.
            ImageError: The image could not be made, twice.
        """
        if not self._places.acquire(blocking=False):
            raise Busy(_("Many images are being made just now. Try again in a minute."))
        try:
            options = {
                "format": form,
                "width": figure.layout.width,
                "height": figure.layout.height,
                "scale": scale,
            }
            drawn = figure.to_dict()
            work = self._made(lambda browser: browser.calc_fig(drawn, opts=options))
            return bytes(self._wait(work))
        finally:
            self._places.release()

    def print_page(self, html: str, paper: tuple[float, float]) -> bytes:
        """Print a page that needs no other file.

        Args:
            html: The page.
            paper: Width and height of the sheet, inches.

        Returns:
            The PDF.

        Raises:
            NoBrowser: Chrome is not installed.
            Busy: Too many files are being made.
            ImageError: The page could not be printed, twice.
        """
        if not self._places.acquire(blocking=False):
            raise Busy(_("Many images are being made just now. Try again in a minute."))
        try:
            work = self._made(lambda browser: _printed(browser, html, paper))
            return bytes(self._wait(work))
        finally:
            self._places.release()

    def warm(self) -> None:
        """Open the browser in the background, so that the first image is quick."""
        if has_browser():
            asyncio.run_coroutine_threadsafe(self._warm(), self._running())

    def close(self) -> None:
        """Close the browser; the next image opens another."""
        if self._loop is not None:
            self._wait(self._replace(self._browser))

    def _running(self) -> asyncio.AbstractEventLoop:
        """Return the loop that the browser lives in, in a thread of its own."""
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._opening = asyncio.Lock()
                Thread(target=self._loop.run_forever, name="images", daemon=True).start()
                atexit.register(self.close)
            return self._loop

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        future = asyncio.run_coroutine_threadsafe(work, self._running())
        try:
            # Each image has its own limit; this one holds against a loop that hangs.
            return future.result(WAITING * self._seconds)
        except FutureTimeout:
            future.cancel()
            raise ImageError(_failed()) from None

    async def _made(self, make: Make) -> bytes:
        for _attempt in range(2):
            browser = await self._opened()
            self._under_way += 1
            try:
                return await self._in_time(browser, make)
            except (JavascriptError, KaleidoError) as error:
                log.exception("the browser refused a figure")
                raise ImageError(_failed()) from error
            except Exception as error:
                log.warning("the image browser is replaced: %r", error)
                await self._replace(browser)
            finally:
                self._under_way -= 1
                self._rest()
        raise ImageError(_failed())

    async def _in_time(self, browser: kaleido.Kaleido, make: Make) -> bytes:
        """Make a file; raise `TimeoutError` once its time is up, whatever the browser does."""
        task = asyncio.ensure_future(make(browser))
        # Those ahead in the queue take their time first.
        limit = self._seconds * (1 + self._under_way // TABS)
        done, _pending = await asyncio.wait({task}, timeout=limit)
        if not done:
            task.cancel()
            raise TimeoutError(f"an image took more than {limit} s")
        if task.cancelled():
            # Kaleido cancels what is under way when its browser goes.
            raise ConnectionError("the image browser went away")
        return bytes(task.result())

    async def _opened(self) -> kaleido.Kaleido:
        """Return the browser, opened when there is none."""
        assert self._opening is not None
        async with self._opening:
            if self._idle is not None:
                self._idle.cancel()
            if self._browser is None:
                if not has_browser():
                    raise NoBrowser(help_without_browser())
                try:
                    browser = kaleido.Kaleido(n=TABS, timeout=None, mathjax=False)
                    await asyncio.wait_for(browser.open(), OPENING_SECONDS)
                except Exception as error:
                    log.exception("the image browser did not open")
                    raise ImageError(_failed()) from error
                self._browser = browser
                self._drawn = 0
            self._drawn += 1
            return self._browser

    async def _warm(self) -> None:
        await self._opened()
        self._rest()

    async def _replace(self, browser: Any) -> None:
        """Close a browser; the next image opens another."""
        if browser is None:
            return
        if self._browser is browser:
            self._browser = None
        try:
            await asyncio.wait_for(browser.close(), CLOSING_SECONDS)
        except Exception as error:
            log.warning("the image browser did not close: %r", error)

    def _rest(self) -> None:
        """Close the browser at once when it is worn, later when nobody needs it."""
        if self._under_way or self._browser is None:
            return
        after = 0 if self._drawn >= FILES_A_BROWSER else IDLE_SECONDS
        browser = self._browser
        if self._idle is not None:
            self._idle.cancel()
        loop = asyncio.get_running_loop()
        self._idle = loop.call_later(after, lambda: loop.create_task(self._retire(browser)))

    async def _retire(self, browser: kaleido.Kaleido) -> None:
        if not self._under_way:
            await self._replace(browser)


async def _printed(browser: kaleido.Kaleido, html: str, paper: tuple[float, float]) -> bytes:
    """Print a page in a tab of its own."""
    tab = await browser.create_tab("about:blank")
    try:
        tree = await _told(tab, "Page.getFrameTree")
        frame = tree["frameTree"]["frame"]["id"]
        await _told(tab, "Page.setDocumentContent", {"frameId": frame, "html": html})
        # Pictures inside the page are decoded after it is set.
        ready = "Promise.all([...document.images].map(image => image.decode().catch(() => 0)))"
        await _told(
            tab, "Runtime.evaluate", {"expression": f"{ready}.then(() => 1)", "awaitPromise": True}
        )
        width, height = paper
        printed = await _told(
            tab,
            "Page.printToPDF",
            {
                "paperWidth": width,
                "paperHeight": height,
                "printBackground": True,
                "preferCSSPageSize": True,
                "generateTaggedPDF": True,
            },
        )
        return b64decode(printed["data"])
    finally:
        await browser.close_tab(tab.target_id)


async def _told(tab: Any, command: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """Send a command to a tab; return what it answers.

    Raises:
        ConnectionError: The browser refused it.
    """
    answer = await tab.send_command(command, values or {})
    if "error" in answer:
        raise ConnectionError(f"{command}: {answer['error']}")
    return dict(answer["result"])


def _failed() -> str:
    return _("The image could not be made. Try again; data files and HTML are not affected.")


PRESS = Press()


def described_svg(svg: bytes, title: str, description: str) -> bytes:
    """Put title and description into an SVG file, where screen readers look for them."""
    head, rest = svg.decode("utf-8").split(">", 1)
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f'{head} role="img">{words}{rest}'.encode()


def described_png(png: bytes, words: dict[str, str]) -> bytes:
    """Put words into a PNG file, as UTF-8 text chunks under the PNG standard's keywords."""
    # Signature and header chunk take 33 bytes; text may follow.
    chunks = b""
    for keyword, text in words.items():
        body = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
        chunks += struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunks + png[33:]
