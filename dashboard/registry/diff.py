"""What a registry says and we do not, and the other way: for people and for programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboard.catalog import Catalog
from dashboard.registry.endpoints import ENDPOINTS
from dashboard.registry.index import Index
from dashboard.registry.kept import Pull
from dashboard.registry.names import fold
from dashboard.registry.outcomes import (
    AMBIGUOUS,
    DATE,
    DIFFERENT,
    MATCHED,
    NEW,
    OUTCOMES,
    SISTER,
    Match,
    Reconciliation,
)
from dashboard.registry.rows import Row

FORMULA = ("=", "+", "-", "@", "\t", "\r")
ABSENT = "not in the registry"
NATIONAL = "cn"


@dataclass(frozen=True)
class Section:
    """One table of the report.

    Attributes:
        title: Heading.
        lead: What the table says, in a sentence.
        columns: Column headings.
        rows: Cells, as texts.
    """

    title: str
    lead: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Report:
    """The comparison, ready to be shown.

    Attributes:
        title: Heading.
        lead: The result in a few sentences.
        sections: Its tables; empty ones are left out.
        rows: One line for each registry row and for each of our pairings that is in none.
    """

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    rows: pd.DataFrame


def report(catalog: Catalog, index: Index, pull: Pull, result: Reconciliation) -> Report:
    """Put the comparison in tables.

    Args:
        catalog: All tables.
        index: Our places and pairings.
        pull: The registry's answer.
        result: What became of its rows.
    """
    sections = (
        _provinces(catalog, index, result),
        _dates(index, result),
        _differences(index, result),
        _new(result),
        _ambiguous(index, result),
        _absent(index, result),
        _oddities(result),
    )
    return Report(
        f"{ENDPOINTS[str(pull.meta['registry'])].name} against the data package",
        _lead(catalog, index, pull, result),
        tuple(section for section in sections if section.rows),
        _flat(index, result),
    )


def show(given: Report, console: Console) -> None:
    """Print the report to a terminal."""
    console.print(Text(given.title, style="bold"))
    for line in given.lead:
        console.print(Text(line))
    for section in given.sections:
        table = Table(title=Text(section.title), caption=Text(section.lead), title_justify="left")
        for column in section.columns:
            table.add_column(column, justify="right" if column in NUMBERS else "left")
        for row in section.rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print()
        console.print(table)


def html(given: Report) -> str:
    """Return the report as one page that needs nothing else."""
    environment = Environment(
        loader=PackageLoader("dashboard.registry", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(report=given, numbers=NUMBERS)


def csv(given: Report, path: Path) -> None:
    """Write the report's rows as CSV that a spreadsheet can open without running anything."""
    safe = given.rows.copy()
    for column in safe.columns.difference(["days_apart"]):
        safe[column] = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in safe[column]]
    safe.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


NUMBERS = (
    "Registry",
    "Ours",
    "Official",
    "Matched",
    "Different",
    "New",
    "To judge",
    "Only here",
    "Days",
)


def theirs(row: Row) -> str:
    """Name the two ends of a registry row as it does."""
    chinese = " ".join(part for part in (row.province_zh, row.cn_zh or row.cn_en) if part)
    return f"{chinese or '–'} – {row.us_zh or row.us_en or '–'}"


def _lead(catalog: Catalog, index: Index, pull: Pull, result: Reconciliation) -> tuple[str, ...]:
    rows = len(result.matches)
    absent = _absent_by_relation(index, result)
    lines = [
        f"Retrieved {pull.meta['retrieved']}, sha256 {pull.meta['sha256'][:12]}…; data version"
        f" {catalog.version} of {catalog.as_of}.",
        f"{rows} rows of the United States: {result.count(MATCHED)} matched,"
        f" {result.count(DIFFERENT)} matched with a difference, {result.count(NEW)} new,"
        f" {result.count(AMBIGUOUS)} to be judged by a person.",
        f"{len(result.confirmed)} of our {len(index.pairings)} pairings are confirmed;"
        f" {absent[SISTER]} sister pairings and {absent.total() - absent[SISTER]} other ties"
        " are not in it.",
    ]
    total = _official(catalog, NATIONAL)
    if total:
        lines.append(f"Latest official total known here: {total}.")
    if pull.meta["partial"]:
        lines.append("The answer is a part of the list: what is not in it may yet be in the rest.")
    return (*lines, *pull.meta["remarks"])


def _official(catalog: Catalog, place_id: str) -> str:
    totals = catalog.official_totals
    known = totals[(totals["scope_place_id"] == place_id) & totals["pairs"].notna()]
    if known.empty:
        return ""
    last = known.sort_values("date").iloc[-1]
    return f"{last['pairs']} ({last['date']})"


def _provinces(catalog: Catalog, index: Index, result: Reconciliation) -> Section:
    registry: Counter[str] = Counter()
    outcomes: Counter[tuple[str, str]] = Counter()
    for match in result.matches:
        unit = _unit(index, match)
        registry[unit] += 1
        outcomes[unit, match.outcome] += 1
    ours: Counter[str] = Counter()
    absent: Counter[str] = Counter()
    for (_, cn), pairing in index.pairings.items():
        if pairing["relation"] == SISTER:
            ours[index.admin1[cn]] += 1
            absent[index.admin1[cn]] += pairing["pairing_id"] not in result.confirmed
    rows = []
    for province in catalog.provinces.sort_values("name").to_dict("records"):
        unit = str(province["iso_3166_2"])
        official = _official(catalog, str(province["place_id"]))
        rows.append(
            _province_row(str(province["name"]), unit, registry, ours, official, outcomes, absent)
        )
    if registry[""]:
        rows.append(_province_row("(province not named)", "", registry, ours, "", outcomes, absent))
    total = (
        "All",
        str(sum(registry.values())),
        str(sum(ours.values())),
        _official(catalog, NATIONAL) or "–",
        *(str(result.count(outcome)) for outcome in OUTCOMES),
        str(sum(absent.values())),
    )
    return Section(
        "By province",
        "Sister pairings with the United States; the official total where an authority states one.",
        (
            "Province",
            "Registry",
            "Ours",
            "Official",
            "Matched",
            "Different",
            "New",
            "To judge",
            "Only here",
        ),
        (*rows, total),
    )


def _province_row(
    name: str,
    unit: str,
    registry: Counter[str],
    ours: Counter[str],
    official: str,
    outcomes: Counter[tuple[str, str]],
    absent: Counter[str],
) -> tuple[str, ...]:
    return (
        name,
        str(registry[unit]),
        str(ours[unit]),
        official or "–",
        *(str(outcomes[unit, outcome]) for outcome in OUTCOMES),
        str(absent[unit]),
    )


def _unit(index: Index, match: Match) -> str:
    place = match.cn_place_id or index.provinces.get(fold(match.row.province_zh), "")
    return index.admin1.get(place, "")


def _dates(index: Index, result: Reconciliation) -> Section:
    rows = [
        (match.pairing_id, match.ours, match.row.date, _days(match), _word_of(index, match))
        for match in sorted(result.matches, key=lambda m: -abs(m.days or 0))
        if match.found and DATE in match.differences
    ]
    return Section(
        "Dates that differ",
        f"{len(rows)} pairings; days count from ours to theirs, where both are known to the day.",
        ("Pairing", "Our date", "Their date", "Days", "Our word for it"),
        tuple(rows),
    )


def _days(match: Match) -> str:
    return "" if match.days is None else f"{match.days:+,d}"


def _word_of(index: Index, match: Match) -> str:
    pairing = index.pairings[match.us_place_id, match.cn_place_id]
    return ", ".join(word for word in (pairing["established_basis"], pairing["confidence"]) if word)


def _differences(index: Index, result: Reconciliation) -> Section:
    rows = [
        (match.pairing_id, theirs(match.row), ", ".join(other), match.reason)
        for match in result.matches
        if match.found and (other := [d for d in match.differences if d != DATE])
    ]
    return Section(
        "Level or relation that differs",
        f"{len(rows)} pairings; we call them otherwise where the registry says sister, or we name"
        " a district and it names the city.",
        ("Pairing", "In the registry", "Differs in", "Why matched"),
        tuple(rows),
    )


def _new(result: Reconciliation) -> Section:
    rows = [
        (m.row.row_id, theirs(m.row), m.row.date, m.us_place_id, m.cn_place_id, m.reason)
        for m in result.matches
        if m.outcome == NEW and not m.duplicate_of
    ]
    return Section(
        "In the registry, not here",
        f"{len(rows)} ties that we do not have.",
        ("Row", "In the registry", "Date", "US place", "Chinese place", "Why"),
        tuple(rows),
    )


def _ambiguous(index: Index, result: Reconciliation) -> Section:
    rows = [
        (
            m.row.row_id,
            theirs(m.row),
            m.row.date,
            m.reason,
            "; ".join(
                f"{_ends(c.pairing_id, c.us_place_id, c.cn_place_id)} ({c.score:.0f}: {c.reason})"
                for c in m.candidates
            ),
        )
        for m in result.matches
        if m.outcome == AMBIGUOUS
    ]
    return Section(
        "To be judged by a person",
        f"{len(rows)} rows; candidates are ranked, none is accepted on its likeness alone.",
        ("Row", "In the registry", "Date", "Why", "Candidates"),
        tuple(rows),
    )


def _ends(pairing_id: str, us: str, cn: str) -> str:
    return pairing_id or f"{us or '?'}--{cn or '?'}"


def _absent_by_relation(index: Index, result: Reconciliation) -> Counter[str]:
    relation = {p["pairing_id"]: p["relation"] for p in index.pairings.values()}
    return Counter(relation[pairing_id] for pairing_id in result.absent)


def _absent(index: Index, result: Reconciliation) -> Section:
    known = {p["pairing_id"]: p for p in index.pairings.values()}
    rows = [
        (
            pairing_id,
            known[pairing_id]["relation"],
            known[pairing_id]["established"],
            known[pairing_id]["status"],
            known[pairing_id]["confidence"],
            ", ".join(result.perhaps.get(pairing_id, ())),
        )
        for pairing_id in sorted(result.absent, key=lambda p: (known[p]["relation"] != SISTER, p))
    ]
    return Section(
        "Here, not in the registry",
        f"{len(rows)} pairings; only sister pairings are expected in it. The last column names rows"
        " that may be the tie.",
        ("Pairing", "Relation", "Date", "Status", "Confidence", "Perhaps row"),
        tuple(rows),
    )


def _oddities(result: Reconciliation) -> Section:
    rows = []
    for match in result.matches:
        words = [match.row.date_problem] if match.row.date_problem else []
        if match.duplicate_of:
            words.append(f"repeats row {match.duplicate_of}")
        if words:
            rows.append((match.row.row_id, theirs(match.row), match.row.date_raw, "; ".join(words)))
    return Section(
        "Oddities of the registry",
        f"{len(rows)} rows that repeat another, or whose date cannot be read.",
        ("Row", "In the registry", "Date as written", "What is odd"),
        tuple(rows),
    )


def _flat(index: Index, result: Reconciliation) -> pd.DataFrame:
    lines = [
        {
            "outcome": m.outcome,
            "registry": m.row.registry,
            "row_id": m.row.row_id,
            "province_zh": m.row.province_zh,
            "cn_zh": m.row.cn_zh,
            "us_zh": m.row.us_zh,
            "pairing_id": m.pairing_id,
            "us_place_id": m.us_place_id,
            "cn_place_id": m.cn_place_id,
            "ours": m.ours,
            "theirs": m.row.date,
            "theirs_as_written": m.row.date_raw,
            "days_apart": m.days,
            "dates": m.dates,
            "differences": ";".join(m.differences),
            "reason": m.reason,
            "candidates": ";".join(
                _ends(c.pairing_id, c.us_place_id, c.cn_place_id) for c in m.candidates
            ),
            "duplicate_of": m.duplicate_of,
            "date_problem": m.row.date_problem,
        }
        for m in result.matches
    ]
    known = {p["pairing_id"]: p for p in index.pairings.values()}
    lines += [
        {
            "outcome": ABSENT,
            "pairing_id": pairing_id,
            "us_place_id": known[pairing_id]["us_place_id"],
            "cn_place_id": known[pairing_id]["cn_place_id"],
            "ours": known[pairing_id]["established"],
            "reason": f"a {known[pairing_id]['relation']} pairing",
        }
        for pairing_id in result.absent
    ]
    frame = pd.DataFrame(lines)
    texts = frame.columns.difference(["days_apart"])
    frame[texts] = frame[texts].astype(object).fillna("").astype(str)
    return frame.astype({"days_apart": "Int64"})
