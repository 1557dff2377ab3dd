"""Match registry rows to our places and pairings.

A row is matched on its own only when both ends are, name for name, one of our pairings. What a
person must judge is handed over with ranked candidates: similar spellings, a district where we
have the prefecture, a US place whose Chinese name we do not know. Similarity alone never matches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from dashboard.registry.candidates import likely, ranked
from dashboard.registry.dates import DIFFER, compare_dates
from dashboard.registry.ends import End, cn_end, us_end
from dashboard.registry.index import Index
from dashboard.registry.names import fold
from dashboard.registry.outcomes import (
    AMBIGUOUS,
    DATE,
    DIFFERENT,
    LEVEL,
    MATCHED,
    NEW,
    RELATION,
    SISTER,
    Candidate,
    Match,
    Reconciliation,
)
from dashboard.registry.rows import CPAFFC, Row


def reconcile(rows: Iterable[Row], index: Index) -> Reconciliation:
    """Hold registry rows against our pairings.

    Args:
        rows: The registry's rows.
        index: Our places and pairings.

    Returns:
        What became of each row, and of each of our pairings.
    """
    first = [_match(row, index) for row in rows]
    taken = frozenset(m.pairing_id for m in first if m.found and LEVEL not in m.differences)
    settled = [_without_taken(match, index, taken) for match in first]
    seen: dict[str, list[int]] = defaultdict(list)
    for place, match in enumerate(settled):
        if match.found:
            seen[match.pairing_id].append(place)
    for places in seen.values():
        if len(places) > 1:
            _settle_duplicates(settled, places)
    _mark_repeated(settled)
    confirmed = frozenset(match.pairing_id for match in settled if match.found)
    absent = tuple(
        pairing["pairing_id"]
        for pairing in index.pairings.values()
        if pairing["pairing_id"] not in confirmed
    )
    return Reconciliation(tuple(settled), confirmed, absent, _perhaps(settled))


def _perhaps(matches: Iterable[Match]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for match in matches:
        for candidate in match.candidates:
            if candidate.pairing_id:
                found[candidate.pairing_id] = (
                    *found.get(candidate.pairing_id, ()),
                    match.row.row_id,
                )
    return found


def with_settled(result: Reconciliation, settled: Iterable[Match]) -> Reconciliation:
    """Put the rows that a person settled in the place of the ambiguous ones."""
    chosen = {match.row: match for match in settled}
    matches = tuple(chosen.get(match.row, match) for match in result.matches)
    confirmed = result.confirmed | {match.pairing_id for match in chosen.values()}
    absent = tuple(pairing_id for pairing_id in result.absent if pairing_id not in confirmed)
    return Reconciliation(matches, confirmed, absent, _perhaps(matches))


def settle(match: Match, ends: tuple[str, str], index: Index) -> Match:
    """Turn an ambiguous row into a match with the pairing that a person chose."""
    return replace(_matched(match.row, index, ends), reason="chosen by a person")


def _without_taken(match: Match, index: Index, taken: frozenset[str]) -> Match:
    """Settle a row again, now that other rows have taken pairings by their exact names."""
    if LEVEL in match.differences and match.pairing_id in taken:
        return _new_or_ambiguous(match.row, index, (), taken)
    if match.outcome != AMBIGUOUS or not match.candidates:
        return match
    left = tuple(c for c in match.candidates if c.pairing_id not in taken)
    if left:
        return replace(match, candidates=left)
    if match.us_place_id and match.cn_place_id:
        return replace(match, outcome=NEW, candidates=(), reason="both places are known")
    return match


def _match(row: Row, index: Index) -> Match:
    us, cn = us_end(index, row), cn_end(index, row)
    if not us.named or not cn.named:
        missing = "the US place" if not us.named else "the Chinese place"
        return Match(
            row,
            AMBIGUOUS,
            f"the row does not name {missing}",
            candidates=likely(row, index, us, cn),
        )
    hits = [(u, c) for u in us.places for c in cn.places if (u, c) in index.pairings]
    if len(hits) == 1:
        return _matched(row, index, hits[0])
    if len(hits) > 1:
        return Match(
            row,
            AMBIGUOUS,
            "the names fit several of our pairings",
            candidates=ranked(row, index, [(*hit, 90.0, "same names") for hit in hits]),
        )
    related = [
        (u, c)
        for u in (*us.places, *us.near)
        for c in (*cn.places, *cn.near)
        if (u, c) in index.pairings
    ]
    return _new_or_ambiguous(row, index, tuple(related), frozenset(), us, cn)


def _matched(row: Row, index: Index, ends: tuple[str, str], level: bool = False) -> Match:
    pairing = index.pairings[ends]
    dates, days = compare_dates(pairing["established"], row.date)
    differences = [LEVEL] if level else []
    if dates == DIFFER:
        differences.append(DATE)
    # P190 covers friendship ties too; CPAFFC's list holds sister ties only.
    if row.registry == CPAFFC and pairing["relation"] != SISTER:
        differences.append(RELATION)
    return Match(
        row,
        DIFFERENT if differences else MATCHED,
        "one administrative level apart, same year" if level else "same names",
        pairing["pairing_id"],
        *ends,
        tuple(differences),
        pairing["established"],
        dates,
        days,
    )


def _new_or_ambiguous(
    row: Row,
    index: Index,
    related: tuple[tuple[str, str], ...],
    taken: Iterable[str],
    us: End | None = None,
    cn: End | None = None,
) -> Match:
    us, cn = us or us_end(index, row), cn or cn_end(index, row)
    ends = (
        us.places[0] if len(us.places) == 1 else "",
        cn.places[0] if len(cn.places) == 1 else "",
    )
    if related:
        return _one_level_apart(row, index, related, ends)
    if all(ends):
        return _both_known(row, index, us, ends)
    if len(us.places) > 1 or len(cn.places) > 1:
        several = [
            (u, c, 60.0, "one of several places of this name")
            for u in us.places or ("",)
            for c in cn.places or ("",)
        ]
        return Match(
            row,
            AMBIGUOUS,
            "several places have this name",
            us_place_id=ends[0],
            cn_place_id=ends[1],
            candidates=ranked(row, index, several),
        )
    candidates = tuple(c for c in likely(row, index, us, cn) if c.pairing_id not in set(taken))
    unknown = " and ".join(
        text
        for text, place in (("the US place", ends[0]), ("the Chinese place", ends[1]))
        if not place
    )
    return Match(
        row,
        AMBIGUOUS if candidates else NEW,
        f"{unknown}: no place of ours has this name",
        us_place_id=ends[0],
        cn_place_id=ends[1],
        candidates=candidates,
    )


def _one_level_apart(
    row: Row, index: Index, related: tuple[tuple[str, str], ...], ends: tuple[str, str]
) -> Match:
    """Match the one pairing an administrative level away, if the years agree; else ask."""
    dated = [
        pair
        for pair in related
        if row.date and index.pairings[pair]["established"][:4] == row.date[:4]
    ]
    if len(related) == 1 and dated:
        return _matched(row, index, related[0], level=True)
    return Match(
        row,
        AMBIGUOUS,
        "one administrative level apart from a pairing of ours",
        us_place_id=ends[0],
        cn_place_id=ends[1],
        candidates=ranked(
            row, index, [(*pair, 70.0, "one administrative level apart") for pair in related]
        ),
    )


def _both_known(row: Row, index: Index, us: End, ends: tuple[str, str]) -> Match:
    """Call a tie of two known places new, unless the row may only have left the city out."""
    if (
        fold(row.cn_zh) == ""
        and index.level[ends[0]] != "state"
        and index.level[ends[1]] in ("province", "autonomous_region")
    ):
        return Match(
            row,
            AMBIGUOUS,
            "the row names a province only, for a US place below a state",
            us_place_id=ends[0],
            candidates=likely(row, index, us, End(())),
        )
    return Match(row, NEW, "both places are known", "", *ends)


def _settle_duplicates(settled: list[Match], places: list[int]) -> None:
    """Two rows, one pairing: the same date makes a duplicate, another date needs a person."""
    longest = max((settled[place].row.date for place in places), key=len)
    if all(longest.startswith(settled[place].row.date) for place in places):
        best = max(places, key=lambda place: (len(settled[place].row.date), -place))
        for place in places:
            if place != best:
                settled[place] = replace(
                    settled[place],
                    duplicate_of=settled[best].row.row_id,
                    reason="the registry states the tie twice",
                )
        return
    for place in places:
        match = settled[place]
        settled[place] = replace(
            match,
            outcome=AMBIGUOUS,
            reason="the registry states the tie twice, with different dates",
            pairing_id="",
            differences=(),
            candidates=_only(match),
        )


def _only(match: Match) -> tuple[Candidate, ...]:
    return (Candidate(match.pairing_id, match.us_place_id, match.cn_place_id, 90.0, "same names"),)


def _mark_repeated(settled: list[Match]) -> None:
    """Mark rows beyond our pairings that an earlier row states word for word."""
    seen: dict[tuple[str, str, str], str] = {}
    for place, match in enumerate(settled):
        key = (
            fold(match.row.province_zh + match.row.cn_zh) or match.row.cn_en,
            fold(match.row.us_zh) or match.row.us_en,
            match.row.date,
        )
        if match.found or not all(key[:2]):
            continue
        if key in seen:
            settled[place] = replace(match, duplicate_of=seen[key])
        else:
            seen[key] = match.row.row_id
