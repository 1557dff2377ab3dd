"""Work lists for a curator: exchanges to summarise and accept, places to complete."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from dashboard.registry.dates import parse_date
from dashboard.registry.index import Index
from dashboard.registry.names import fold
from dashboard.registry.outcomes import NEW, Reconciliation
from dashboard.registry.tables import write_csv

PROPOSED_COLUMNS = (
    "accept", "row_id", "entry", "pairing_id", "us_place_id", "cn_place_id", "date", "date_end",
    "direction", "sector", "kind", "participants", "people_to_people", "planned", "summary",
)  # fmt: skip
EXCHANGE_COLUMNS = PROPOSED_COLUMNS[3:]
ENTRY_DATE = re.compile(
    r"^\W*(\d{4}\s*(?:[年./-]\s*\d{1,2}\s*(?:[月./-]\s*\d{1,2}\s*[日号]?|月)?|年))"
)


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
        write_csv(path, PROPOSED_COLUMNS, lines)
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
        write_csv(path, columns, list(lines.values()))
    return len(lines)
