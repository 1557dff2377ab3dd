"""The dashboard served for real, as `make run` serves it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
# Below the ports that the system hands out to whoever connects somewhere.
FIRST_PORT, PORTS = 20_000, 12_000
# A limit for failures only, s: a busy machine starts late.
PATIENCE = 180


def free_port() -> int:
    """Return a port that nobody listens on.

    Each process begins to look at a place of its own, so that servers which start at the same time
    do not take the same.
    """
    for step in range(PORTS):
        port = FIRST_PORT + (os.getpid() * 10 + step) % PORTS
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("localhost", port))
            except OSError:
                continue
            return port
    raise RuntimeError("there is no free port")


@contextmanager
def serving(data: Path | None = None) -> Iterator[str]:
    """Serve the dashboard on a free port, on a data package; yield its address."""
    port = free_port()
    with TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, **({"TIES_DATA": str(data)} if data else {})},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        address = f"http://localhost:{port}"
        try:
            _answers(process, address, said)
            yield address
        finally:
            process.terminate()
            process.wait()


def _answers(process: subprocess.Popen[bytes], address: str, said: IO[bytes]) -> None:
    """Return once a server has read its data; raise, with what it said, when it does not."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urlopen(f"{address}/data/datapackage.json", timeout=PATIENCE).close()
            return
        except HTTPError:
            # A package that cannot be used is an answer too.
            return
        except OSError:
            time.sleep(0.1)
    said.seek(0)
    raise RuntimeError(f"the dashboard did not start: {said.read().decode()}")
