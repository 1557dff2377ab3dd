"""Write what a curator takes from a registry into the data package, all of it or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from dashboard import catalog
from dashboard.catalog import Catalog
from dashboard.registry import edits, record
from dashboard.registry.changes import KINDS, Change
from dashboard.registry.endpoints import ENDPOINTS
from dashboard.registry.kept import Pull
from dashboard.registry.outcomes import (
    AMBIGUOUS,
    DIFFERENT,
    MATCHED,
    NEW,
    SISTER,
    Match,
    Reconciliation,
)
from dashboard.registry.replace import AdoptError, replace_package
from dashboard.registry.tables import Tables

CHANGELOG = "CHANGELOG.md"
VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True)
class Outcome:
    """What an adoption did.

    Attributes:
        version: The new data version.
        taken: Changes written.
        held: Changes left, each with its reason.
    """

    version: str
    taken: tuple[Change, ...]
    held: tuple[Change, ...]


def adopt(
    directory: Path,
    pull: Pull,
    result: Reconciliation,
    taken: Sequence[Change],
    held: Sequence[Change] = (),
    settled: Sequence[Match] = (),
    places: Path | None = None,
    exchanges: Path | None = None,
) -> Outcome:
    """Write changes to the package.

    Args:
        directory: Folder of the package.
        pull: The registry's answer.
        result: What became of its rows.
        taken: Changes to write.
        held: Changes left, for the outcome.
        settled: Rows that a person settled; their names become variants.
        places: CSV of new places to add, in the columns of `places.csv`.
        exchanges: CSV of proposed exchanges; those with `accept` = yes are added.

    Raises:
        AdoptError: The package would break a rule, or cannot be replaced; nothing was written.
        catalog.PackageError: The package is broken as it stands; nothing was written.
    """
    version = ""

    def edit(copy: Path, before: Catalog) -> None:
        nonlocal version
        package = Tables(copy)
        if taken or exchanges:
            edits.add_source(package, pull)
        edits.add_places(package, places)
        for change in taken:
            edits.apply(package, change, edits.source_id(pull), str(pull.meta["retrieved"])[:10])
        edits.add_names(package, taken, settled, edits.source_id(pull))
        accepted = edits.add_exchanges(package, exchanges, edits.source_id(pull))
        package.save()
        _derive(copy)
        version = _bump(copy, bool(taken or accepted or places))
        record.write(copy, _record(pull, result, index_relations(before), len(taken), version))
        _note(copy, version, _lines(pull, taken, settled, accepted, places))

    replace_package(directory, edit)
    return Outcome(version, tuple(taken), tuple(held))


def index_relations(package: Catalog) -> dict[str, str]:
    """Return the relation of each pairing."""
    pairings = package.pairings
    return dict(zip(pairings["pairing_id"], pairings["relation"], strict=True))


def _derive(directory: Path) -> None:
    counts = catalog.derive_exchange_counts(catalog.read_table(directory, "exchanges"))
    path = directory / "exchange_counts.csv"
    counts.astype({"year": pd.Int64Dtype()}).to_csv(path, index=False, lineterminator="\n")


def _bump(directory: Path, changed: bool) -> str:
    """Raise the data version: the middle number for new data, else the last; return it."""
    path = directory / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    found = VERSION.fullmatch(str(json.loads(text)["version"]))
    if not found:
        raise AdoptError("datapackage.json: the version is not of the form 1.2.3")
    major, minor, patch = (int(part) for part in found.groups())
    version = f"{major}.{minor + 1}.0" if changed else f"{major}.{minor}.{patch + 1}"
    now = datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z")
    descriptor = json.loads(text)
    descriptor["version"], descriptor["created"] = version, now
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return version


def _note(directory: Path, version: str, lines: Sequence[str]) -> None:
    """Put a heading and its lines at the top of the changelog."""
    path = directory / CHANGELOG
    text = path.read_text(encoding="utf-8") if path.is_file() else "# Changes of the data\n"
    entry = f"## {version} - {datetime.now(UTC):%Y-%m-%d}\n\n" + "".join(f"- {x}\n" for x in lines)
    head, mark, rest = text.partition("\n## ")
    tail = f"## {rest}" if mark else ""
    path.write_text(f"{head.rstrip()}\n\n{entry}\n{tail}".rstrip() + "\n", encoding="utf-8")


def _lines(
    pull: Pull,
    taken: Sequence[Change],
    settled: Sequence[Match],
    accepted: int,
    places: Path | None,
) -> list[str]:
    name = ENDPOINTS[str(pull.meta["registry"])].name
    day = str(pull.meta["retrieved"])[:10]
    counts = {kind: sum(change.kind == kind for change in taken) for kind in KINDS}
    words = {
        "new": "pairings added",
        "dates": "dates of pairings changed",
        "relations": "ties of other kinds now sister pairings",
        "sources": "pairings confirmed",
        "names": "Chinese names of US places added",
    }
    parts = [f"{counts[kind]} {words[kind]}" for kind in KINDS if counts[kind]]
    parts += [f"{len(settled)} names recognised by a curator"] if settled else []
    parts += [f"{accepted} exchanges added"] if accepted else []
    parts += ["new places added"] if places else []
    return [f"Compared with the {name} of {day}: {', '.join(parts) or 'no change adopted'}."]


def _record(
    pull: Pull, result: Reconciliation, relation: dict[str, str], adopted: int, version: str
) -> record.Record:
    return record.Record(
        registry=str(pull.meta["registry"]),
        retrieved=str(pull.meta["retrieved"])[:10],
        sha256=str(pull.meta["sha256"]),
        rows=len(result.matches),
        matched=result.count(MATCHED),
        different=result.count(DIFFERENT),
        new=result.count(NEW),
        ambiguous=result.count(AMBIGUOUS),
        confirmed=len(result.confirmed),
        absent=sum(relation.get(pairing_id) == SISTER for pairing_id in result.absent),
        adopted=adopted,
        data_version=version,
    )
