"""What a change is, and which changes a comparison suggests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.catalog import split_ids
from dashboard.registry.dates import DIFFER, FINER, OURS_MISSING
from dashboard.registry.index import Index
from dashboard.registry.names import MUNICIPAL, american, fold
from dashboard.registry.outcomes import DATE, LEVEL, NEW, RELATION, Match, Reconciliation
from dashboard.registry.rows import CPAFFC

KINDS = ("new", "dates", "relations", "sources", "names")
US_NAME = re.compile(r"[\u3400-\u9fff]{2,20}")


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


def _cites(pairing: dict[str, str], registry: str) -> bool:
    return any(one.startswith(f"{registry}-registry-") for one in split_ids(pairing["source_ids"]))


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
