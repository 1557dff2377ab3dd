"""Make changes in a package's tables: pairings, their sources, places, names, exchanges."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from dashboard.catalog import FIRST_LEVEL, split_ids
from dashboard.registry.changes import Change
from dashboard.registry.endpoints import ENDPOINTS
from dashboard.registry.index import NAMES_FILE
from dashboard.registry.kept import Pull
from dashboard.registry.names import fold
from dashboard.registry.outcomes import DATE, SISTER, Match
from dashboard.registry.replace import AdoptError
from dashboard.registry.rows import CPAFFC
from dashboard.registry.tables import Tables, read_csv
from dashboard.registry.worklists import EXCHANGE_COLUMNS, PROPOSED_COLUMNS

NAMES_COLUMNS = ("place_id", "name_zh", "kind", "basis", "source")
HAN = re.compile(r"[\u3400-\u9fff]")

PUBLISHERS = {
    CPAFFC: ("Chinese People's Association for Friendship with Foreign Countries", "zh"),
    "wikidata": ("Wikidata", "en"),
}
TITLES = {
    CPAFFC: "友城查询 [registry of sister ties]",
    "wikidata": "[twinned administrative bodies, P190]",
}


def source_id(pull: Pull) -> str:
    """Return the identifier of the source row for a pull."""
    return f"{pull.meta['registry']}-registry-{str(pull.meta['retrieved'])[:10]}"


def apply(package: Tables, change: Change, source: str, day: str) -> None:
    """Make one change.

    Args:
        package: The tables.
        change: The change.
        source: Identifier of the source row of the pull.
        day: Day of the pull, for the note that keeps the former value.

    Raises:
        AdoptError: The pairing or place is no longer there.
    """
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
    ids = [one for one in split_ids(pairing["source_ids"]) if not one.startswith(prefix)]
    ids = [source, *ids] if official else [*ids, source]
    pairing["source_ids"] = ";".join(ids)
    if official:
        pairing["confidence"] = "documented"


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


def add_source(package: Tables, pull: Pull) -> None:
    """Cite the pull as a source, once."""
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


def add_places(package: Tables, path: Path | None) -> None:
    """Add the places that a curator completed.

    Raises:
        AdoptError: The file cannot be read, or names a place that is there.
    """
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


def add_names(
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


def add_exchanges(package: Tables, path: Path | None, source: str) -> int:
    """Add the proposed exchanges that the curator accepted; return how many.

    Raises:
        AdoptError: The file cannot be read, or a summary is not the curator's own.
    """
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
