"""When the package was last held against a registry, and what came of it.

`registry adopt` writes the record; the dashboard reads it. Nothing here needs the network or the
libraries that the commands use.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from dashboard.language import _

FILE = "reconciliation.json"
REGISTRIES = ("cpaffc", "wikidata")


@dataclass(frozen=True)
class Record:
    """The result of one reconciliation.

    Attributes:
        registry: `cpaffc` or `wikidata`.
        retrieved: When the registry was read, `YYYY-MM-DD`.
        sha256: Hash of its raw answer.
        rows: Its rows for the United States.
        matched: Rows that are pairings of ours.
        different: Rows that are, with a difference in date, level or relation.
        new: Rows that we did not have.
        ambiguous: Rows that a person must judge.
        confirmed: Our pairings that a row states.
        absent: Our sister pairings that no row states.
        adopted: Changes adopted.
        data_version: Version of the package that the adoption made.
    """

    registry: str
    retrieved: str
    sha256: str
    rows: int
    matched: int
    different: int
    new: int
    ambiguous: int
    confirmed: int
    absent: int
    adopted: int
    data_version: str


def read(directory: Path) -> dict[str, Record]:
    """Read the last reconciliation with each registry.

    Args:
        directory: Folder of the data package.

    Returns:
        Records by registry; empty when there was none, or none can be read.
    """
    path = directory / FILE
    if not path.is_file():
        return {}
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["reconciliations"]
        names = {field.name for field in fields(Record)}
        records = [Record(**{name: entry[name] for name in names}) for entry in entries]
    except (ValueError, KeyError, TypeError):
        return {}
    return {record.registry: record for record in records}


def write(directory: Path, record: Record) -> None:
    """Put a record in the place of the last one with the same registry."""
    records = {**read(directory), record.registry: record}
    entries = [asdict(records[name]) for name in sorted(records)]
    text = json.dumps({"reconciliations": entries}, ensure_ascii=False, indent=2) + "\n"
    (directory / FILE).write_text(text, encoding="utf-8")


def sentences(directory: Path) -> list[str]:
    """Say for readers when the package was last held against each registry.

    Args:
        directory: Folder of the data package.

    Returns:
        One sentence per registry, in the reader's language.
    """
    records = read(directory)
    return [_sentence(name, records.get(name)) for name in REGISTRIES]


def _sentence(registry: str, record: Record | None) -> str:
    name = {
        "cpaffc": _("the official registry of CPAFFC"),
        "wikidata": _("Wikidata"),
    }[registry]
    if record is None:
        return _("These data have not been compared with {registry} yet.").format(registry=name)
    return _(
        "Last compared with {registry} on {date}: of its {rows} pairs with the United States,"
        " {matched} were found here as they stand, {different} with a difference, {new} were new"
        " and {ambiguous} are still to be judged; {absent} sister pairings identified here are not"
        " in it (data version {version})."
    ).format(
        registry=name,
        date=record.retrieved,
        rows=record.rows,
        matched=record.matched,
        different=record.different,
        new=record.new,
        ambiguous=record.ambiguous,
        absent=record.absent,
        version=record.data_version,
    )
