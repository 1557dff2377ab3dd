"""What a person is asked: which pairing an unclear row means, and which changes to take."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dashboard.registry.changes import Change
from dashboard.registry.index import Index
from dashboard.registry.match import settle
from dashboard.registry.outcomes import AMBIGUOUS, Match, Reconciliation


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
