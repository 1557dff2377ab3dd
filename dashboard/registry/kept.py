"""Answers kept on disk, each with its date and hash, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard.registry import normalise
from dashboard.registry.rows import Table

EVENT_LOG = "event_log.txt"


class PullError(Exception):
    """No answer is at hand; the message says why and what to do."""


@dataclass(frozen=True)
class Answer:
    """A whole answer.

    Attributes:
        body: The bytes, decompressed.
        url: Where it came from.
        unchanged: Whether the server said that an earlier answer still holds.
    """

    body: bytes
    url: str
    unchanged: bool = False


@dataclass(frozen=True)
class Pull:
    """A kept answer: the folder with `raw.*`, `meta.json`, `rows.csv`, and what it holds."""

    directory: Path
    meta: dict[str, Any]
    table: Table


def keep(registry: str, answer: Answer, out: Path, partial: bool = False, file: str = "") -> Pull:
    """Read an answer and keep it with its date and hash.

    Args:
        registry: `cpaffc` or `wikidata`.
        answer: The answer.
        out: Folder of the pulls; a folder named after registry and time is made in it.
        partial: Accept fewer rows than the registry is known to hold.
        file: Name of the file that the answer was saved in, when no request was made.

    Raises:
        ShapeError: The answer deviates; nothing is kept.
    """
    table = normalise.read(answer.body, registry, partial)
    now = datetime.now(UTC)
    directory = _free(out / registry / now.strftime("%Y-%m-%dT%H%M%SZ"))
    part = directory.with_name(f".{directory.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    suffix = "json" if answer.body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[") else "html"
    meta = {
        "registry": registry,
        "retrieved": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "url": answer.url,
        "file": file,
        "unchanged_since_last": answer.unchanged,
        "raw": f"raw.{suffix}",
        "sha256": hashlib.sha256(answer.body).hexdigest(),
        "bytes": len(answer.body),
        "rows": table.total,
        "us_rows": len(table.rows),
        "partial": partial,
        "remarks": list(table.remarks),
    }
    (part / f"raw.{suffix}").write_bytes(answer.body)
    text = json.dumps(meta, ensure_ascii=False, indent=2) + "\n"
    (part / "meta.json").write_text(text, encoding="utf-8")
    normalise.write(table, part / "rows.csv")
    _write_events(table, part / EVENT_LOG)
    part.rename(directory)
    return Pull(directory, meta, table)


def _free(directory: Path) -> Path:
    """Return the folder's name, numbered when two pulls fall into one second."""
    number, free = 2, directory
    while free.exists():
        free = directory.with_name(f"{directory.name}-{number}")
        number += 1
    return free


def load(directory: Path) -> Pull:
    """Read a kept pull again, checking that its raw answer is the one that was received.

    Raises:
        PullError: The folder holds no pull, or the answer was changed since.
        ShapeError: The answer deviates.
    """
    try:
        meta = json.loads((directory / "meta.json").read_text(encoding="utf-8"))
        body = (directory / meta["raw"]).read_bytes()
        registry, partial, digest = meta["registry"], meta["partial"], meta["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PullError(f"{directory} holds no pull: {error}") from error
    if hashlib.sha256(body).hexdigest() != digest:
        raise PullError(f"{directory / meta['raw']} was changed after it was pulled; pull again")
    return Pull(directory, meta, normalise.read(body, registry, partial))


def latest(out: Path, registry: str) -> Path:
    """Return the folder of the last pull of a registry.

    Raises:
        PullError: There is none.
    """
    found = sorted(path.parent for path in (out / registry).glob("[0-9]*/meta.json"))
    if not found:
        raise PullError(
            f"no pull of {registry} in {out}; first run: python -m dashboard registry pull"
            f" {registry}"
        )
    return found[-1]


def _write_events(table: Table, path: Path) -> None:
    """Write the event logs for the curator to read; they stay beside the raw answer."""
    blocks = [
        f"[{row.row_id}] {row.province_zh} {row.cn_zh} – {row.us_zh}\n{row.events}\n"
        for row in table.rows
        if row.events
    ]
    if blocks:
        path.write_text("\n".join(blocks), encoding="utf-8")
