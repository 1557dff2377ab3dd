"""Fetch a registry's answer: one polite request, read whole within bounds of size and time.

This is the only module of the project that opens a network connection. `notice` says what is
about to happen; nobody calls `fetch` before a person has read it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import stamina
from requests.adapters import HTTPAdapter
from requests_cache import CachedSession

from dashboard.registry.checks import printable
from dashboard.registry.endpoints import CPAFFC_PAGE, ENDPOINTS, Endpoint
from dashboard.registry.kept import Answer, PullError

AGENT = (
    "us-china-subnational-ties/0.1 (registry reconciliation by a curator; one request at a time)"
)
MOST_BYTES = 64 * 1024 * 1024
CHUNK = 64 * 1024
PASSING = frozenset({429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, and how often to try.

    Attributes:
        attempts: Tries in all.
        connect: For a connection.
        read: Between two pieces of an answer.
        whole: For a whole answer.
        first: Before the second try; doubles from there.
        longest: Between two tries; a server that asks for more is taken at its word and left.
    """

    attempts: int = 4
    connect: float = 10.0
    read: float = 60.0
    whole: float = 300.0
    first: float = 2.0
    longest: float = 120.0


class _PassingError(Exception):
    """A fault that may pass; `wait` is what the server asks for, in seconds."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def notice(registry: str, url: str, agent: str) -> str:
    """Say what a pull will do on the network, before it does it."""
    endpoint = ENDPOINTS[registry]
    return "\n".join(
        (
            f"This will open the network: one {endpoint.method} request to {url}",
            f"for the {endpoint.name}, as {agent!r}.",
            f"A failed request is tried again at most {Patience().attempts - 1} times, with"
            " growing pauses.",
            *endpoint.terms,
        )
    )


def agent(contact: str = "") -> str:
    """Return the user agent, with the curator's contact where given."""
    return f"{AGENT[:-1]}; {contact})" if contact else AGENT


def fetch(
    registry: str,
    cache: Path,
    url: str = "",
    contact: str = "",
    patience: Patience | None = None,
    progress: Callable[[int, int], None] = lambda received, total: None,
    say: Callable[[str], None] = print,
) -> Answer:
    """Fetch a registry's answer.

    Args:
        registry: `cpaffc` or `wikidata`.
        cache: File of the on-disk cache, for conditional requests.
        url: Another address of the same service.
        contact: Address of the curator, for the user agent.
        patience: How long to wait and how often to try.
        progress: Called with bytes received and bytes announced (0 when unknown).
        say: Called with a line for each request that failed.

    Raises:
        PullError: No whole answer came.
    """
    endpoint, patience = ENDPOINTS[registry], patience or Patience()
    try:
        session = _session(cache, contact, patience, progress)
    except sqlite3.Error as error:
        raise PullError(f"the cache cannot be used ({error}); remove {cache}.sqlite") from error

    def passing(error: Exception) -> bool | float:
        if not isinstance(error, _PassingError):
            return False
        say(f"Failed: {error}")
        return True if error.wait is None else error.wait

    try:
        for attempt in stamina.retry_context(
            on=passing,
            attempts=patience.attempts,
            timeout=None,
            wait_initial=patience.first,
            wait_max=patience.longest,
            wait_jitter=patience.first / 2,
            wait_exp_base=2,
        ):
            with attempt:
                return _request(session, endpoint, url or endpoint.url, patience)
    except _PassingError as error:
        raise PullError(f"{error}, {patience.attempts} times; try again another day") from error
    finally:
        session.close()  # type: ignore[no-untyped-call]
    raise AssertionError("unreachable: the last attempt returns or raises")


def _session(
    cache: Path, contact: str, patience: Patience, progress: Callable[[int, int], None]
) -> CachedSession:
    session = CachedSession(
        str(cache),
        backend="sqlite",
        serializer="json",
        allowable_methods=("GET", "POST"),
        allowable_codes=(200,),
        always_revalidate=True,
        stale_if_error=False,
    )
    # A .netrc of the machine is nobody's business here.
    session.auth = _no_auth
    session.headers.update(
        {
            "User-Agent": agent(contact),
            "Accept": "application/sparql-results+json, application/json",
        }
    )
    adapter = _WholeAnswers(patience, progress)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def forget(cache: Path) -> None:
    """Drop the cache, so that an answer of no use is not taken for the last good one."""
    for file in cache.parent.glob(f"{cache.name}*"):
        file.unlink()


# One request ---------------------------------------------------------------------------------


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class _WholeAnswers(HTTPAdapter):
    """Read each body at once, within bounds of size and time, so that none is half read."""

    def __init__(self, patience: Patience, progress: Callable[[int, int], None]) -> None:
        super().__init__()
        self._patience = patience
        self._progress = progress

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        response = super().send(request, **{**options, "stream": True})
        length = response.headers.get("Content-Length", "")
        announced = int(length) if length.isdecimal() else 0
        until = time.monotonic() + self._patience.whole
        received = bytearray()
        for piece in response.iter_content(CHUNK):
            received += piece
            self._progress(len(received), announced)
            if len(received) > MOST_BYTES:
                response.close()
                raise PullError(f"the answer is larger than {MOST_BYTES:,} bytes; not read further")
            if time.monotonic() > until:
                response.close()
                raise requests.exceptions.ReadTimeout("the answer trickles")
        response._content = bytes(received)
        response._content_consumed = True  # type: ignore[attr-defined]
        return response


def _request(session: CachedSession, endpoint: Endpoint, url: str, patience: Patience) -> Answer:
    address = url
    for _ in range(MOST_REDIRECTS + 1):
        try:
            response = session.request(
                endpoint.method,
                address,
                data=endpoint.fields if endpoint.method == "POST" else None,
                params=endpoint.fields if endpoint.method == "GET" and address == url else None,
                timeout=(patience.connect, patience.read),
                allow_redirects=False,
            )
        except requests.exceptions.Timeout as error:
            raise _PassingError(f"{address} did not answer in time") from error
        except requests.exceptions.SSLError as error:
            raise PullError(f"{address} cannot prove who it is: {error}") from error
        except (
            requests.exceptions.ConnectionError,
            requests.exceptions.ChunkedEncodingError,
            requests.exceptions.ContentDecodingError,
        ) as error:
            raise _PassingError(f"the connection to {address} failed or was cut") from error
        except requests.exceptions.RequestException as error:
            raise PullError(f"{address} cannot be asked: {error}") from error
        except ValueError as error:
            raise PullError(f"{address} points to what is no address: {error}") from error
        if response.status_code not in REDIRECTS:
            return _answer(response, address, patience)
        address = _next(endpoint, address, response)
    raise PullError(f"{url} sends the request in circles ({MOST_REDIRECTS} redirects)")


def _next(endpoint: Endpoint, address: str, response: requests.Response) -> str:
    """Return where a redirect leads, if it is the same site and keeps the request's form."""
    location = printable(response.headers.get("Location", ""))
    try:
        target = urljoin(address, location)
        here, there = urlsplit(address), urlsplit(target)
    except ValueError as error:
        raise PullError(f"{address} points to {location!r}, which is no address") from error
    same = there.hostname == here.hostname and (there.scheme, here.scheme) != ("http", "https")
    kept = endpoint.method == "GET" or response.status_code in (307, 308)
    if not (same and kept and there.scheme in ("http", "https")):
        raise PullError(
            f"{address} answers {response.status_code} and points to {target}, which was not"
            " followed. If the service has moved, open the new address in a browser and name it"
            " with --url; if it asks for a log-in or a check, save the list there and use --file"
        )
    return target


def _answer(response: requests.Response, address: str, patience: Patience) -> Answer:
    status = response.status_code
    if status in PASSING:
        wait = _retry_after(response.headers.get("Retry-After", ""))
        if wait is not None and wait > patience.longest:
            raise PullError(
                f"{address} answers {status} and asks to wait {wait:,.0f} seconds; try again then"
            )
        raise _PassingError(f"{address} answers {status}", wait)
    if status != 200:
        raise PullError(
            f"{address} answers {status}"
            + (
                " (forbidden): the service does not serve this program or this network. Open"
                f" {CPAFFC_PAGE} in a browser, save the list, and use --file"
                if status in (401, 403)
                else ""
            )
        )
    unchanged = bool(getattr(response, "from_cache", False))
    return Answer(response.content, address, unchanged)


def _retry_after(value: str) -> float | None:
    """Read a Retry-After header: seconds or a date; None when absent or unreadable."""
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
