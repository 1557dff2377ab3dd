"""Write what a curator takes from a registry into the data package, all of it or nothing.

The package is copied, changed and validated beside the original, which is replaced only when the
copy loads without a problem and nobody has touched the original meanwhile.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pandas as pd

from dashboard import catalog
from dashboard.catalog import FIRST_LEVEL, Catalog
from dashboard.registry import record
from dashboard.registry.match import (
    AMBIGUOUS,
    DATE,
    DIFFER,
    DIFFERENT,
    FINER,
    LEVEL,
    MATCHED,
    NAMES_FILE,
    NEW,
    OURS_MISSING,
    RELATION,
    SISTER,
    Index,
    Match,
    Reconciliation,
    settle,
)
from dashboard.registry.names import MUNICIPAL, american, fold
from dashboard.registry.normalise import CPAFFC, parse_date, read_csv
from dashboard.registry.pull import ENDPOINTS, Pull

KINDS = ("new", "dates", "relations", "sources", "names")
CHANGELOG = "CHANGELOG.md"
VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
NAMES_COLUMNS = ("place_id", "name_zh", "kind", "basis", "source")
HAN = re.compile(r"[\u3400-\u9fff]")
US_NAME = re.compile(r"[\u3400-\u9fff]{2,20}")

PUBLISHERS = {
    CPAFFC: ("Chinese People's Association for Friendship with Foreign Countries", "zh"),
    "wikidata": ("Wikidata", "en"),
}
TITLES = {
    CPAFFC: "友城查询 [registry of sister ties]",
    "wikidata": "[twinned administrative bodies, P190]",
}

PROPOSED_COLUMNS = (
    "accept", "row_id", "entry", "pairing_id", "us_place_id", "cn_place_id", "date", "date_end",
    "direction", "sector", "kind", "participants", "people_to_people", "planned", "summary",
)  # fmt: skip
EXCHANGE_COLUMNS = PROPOSED_COLUMNS[3:]
ENTRY_DATE = re.compile(
    r"^\W*(\d{4}\s*(?:[年./-]\s*\d{1,2}\s*(?:[月./-]\s*\d{1,2}\s*[日号]?|月)?|年))"
)


class AdoptError(Exception):
    """Nothing was written; the message says why and what to do."""


@dataclass(frozen=True)
class Change:
    """One change that a curator may take.

    Attributes:
        kind: One of `KINDS`.
        match: The registry row behind it.
        text: The change in words.
        held: Why it is not taken unless a person says so, or "".
        value: The new value, where the row's own will not do.
        barred: Whether it cannot be taken at all before something else is mended.
    """

    kind: str
    match: Match
    text: str
    held: str = ""
    value: str = ""
    barred: bool = False


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


def plan(result: Reconciliation, index: Index, only: Sequence[str] = ()) -> list[Change]:
    """List the changes that a comparison suggests.

    Args:
        result: What became of the registry's rows.
        index: Our places and pairings.
        only: Kinds wanted; all when empty.
    """
    changes = [
        change
        for match in result.matches
        if not match.duplicate_of
        for change in _changes(match, index)
    ]
    return [change for change in changes if not only or change.kind in only]


def choose(
    result: Reconciliation,
    index: Index,
    ask: Callable[[str], str],
) -> tuple[list[Match], bool]:
    """Let a person settle the ambiguous rows.

    Args:
        result: What became of the registry's rows.
        index: Our places and pairings.
        ask: Shows a question and returns the answer.

    Returns:
        The rows settled, as matches, and whether the person wants to stop with nothing written.
    """
    settled: list[Match] = []
    for match in result.matches:
        offers = [c for c in match.candidates if c.pairing_id]
        if match.outcome != AMBIGUOUS or not offers or match.duplicate_of:
            continue
        lines = [
            f"Row {match.row.row_id}: {match.row.province_zh} {match.row.cn_zh} – {match.row.us_zh}"
            f" ({match.row.date or 'no date'}); {match.reason}",
            *(
                f"  {number}. {c.pairing_id} ({c.score:.0f}: {c.reason})"
                for number, c in enumerate(offers, start=1)
            ),
            "Number of the pairing it is, Enter for none, q to stop with nothing written: ",
        ]
        answer = ask("\n".join(lines)).strip().lower()
        if answer == "q":
            return [], True
        if answer.isdigit() and 1 <= int(answer) <= len(offers):
            pick = offers[int(answer) - 1]
            settled.append(settle(match, (pick.us_place_id, pick.cn_place_id), index))
    return settled, False


def decide(
    changes: Iterable[Change],
    overwrite: bool,
    ask: Callable[[str], str] | None = None,
) -> tuple[list[Change], list[Change], bool]:
    """Sort changes into those taken and those left.

    Args:
        changes: The changes suggested.
        overwrite: Take also what would overwrite a better-sourced value.
        ask: When given, a person is asked for each change.

    Returns:
        Taken, left, and whether the person wants to stop with nothing written.
    """
    taken: list[Change] = []
    left: list[Change] = []
    for change in changes:
        if change.barred:
            left.append(change)
            continue
        if ask is None:
            (left if change.held and not overwrite else taken).append(change)
            continue
        held = f" ({change.held})" if change.held else ""
        answer = ask(f"{change.text}{held} [y/N/q]: ").strip().lower()
        if answer == "q":
            return [], [], True
        (taken if answer in ("y", "yes") else left).append(change)
    return taken, left, False


def source_id(pull: Pull) -> str:
    """Return the identifier of the source row for a pull."""
    return f"{pull.meta['registry']}-registry-{str(pull.meta['retrieved'])[:10]}"


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
            _add_source(package, pull)
        _add_places(package, places)
        for change in taken:
            _apply(package, change, source_id(pull), str(pull.meta["retrieved"])[:10])
        _add_names(package, taken, settled, source_id(pull))
        accepted = _add_exchanges(package, exchanges, source_id(pull))
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


# The changes of a row ------------------------------------------------------------------------


def _changes(match: Match, index: Index) -> list[Change]:
    if match.outcome == NEW:
        return [_new_change(match)] if match.us_place_id and match.cn_place_id else []
    if not match.found:
        return []
    pairing = index.pairings[match.us_place_id, match.cn_place_id]
    changes = []
    if match.dates in (FINER, OURS_MISSING, DIFFER) and LEVEL not in match.differences:
        changes.append(_date_change(match, pairing))
    if RELATION in match.differences:
        held = ""
        if pairing["confidence"] == "documented":
            held = f"our relation is documented ({pairing['source_ids']})"
        text = f"{match.pairing_id}: {pairing['relation']} becomes sister"
        changes.append(Change("relations", match, text, held))
    if not _cites(pairing, match.row.registry):
        changes.append(Change("sources", match, f"{match.pairing_id}: add the registry as source"))
    name = us_name(match, index)
    if match.row.registry == CPAFFC and name and LEVEL not in match.differences:
        text = f"{match.us_place_id}: Chinese name {name}"
        changes.append(Change("names", match, text, value=name))
    return changes


def _new_change(match: Match) -> Change:
    text = f"{match.us_place_id}--{match.cn_place_id}: new pairing, {match.row.date or 'undated'}"
    held = match.row.date_problem and f"the registry's date: {match.row.date_problem}"
    return Change("new", match, text, held)


def _date_change(match: Match, pairing: dict[str, str]) -> Change:
    text = f"{match.pairing_id}: {match.ours or 'no date'} becomes {match.row.date}"
    held = ""
    ended = pairing["ended"]
    if ended and match.row.date[: len(ended)] > ended[: len(match.row.date)]:
        return Change("dates", match, text, f"it ended on {ended}, before that", barred=True)
    if match.row.date_problem:
        held = f"the registry's date: {match.row.date_problem}"
    elif DATE in match.differences and match.row.registry != CPAFFC:
        held = f"our date has its own sources ({pairing['source_ids']})"
    elif (
        DATE in match.differences
        and pairing["established_basis"] == "stated"
        and pairing["confidence"] == "documented"
    ):
        held = f"our date is stated in documented sources ({pairing['source_ids']})"
    return Change("dates", match, text, held)


def us_name(match: Match, index: Index) -> str:
    """Return the Chinese name that a row gives a US place of ours that lacks one; else ""."""
    if match.us_place_id in index.customary or not match.row.us_zh:
        return ""
    read = american(match.row.us_zh, index.state_stems)
    core = fold(match.row.us_zh)
    core = core[core.index(read.stem) :] if read.stem in core else read.stem
    core = re.sub(r"[(\[].*", "", core)
    # 堪萨斯市 keeps its 市: 堪萨斯 is the state.
    if read.level == MUNICIPAL and core.endswith("市") and read.stem not in index.states:
        core = read.stem
    return core if US_NAME.fullmatch(core) else ""


# Editing the tables --------------------------------------------------------------------------


class Tables:
    """The CSV files of a package as text rows; those not changed keep every byte."""

    def __init__(self, directory: Path) -> None:
        """Read nothing yet."""
        self.directory = directory
        self._read: dict[str, tuple[list[str], list[dict[str, str]]]] = {}

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return a table's rows; changes to them are saved."""
        if name not in self._read:
            text = (self.directory / name).read_text(encoding="utf-8-sig")
            reader = csv.DictReader(StringIO(text, newline=""))
            rows = [dict(row) for row in reader]
            self._read[name] = (list(reader.fieldnames or ()), rows)
        return self._read[name][1]

    def save(self) -> None:
        """Write the tables that were read."""
        for name, (columns, rows) in self._read.items():
            buffer = StringIO(newline="")
            writer = csv.DictWriter(buffer, columns, lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(rows)
            (self.directory / name).write_text(buffer.getvalue(), encoding="utf-8", newline="")


def _apply(package: Tables, change: Change, source: str, day: str) -> None:
    match = change.match
    if change.kind == "new":
        _add_pairing(package, match, source)
        return
    if change.kind == "names":
        place = _find(package.rows("places.csv"), "place_id", match.us_place_id)
        place["name_zh"] = change.value
        if "name_zh_basis" in place:
            place["name_zh_basis"] = "customary"
        return
    pairing = _find(package.rows("pairings.csv"), "pairing_id", match.pairing_id)
    if change.kind == "dates":
        if DATE in match.differences:
            _say(
                pairing,
                f"Until {day} dated {pairing['established']} here ({pairing['source_ids']}).",
            )
        pairing["established"], pairing["established_basis"] = match.row.date, "stated"
    elif change.kind == "relations":
        _say(pairing, f"A {pairing['relation']} tie here before the registry listed it.")
        pairing["relation"] = SISTER
    _cite(pairing, source, official=match.row.registry == CPAFFC)


def _cite(pairing: dict[str, str], source: str, official: bool) -> None:
    # A later reading of the same registry takes the place of an earlier one.
    prefix = source[: -len("YYYY-MM-DD")]
    ids = [one for one in catalog.split_ids(pairing["source_ids"]) if not one.startswith(prefix)]
    ids = [source, *ids] if official else [*ids, source]
    pairing["source_ids"] = ";".join(ids)
    if official:
        pairing["confidence"] = "documented"


def _cites(pairing: dict[str, str], registry: str) -> bool:
    return any(
        one.startswith(f"{registry}-registry-") for one in catalog.split_ids(pairing["source_ids"])
    )


def _say(pairing: dict[str, str], words: str) -> None:
    if words not in pairing["note"]:
        pairing["note"] = f"{pairing['note']} {words}".strip()


def _add_pairing(package: Tables, match: Match, source: str) -> None:
    rows = package.rows("pairings.csv")
    level = {place["place_id"]: place["level"] for place in package.rows("places.csv")}
    us, cn = match.us_place_id, match.cn_place_id
    first = level.get(us) in FIRST_LEVEL and level.get(cn) in FIRST_LEVEL
    official = match.row.registry == CPAFFC
    rows.append(
        {
            "pairing_id": f"{us}--{cn}",
            "us_place_id": us,
            "cn_place_id": cn,
            "tier": "state-province" if first else "city",
            "relation": SISTER,
            "established": match.row.date,
            "established_basis": "stated" if match.row.date else "",
            "status": "ended" if match.row.ended else "unknown",
            "status_as_of": source[-len("YYYY-MM-DD") :] if match.row.ended else "",
            "ended": match.row.ended,
            "status_basis": "The registry gives an end." if match.row.ended else "",
            "confidence": "documented" if official else "listed",
            "source_ids": source,
            "note": "",
        }
    )
    rows.sort(key=lambda row: row["pairing_id"])
    pairing_id = f"{us}--{cn}"
    for name in ("exchanges.csv", "reported_totals.csv"):
        for row in package.rows(name):
            if (row["us_place_id"], row["cn_place_id"]) == (us, cn):
                row["pairing_id"] = pairing_id


def _find(rows: list[dict[str, str]], column: str, value: str) -> dict[str, str]:
    for row in rows:
        if row[column] == value:
            return row
    raise AdoptError(f"{value} is no longer in the package; compare again before adopting")


def _add_source(package: Tables, pull: Pull) -> None:
    rows = package.rows("sources.csv")
    identifier = source_id(pull)
    if any(row["source_id"] == identifier for row in rows):
        return
    registry = str(pull.meta["registry"])
    publisher, language = PUBLISHERS[registry]
    day = str(pull.meta["retrieved"])[:10]
    rows.append(
        {
            "source_id": identifier,
            "publisher": publisher,
            "title": f"{TITLES[registry]}, {pull.meta['us_rows']} rows of the United States,"
            f" sha256 {str(pull.meta['sha256'])[:12]}",
            "date": day,
            "url": ENDPOINTS[registry].page,
            "language": language,
            "accessed": day,
        }
    )
    rows.sort(key=lambda row: row["source_id"])


def _add_places(package: Tables, path: Path | None) -> None:
    if path is None:
        return
    rows = package.rows("places.csv")
    columns = list(rows[0])
    added = [row for row in _given(path, columns) if row["place_id"]]
    known = {row["place_id"] for row in rows}
    twice = [row["place_id"] for row in added if row["place_id"] in known]
    if twice:
        raise AdoptError(f"{path}: already in places.csv: {', '.join(twice)}")
    rows += [{column: row[column] for column in columns} for row in added]
    rows.sort(key=lambda row: row["place_id"])


def _given(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Read a file that a curator filled in."""
    try:
        rows = read_csv(path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AdoptError(f"{path} cannot be read: {error}") from error
    missing = [column for column in columns if rows and column not in rows[0]]
    if missing:
        raise AdoptError(f"{path}: columns missing: {', '.join(missing)}")
    return [{key: (value or "").strip() for key, value in row.items() if key} for row in rows]


def _add_names(
    package: Tables, taken: Sequence[Change], settled: Sequence[Match], source: str
) -> None:
    """Keep names with their source: those adopted, and those that a person recognised."""
    names = [(c.match.us_place_id, c.value, "customary") for c in taken if c.kind == "names"]
    for match in settled:
        names.append((match.us_place_id, match.row.us_zh, "variant"))
        names.append((match.cn_place_id, match.row.cn_zh, "variant"))
    if not names:
        return
    path = package.directory / NAMES_FILE
    if not path.is_file():
        path.write_text(",".join(NAMES_COLUMNS) + "\n", encoding="utf-8")
    rows = package.rows(NAMES_FILE)
    known = {(row["place_id"], fold(row["name_zh"])): row for row in rows}
    for place, name, kind in names:
        if not name:
            continue
        row = known.get((place, fold(name)))
        if row is None:
            row = known[place, fold(name)] = dict.fromkeys(NAMES_COLUMNS, "")
            rows.append(row)
        elif kind == "variant":
            continue
        values = (place, name, kind, "registry", source)
        row.update(zip(NAMES_COLUMNS, values, strict=True))
    rows.sort(key=lambda row: (row["place_id"], row["name_zh"]))


def _add_exchanges(package: Tables, path: Path | None, source: str) -> int:
    """Add the proposed exchanges that the curator accepted; return how many."""
    if path is None:
        return 0
    rows = package.rows("exchanges.csv")
    accepted = [
        row for row in _given(path, PROPOSED_COLUMNS) if row["accept"].lower() in ("y", "yes")
    ]
    number = max((int(row["exchange_id"].removeprefix("ex")) for row in rows), default=0)
    for row in accepted:
        where = f"{path}, row {row['row_id']} entry {row['entry']}"
        if not row["summary"] or HAN.search(row["summary"]):
            raise AdoptError(
                f"{where}: the summary must be your own, in English; the log's text is not copied"
            )
        number += 1
        rows.append(
            {
                "exchange_id": f"ex{number:04d}",
                **{column: row[column] for column in EXCHANGE_COLUMNS},
                "year": row["date"][:4],
                "source_ids": source,
            }
        )
    return len(accepted)


def _derive(directory: Path) -> None:
    counts = catalog.derive_exchange_counts(catalog.read_table(directory, "exchanges"))
    path = directory / "exchange_counts.csv"
    counts.astype({"year": pd.Int64Dtype()}).to_csv(path, index=False, lineterminator="\n")


# Version, changelog, record ------------------------------------------------------------------


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


# All or nothing ------------------------------------------------------------------------------


def replace_package(directory: Path, edit: Callable[[Path, Catalog], None]) -> None:
    """Change a package in a copy and put the copy in its place, or leave everything as it is.

    Args:
        directory: Folder of the package.
        edit: Changes the copy; gets its folder and the catalog as it stood.

    Raises:
        AdoptError: The copy breaks a rule, or cannot take the package's place.
        catalog.PackageError: The package is broken as it stands.
    """
    directory = directory.resolve()
    copy = directory.with_name(f".{directory.name}.adopting")
    aside = directory.with_name(f".{directory.name}.before-adopting")
    recover(directory)
    before = catalog.load(directory)
    try:
        copy.mkdir()
    except FileExistsError as error:
        raise AdoptError(
            f"{copy} exists: another adoption is under way, or one was interrupted. Remove the"
            " folder when none is running; the package itself is whole"
        ) from error
    try:
        held = _digest(directory)
        shutil.copytree(directory, copy, dirs_exist_ok=True)
        edit(copy, before)
        try:
            catalog.load(copy)
        except catalog.PackageError as error:
            raise AdoptError(
                f"the changes would break the package; nothing written:\n{error}"
            ) from error
        if _digest(directory) != held:
            raise AdoptError("the package was changed meanwhile; nothing written, compare again")
        _swap(directory, copy, aside)
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def recover(directory: Path) -> None:
    """Put the package back when an adoption was killed between its last two steps."""
    directory = directory.resolve()
    aside = directory.with_name(f".{directory.name}.before-adopting")
    if aside.is_dir() and not directory.exists():
        aside.rename(directory)


def _swap(directory: Path, copy: Path, aside: Path) -> None:
    shutil.rmtree(aside, ignore_errors=True)
    try:
        directory.rename(aside)
        copy.rename(directory)
    except BaseException as error:
        recover(directory)
        if isinstance(error, OSError):
            raise AdoptError(f"{directory} cannot be replaced: {error}; nothing written") from error
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _digest(directory: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(directory.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(directory)).encode())
            total.update(path.read_bytes())
    return total.hexdigest()


# For the curator -----------------------------------------------------------------------------


def propose_exchanges(result: Reconciliation, path: Path) -> int:
    """Write one line per entry of the event logs, for a curator to fill in and accept.

    The log's words are not copied: `event_log.txt` beside the raw answer holds them for reading.

    Returns:
        How many lines were written.
    """
    lines = []
    for match in result.matches:
        if not match.found or match.duplicate_of:
            continue
        for number, text in enumerate(match.row.events.splitlines(), start=1):
            found = ENTRY_DATE.match(text)
            day, _ = parse_date(found[1]) if found else ("", "")
            lines.append(
                {
                    "row_id": match.row.row_id,
                    "entry": str(number),
                    "pairing_id": match.pairing_id,
                    "us_place_id": match.us_place_id,
                    "cn_place_id": match.cn_place_id,
                    "date": day,
                    "planned": "false",
                }
            )
    if lines:
        _write(path, PROPOSED_COLUMNS, lines)
    return len(lines)


def places_needed(result: Reconciliation, index: Index, columns: Sequence[str], path: Path) -> int:
    """Write one line per place that a new tie needs, for a curator to complete.

    Args:
        result: What became of the registry's rows.
        index: Our places and pairings.
        columns: Those of `places.csv`.
        path: The file.

    Returns:
        How many lines were written.
    """
    lines: dict[tuple[str, str], dict[str, str]] = {}
    for match in result.matches:
        if match.outcome != NEW or match.duplicate_of:
            continue
        unit = index.admin1.get(index.provinces.get(fold(match.row.province_zh), ""), "")
        if not match.us_place_id:
            lines["US", match.row.us_zh] = {
                "country": "US",
                "name_zh": match.row.us_zh,
                "name_zh_basis": "customary",
            }
        if not match.cn_place_id:
            lines["CN", match.row.province_zh + match.row.cn_zh] = {
                "country": "CN",
                "admin1": unit,
                "name_zh": match.row.cn_zh,
                "name_zh_basis": "official",
            }
    if lines:
        _write(path, columns, list(lines.values()))
    return len(lines)


def _write(path: Path, columns: Sequence[str], lines: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(
            file, columns, restval="", extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(lines)
